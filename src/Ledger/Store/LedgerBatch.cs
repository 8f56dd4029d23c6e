using System.Data.Common;
using System.Globalization;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Compensation.Ledger.Store;

/// <summary>Represents statements that go to the database together: one round trip, whatever their number.</summary>
/// <remarks>They run one after the other, each sees what is committed when its turn comes, and interceptors see them as one command. A context has one batch,
/// which keeps what it has built: the contexts of the writer's groups come again and again, and with them the same statements with other values.</remarks>
internal sealed class LedgerBatch
{
    /// <summary>So many commands are kept. A writer has some three: with a lookup, after it, and without one.</summary>
    public const int MostKept = 8;

    private readonly LedgerContext context;
    private readonly ILedgerProvider provider;
    private readonly List<string> statements = [];
    private readonly List<Action<DbDataReader>> readers = [];
    private readonly List<object> values = [];
    private readonly List<string> names = [];
    private readonly List<UnnestWriter> rows = [];
    private readonly List<BatchCommand> kept = [];

    private LedgerBatch(LedgerContext context, ILedgerProvider provider) => (this.context, this.provider) = (context, provider);

    /// <summary>The commands that are kept.</summary>
    public IReadOnlyList<BatchCommand> Kept => kept;

    /// <summary>The context's batch, empty.</summary>
    public static LedgerBatch Of(LedgerContext context, ILedgerProvider provider)
    {
        var batch = context.Batch ??= new LedgerBatch(context, provider);
        // Who had the context before may have given up, or failed, with statements in it.
        batch.Clear();
        return batch;
    }

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
    /// <param name="value">The value. It must not change until the batch has run.</param>
    public string Value(object value)
    {
        if (values.Count == names.Count)
        {
            names.Add(string.Create(CultureInfo.InvariantCulture, $"@p{names.Count}"));
        }

        values.Add(value);
        return names[values.Count - 1];
    }

    /// <summary>Some texts as a table <c>given</c> with a column <c>value</c>, each text once.</summary>
    /// <remarks>What is looked up for each of them by a query in the list of columns goes by index, whatever the database knows of the sizes of tables.
    /// A condition that a column is one of them does not: where the table is new to the planner, it reads all rows and compares each with each.</remarks>
    public string Given(IEnumerable<string> texts) => provider.Given(this, [.. texts.Distinct()]);

    /// <summary>Writes rows of a table by one statement of the batch, in PostgreSQL.</summary>
    public UnnestWriter Rows(BulkTable table)
    {
        var free = rows.Find(writer => writer.IsEmpty && writer.Table == table);
        if (free is null)
        {
            free = new UnnestWriter(this, table);
            rows.Add(free);
        }

        return free;
    }

    /// <summary>Runs the statements; the batch is empty then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var command = Take();
        if (readers.Count == 0)
        {
            await command.Relational.ExecuteNonQueryAsync(Execution(), cancellation);
        }
        else
        {
            await using var results = await command.Relational.ExecuteReaderAsync(Execution(), cancellation);
            foreach (var read in readers)
            {
                while (await results.DbDataReader.ReadAsync(cancellation))
                {
                    read(results.DbDataReader);
                }

                await results.DbDataReader.NextResultAsync(cancellation);
            }
        }

        Keep(command);
        Clear();
    }

    /// <summary>Runs the statements, if there are any, and waits for them; the batch is empty then.</summary>
    public void Run()
    {
        if (statements.Count == 0)
        {
            return;
        }

        var command = Take();
        if (readers.Count == 0)
        {
            command.Relational.ExecuteNonQuery(Execution());
        }
        else
        {
            using var results = command.Relational.ExecuteReader(Execution());
            foreach (var read in readers)
            {
                while (results.DbDataReader.Read())
                {
                    read(results.DbDataReader);
                }

                results.DbDataReader.NextResult();
            }
        }

        Keep(command);
        Clear();
    }

    private RelationalCommandParameterObject Execution() =>
        new(context.GetService<IRelationalConnection>(), null, null, context, context.GetService<IRelationalCommandDiagnosticsLogger>());

    /// <summary>The command of the statements, with their values. It is no longer kept: one that fails may not be good for another time.</summary>
    private BatchCommand Take()
    {
        var place = kept.FindIndex(command => command.Is(statements));
        var command = place < 0 ? new BatchCommand(context, [.. statements], names.Take(values.Count)) : kept[place];
        if (place >= 0)
        {
            kept.RemoveAt(place);
        }

        command.Give(values);
        return command;
    }

    /// <summary>Keeps a command that has run; of too many, the one that was not wanted for longest goes.</summary>
    private void Keep(BatchCommand command)
    {
        if (kept.Count == MostKept)
        {
            kept.RemoveAt(0);
        }

        kept.Add(command);
    }

    private void Clear()
    {
        statements.Clear();
        readers.Clear();
        values.Clear();
        rows.ForEach(writer => writer.Clear());
    }
}
