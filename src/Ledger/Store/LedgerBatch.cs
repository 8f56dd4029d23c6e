using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Compensation.Ledger.Store;

/// <summary>Represents statements that go to the database together: one round trip, whatever their number.</summary>
/// <remarks>They run one after the other, each sees what is committed when its turn comes, and interceptors see them as one command.</remarks>
internal sealed class LedgerBatch(LedgerContext context, ILedgerProvider provider)
{
    private readonly List<string> statements = [];
    private readonly List<Action<DbDataReader>> readers = [];
    private readonly List<DbParameter> parameters = [];

    /// <summary>Adds a query.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="read">Takes each of its rows.</param>
    public void Ask(string sql, Action<DbDataReader> read)
    {
        statements.Add(sql);
        readers.Add(read);
    }

    /// <summary>A value's name in the statements.</summary>
    public string Value(object value)
    {
        var parameter = context.Database.GetDbConnection().CreateCommand().CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{parameters.Count}");
        parameter.Value = value;
        parameters.Add(parameter);
        return parameter.ParameterName;
    }

    /// <summary>The condition that a column holds one of some texts.</summary>
    public string IsOneOf(string column, IEnumerable<string> texts) => provider.IsOneOf(column, this, [.. texts.Distinct()]);

    /// <summary>Runs the statements.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var built = context.GetService<IRawSqlCommandBuilder>().Build(string.Join(";\n", statements), parameters, context.Model);
        await using var results = await built.RelationalCommand.ExecuteReaderAsync(
            new RelationalCommandParameterObject(context.GetService<IRelationalConnection>(), built.ParameterValues, null, context,
                context.GetService<IRelationalCommandDiagnosticsLogger>()), cancellation);
        foreach (var read in readers)
        {
            while (await results.DbDataReader.ReadAsync(cancellation))
            {
                read(results.DbDataReader);
            }

            await results.DbDataReader.NextResultAsync(cancellation);
        }
    }
}
