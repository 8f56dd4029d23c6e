using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Compensation.Ledger.Store;

/// <summary>Represents the statements of a batch as a command that can be run again with other values.</summary>
internal sealed class BatchCommand
{
    private readonly string[] statements;
    private readonly DbParameter[] parameters;

    /// <summary>Builds the command.</summary>
    /// <param name="context">The context that runs it.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="names">The names of their values.</param>
    public BatchCommand(LedgerContext context, string[] statements, IEnumerable<string> names)
    {
        this.statements = statements;
        var factory = DbProviderFactories.GetFactory(context.Database.GetDbConnection())!;
        parameters = [.. names.Select(name => Parameter(factory, name))];
        var command = context.GetService<IRelationalCommandBuilderFactory>().Create().Append(string.Join(";\n", statements));
        foreach (var parameter in parameters)
        {
            command.AddParameter(new ItsOwn(parameter));
        }

        Relational = command.Build();
    }

    /// <summary>The command for EF Core, by which interceptors see it.</summary>
    public IRelationalCommand Relational { get; }

    /// <summary>Whether it runs just these statements.</summary>
    public bool Is(List<string> others) => statements.SequenceEqual(others);

    /// <summary>Gives it the values that it runs with.</summary>
    public void Give(List<object> values)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i].Value = values[i];
        }
    }

    private static DbParameter Parameter(DbProviderFactory factory, string name)
    {
        var parameter = factory.CreateParameter()!;
        parameter.ParameterName = name;
        return parameter;
    }

    /// <summary>A parameter that is given to the database as it is. EF Core's own would copy it each time.</summary>
    private sealed class ItsOwn(DbParameter parameter) : IRelationalParameter
    {
        public string InvariantName => parameter.ParameterName;

        public void AddDbParameter(DbCommand command, object? value) => command.Parameters.Add(parameter);

        public void AddDbParameter(DbCommand command, IReadOnlyDictionary<string, object?>? parameterValues) => command.Parameters.Add(parameter);
    }
}
