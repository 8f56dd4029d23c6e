using System.Data.Common;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests.Store;
using Compensation.Ledger.Writing;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Shouldly;

namespace Compensation.Ledger.Tests.Writing;

/// <summary>What a group of orders looks up goes by index, also in tables that PostgreSQL has never counted: there it takes them for small.</summary>
public sealed class LookupPlanTests
{
    private const int Orders = 3_000;

    [PostgreSqlFact]
    public async Task Lookups_OfAGroup_InTablesNeverAnalysed_GoByIndexForEachText()
    {
        var address = $"postgresql:{PostgreSqlServer.Shared.CreateDatabase()}";
        var batches = new Batches();
        await using var database = await LedgerDatabase.OpenAsync(address, new SetClock(), [batches]);
        var programme = await ProgrammeUnderTest.CreateAsync(database, "company");
        await using var context = database.CreateContext();
        await context.Database.ExecuteSqlRawAsync(
            "ALTER TABLE order_events SET (autovacuum_enabled = off); ALTER TABLE customers SET (autovacuum_enabled = off)");
        await using var first = new LedgerWriter(database);
        await first.AddAllAsync([.. Enumerable.Range(0, Orders).Select(order => Entry(programme, order))]);
        batches.First = null;

        // A writer looks up its first group, and all others after one that the ledger has not taken whole. The first may be of a few orders only: the loop
        // takes what waits.
        await using var writer = new LedgerWriter(database);
        (await writer.AddAllAsync([.. Enumerable.Range(Orders, 200).Select(order => Entry(programme, order))]))
            .ShouldAllBe(outcome => outcome is OrderOutcome.Committed);

        var (text, parameters) = batches.First!.Value;
        var plans = await ExplainAsync(address["postgresql:".Length..], text, parameters);
        // The order's last event, the storefront's request, and the customer: each is sought by its own text.
        foreach (var condition in new[] { "(order_id = given.value)", "(request_id = given.value)", "(id = given.value)" })
        {
            plans.ShouldContain(plan => plan.Contains("Index Cond:", StringComparison.Ordinal) && plan.Contains(condition, StringComparison.Ordinal),
                $"{condition} decides in an index:\n{string.Join('\n', plans)}");
        }

        plans.ShouldAllBe(plan => !plan.Contains("Seq Scan on order_events", StringComparison.Ordinal)
            && !plan.Contains("Seq Scan on customers", StringComparison.Ordinal));
    }

    private static OrderEntry Entry(ProgrammeUnderTest programme, int order) => new()
    {
        Programme = programme.Number,
        Order = $"O{order}",
        Event = 1,
        Kind = OrderEventKind.Paid,
        Storefront = "shop",
        Request = $"r{order}",
        RequestHash = [1, 2],
        Seller = 0,
        Customer = $"K{order % 1_000}",
        At = 5,
        Counts = 5,
        Known = 6,
        Period = ProgrammeUnderTest.Open,
        Lines = 1,
        Values = [100],
    };

    /// <summary>The lines of the plans of a batch's queries, each made as the batch runs it.</summary>
    private static async Task<List<string>> ExplainAsync(string connectionString, string text, IReadOnlyList<NpgsqlParameter> parameters)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var plans = new List<string>();
        foreach (var statement in text.Split(";\n"))
        {
            var isQuery = statement.StartsWith("SELECT", StringComparison.Ordinal);
            await using var command = new NpgsqlCommand(isQuery ? $"EXPLAIN {statement}" : statement, connection, transaction);
            parameters.Where(parameter => statement.Contains(parameter.ParameterName, StringComparison.Ordinal)).ToList()
                .ForEach(parameter => command.Parameters.Add(parameter.Clone()));
            await using var lines = await command.ExecuteReaderAsync();
            while (await lines.ReadAsync())
            {
                plans.Add(lines.GetString(0));
            }
        }

        return plans;
    }

    /// <summary>Keeps the first batch that has looked something up for given texts.</summary>
    private sealed class Batches : DbCommandInterceptor
    {
        public (string Text, IReadOnlyList<NpgsqlParameter> Parameters)? First { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("AS given (value)", StringComparison.Ordinal))
            {
                First ??= (command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())]);
            }

            return ValueTask.FromResult(result);
        }
    }
}
