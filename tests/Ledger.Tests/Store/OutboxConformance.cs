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
        long first, second, third;
        await using (var transaction = await ledger.Database.BeginAsync(programme))
        {
            (first, second, third) = (transaction.Take(1), transaction.Take(1), transaction.Take(1));
            Outbox.Add(transaction, second, "b", "{}");
            Outbox.Add(transaction, third, "c", """{"x":1}""");
            Outbox.Add(transaction, first, "a", "{}");
            await transaction.Context.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await using var context = ledger.Database.CreateContext();
        (await Outbox.ReadToAsync(context, programme, "mailer")).ShouldBe(0);
        (await Outbox.AfterAsync(context, programme, 0, 10)).Select(row => (row.Sequence, row.Topic))
            .ShouldBe([(first, "a"), (second, "b"), (third, "c")]);
        (await Outbox.AfterAsync(context, programme, 0, 1)).ShouldHaveSingleItem().Topic.ShouldBe("a");
        (await AcknowledgeAsync(programme, first)).ShouldBe(first);
        (await Outbox.AfterAsync(context, programme, await Outbox.ReadToAsync(context, programme, "mailer"), 10)).Select(row => row.Body)
            .ShouldBe(["{}", """{"x":1}"""]);
        (await AcknowledgeAsync(programme, third)).ShouldBe(third);
        (await AcknowledgeAsync(programme, first)).ShouldBe(third, "a reader never goes back");
        (await Outbox.ReadToAsync(context, programme, "mailer")).ShouldBe(third);
        (await Outbox.ReadToAsync(context, programme, "another")).ShouldBe(0);
    }

    [DatabaseFact]
    public async Task SecondMessage_OfOneEntry_IsRefused()
    {
        var programme = await ledger.Database.AddProgrammeAsync("told " + Guid.NewGuid());
        await using var transaction = await ledger.Database.BeginAsync(programme);
        var sequence = transaction.Take(1);
        Outbox.Add(transaction, sequence, "a", "{}");

        Should.Throw<InvalidOperationException>(() => Outbox.Add(transaction, sequence, "b", "{}"));
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
