using Compensation.Ledger.Store;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>Messages to other systems, on every database.</summary>
public abstract class OutboxConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task Messages_ComeInOrder_AfterWhatWasAcknowledged()
    {
        var programme = await ledger.Database.AddProgrammeAsync("told " + Guid.NewGuid());
        long first, second;
        await using (var transaction = await ledger.Database.BeginAsync(programme))
        {
            (first, second) = (transaction.Take(1), transaction.Take(1));
            Outbox.Add(transaction, second, "b", "{}");
            Outbox.Add(transaction, first, "a", "{}");
            Outbox.Add(transaction, second, "c", """{"x":1}""");
            await transaction.Context.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await using var context = ledger.Database.CreateContext();
        (await Outbox.ReadToAsync(context, programme, "mailer")).ShouldBe(0);
        (await Outbox.AfterAsync(context, programme, 0, 10)).Select(row => (row.Sequence, row.Number, row.Topic))
            .ShouldBe([(first, 1, "a"), (second, 1, "b"), (second, 2, "c")]);
        (await Outbox.AfterAsync(context, programme, 0, 1)).ShouldHaveSingleItem().Topic.ShouldBe("a");
        (await AcknowledgeAsync(programme, first)).ShouldBe(first);
        (await Outbox.AfterAsync(context, programme, await Outbox.ReadToAsync(context, programme, "mailer"), 10)).Select(row => row.Body)
            .ShouldBe(["{}", """{"x":1}"""]);
        (await AcknowledgeAsync(programme, second)).ShouldBe(second);
        (await AcknowledgeAsync(programme, first)).ShouldBe(second, "a reader never goes back");
        (await Outbox.ReadToAsync(context, programme, "mailer")).ShouldBe(second);
        (await Outbox.ReadToAsync(context, programme, "another")).ShouldBe(0);
    }

    private async Task<long> AcknowledgeAsync(int programme, long upTo)
    {
        await using var transaction = await ledger.Database.BeginAsync(programme);
        var readTo = await Outbox.AcknowledgeAsync(transaction, "mailer", upTo);
        await transaction.CommitAsync();
        return readTo;
    }
}

public sealed class SqliteOutboxTests(SqliteFixture ledger) : OutboxConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlOutboxTests(PostgreSqlFixture ledger) : OutboxConformance(ledger), IClassFixture<PostgreSqlFixture>;
