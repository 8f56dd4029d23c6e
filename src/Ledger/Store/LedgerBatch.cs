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

    /// <summary>Adds a statement that answers nothing; null adds none.</summary>
    public void Do(string? sql)
    {
        if (sql is not null)
        {
            statements.Add(sql);
        }
    }

    /// <summary>A value's name in the statements.</summary>
    public string Value(object value)
    {
        var parameter = DbProviderFactories.GetFactory(context.Database.GetDbConnection())!.CreateParameter()!;
        parameter.Value = value;
        return Value(parameter);
    }

    /// <summary>The name in the statements of a value whose type cannot be told from it.</summary>
    public string Value(DbParameter value)
    {
        value.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{parameters.Count}");
        parameters.Add(value);
        return value.ParameterName;
    }

    /// <summary>Some texts as a table <c>given</c> with a column <c>value</c>, each text once.</summary>
    /// <remarks>What is looked up for each of them by a query in the list of columns goes by index, whatever the database knows of the sizes of tables.
    /// A condition that a column is one of them does not: where the table is new to the planner, it reads all rows and compares each with each.</remarks>
    public string Given(IEnumerable<string> texts) => provider.Given(this, [.. texts.Distinct()]);

    /// <summary>Runs the statements; the batch is empty then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (command, values) = Build();
        if (readers.Count == 0)
        {
            await command.ExecuteNonQueryAsync(values, cancellation);
            Clear();
            return;
        }

        await using var results = await command.ExecuteReaderAsync(values, cancellation);
        foreach (var read in readers)
        {
            while (await results.DbDataReader.ReadAsync(cancellation))
            {
                read(results.DbDataReader);
            }

            await results.DbDataReader.NextResultAsync(cancellation);
        }

        Clear();
    }

    /// <summary>Runs the statements, if there are any, and waits for them; the batch is empty then.</summary>
    public void Run()
    {
        if (statements.Count == 0)
        {
            return;
        }

        var (command, values) = Build();
        if (readers.Count == 0)
        {
            command.ExecuteNonQuery(values);
            Clear();
            return;
        }

        using var results = command.ExecuteReader(values);
        foreach (var read in readers)
        {
            while (results.DbDataReader.Read())
            {
                read(results.DbDataReader);
            }

            results.DbDataReader.NextResult();
        }

        Clear();
    }

    private (IRelationalCommand Command, RelationalCommandParameterObject Values) Build()
    {
        var built = context.GetService<IRawSqlCommandBuilder>().Build(string.Join(";\n", statements), parameters, context.Model);
        return (built.RelationalCommand, new RelationalCommandParameterObject(context.GetService<IRelationalConnection>(), built.ParameterValues, null, context,
            context.GetService<IRelationalCommandDiagnosticsLogger>()));
    }

    private void Clear()
    {
        statements.Clear();
        readers.Clear();
        parameters.Clear();
    }
}
