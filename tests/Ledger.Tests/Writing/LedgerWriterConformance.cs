using Compensation.Ledger.Store;
using Compensation.Ledger.Tests.Store;
using Compensation.Ledger.Writing;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Writing;

/// <summary>What the writer promises: each entry its own outcome, nothing acknowledged before its commit, nothing written twice.</summary>
public abstract class LedgerWriterConformance(LedgerFixture ledger)
{
    private static OrderEntry Entry(ProgrammeUnderTest programme, string order, int @event = 1, int? period = ProgrammeUnderTest.Open, string? customer = null,
        int seller = 0, string? request = null) => new()
        {
            Programme = programme.Number,
            Order = order,
            Event = @event,
            Kind = OrderEventKind.Paid,
            Storefront = "shop",
            Request = request ?? $"{order}/{@event}",
            RequestHash = [1, 2],
            Seller = seller,
            Customer = customer,
            At = 5,
            Counts = period is null ? null : 5,
            Known = period is null ? null : 6,
            Period = period,
            Lines = 1,
            Values = [100, null],
            Reason = "fine",
        };

    private static long SequenceOf(OrderOutcome outcome) => outcome.ShouldBeOfType<OrderOutcome.Committed>($"{outcome}").Sequence;

    /// <summary>Lets entries wait until all are there, so that they are one group.</summary>
    private static async Task<OrderOutcome[]> TogetherAsync(LedgerWriter writer, int programme, params OrderEntry[] entries)
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = writer.WriteAsync(programme, async _ =>
        {
            begun.SetResult();
            await gate.Task;
            return 0;
        });
        await begun.Task;
        var outcomes = entries.Select(writer.AddAsync).ToList();
        gate.SetResult();
        await first;
        return await Task.WhenAll(outcomes);
    }

    [DatabaseFact]
    public async Task Add_OneEntry_IsTheRowThatWasSent()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var writer = new LedgerWriter(ledger.Database);

        var outcome = await writer.AddAsync(Entry(programme, "A", customer: "new"));

        var row = (await programme.RowsAsync<OrderEventRow>()).ShouldHaveSingleItem();
        (row.Sequence, row.OrderId, row.Event, row.Kind, row.Storefront, row.RequestId, row.Seller, row.At, row.Counts, row.Known, row.Period, row.Reason)
            .ShouldBe((SequenceOf(outcome), "A", 1, OrderEventKind.Paid, programme.Storefront, "A/1", 0, 5, 5, 6, ProgrammeUnderTest.Open, "fine"));
        row.Values.ShouldBe([100, null]);
        row.RequestHash.ShouldBe([1, 2]);
        // The programme has customer 0, so the new one is 1, with the sequence before the order's.
        var customer = (await programme.RowsAsync<CustomerRow>())[1];
        (customer.Customer, customer.Id, customer.Seller, customer.Enrolled, customer.Sequence).ShouldBe((1, "new", 0, 5, row.Sequence - 1));
        row.Customer.ShouldBe(1);
        Instant.FromUnixTimeMilliseconds(row.Recorded).ShouldBe(((OrderOutcome.Committed)outcome).Recorded);
    }

    [DatabaseFact]
    public async Task AddAll_MoreThanAGroupTakes_EachHasItsOutcomeInItsPlace()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var writer = new LedgerWriter(ledger.Database, new LedgerWriterOptions { MostInGroup = 3 });
        await writer.AddAsync(Entry(programme, "B"));

        var outcomes = await writer.AddAllAsync([.. new[] { "A", "B", "C", "D", "E" }.Select(order => Entry(programme, order))]);

        // B has its first event already.
        outcomes[1].ShouldBe(new OrderOutcome.Outdated());
        var rows = (await programme.RowsAsync<OrderEventRow>()).ToDictionary(row => row.OrderId, row => row.Sequence);
        new[] { 0, 2, 3, 4 }.Select(place => SequenceOf(outcomes[place])).ShouldBe([rows["A"], rows["C"], rows["D"], rows["E"]]);
        (await writer.AddAllAsync([])).ShouldBeEmpty();
    }

    [DatabaseFact]
    public async Task AddAll_CommitLost_SaysOfEachWhy()
    {
        var programme = await ledger.ProgrammeAsync();
        var faults = new CommitFaults();
        await using var database = await LedgerDatabase.OpenAsync(ledger.Address, ledger.Clock, faults.Interceptors);
        await using var writer = new LedgerWriter(database);

        faults.LoseCommit = true;
        var outcomes = await writer.AddAllAsync([Entry(programme, "A"), Entry(programme, "B")]);

        // B comes in a group of its own where the writer has begun with A before B was there; only one commit is lost.
        outcomes[0].ShouldBeOfType<OrderOutcome.Failed>();
        var lost = outcomes.OfType<OrderOutcome.Failed>().ToList();
        lost.ShouldAllBe(outcome => outcome.Error is ConnectionLostException);
        (await programme.RowsAsync<OrderEventRow>()).Count.ShouldBe(outcomes.Length - lost.Count);
    }

    [DatabaseFact]
    public async Task Add_GoodAndBadTogether_EachHasItsOwnOutcome()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var writer = new LedgerWriter(ledger.Database);
        SequenceOf(await writer.AddAsync(Entry(programme, "old")));

        var outcomes = await TogetherAsync(writer, programme.Number,
            Entry(programme, "A"),
            Entry(programme, "old", request: "another"),
            Entry(programme, "A", request: "twin"),
            Entry(programme, "B", request: "old/1"),
            Entry(programme, "C", period: ProgrammeUnderTest.Closed),
            Entry(programme, "D", @event: 2),
            Entry(programme, "E", period: null),
            Entry(programme, "A", @event: 2, period: null),
            Entry(programme, "F", request: "E/1"));

        outcomes[1].ShouldBeOfType<OrderOutcome.Outdated>();
        outcomes[2].ShouldBeOfType<OrderOutcome.Outdated>();
        outcomes[3].ShouldBe(new OrderOutcome.RequestTaken("old"));
        outcomes[4].ShouldBeOfType<OrderOutcome.Refused>().Refusal.Rule.ShouldBe(LedgerRule.ClosedPeriod);
        outcomes[5].ShouldBeOfType<OrderOutcome.Outdated>();
        outcomes[8].ShouldBe(new OrderOutcome.RequestTaken("E"));
        var first = SequenceOf(outcomes[0]);
        new[] { outcomes[6], outcomes[7] }.Select(SequenceOf).ShouldBe([first + 1, first + 2]);
        (await programme.RowsAsync<OrderEventRow>()).Select(row => (row.OrderId, row.Event)).ShouldBe([("old", 1), ("A", 1), ("E", 1), ("A", 2)]);
    }

    [DatabaseFact]
    public async Task Add_OneThatOnlyTheDatabaseRefuses_LeavesTheOthers()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var writer = new LedgerWriter(ledger.Database);

        var outcomes = await TogetherAsync(writer, programme.Number, Entry(programme, "A"), Entry(programme, "B", seller: 99), Entry(programme, "C"));

        SequenceOf(outcomes[2]).ShouldBe(SequenceOf(outcomes[0]) + 1);
        outcomes[1].ShouldBeOfType<OrderOutcome.Refused>().Refusal.Rule.ShouldBe(LedgerRule.UnknownReference);
        (await programme.RowsAsync<OrderEventRow>()).Select(row => row.OrderId).ShouldBe(["A", "C"]);
    }

    [DatabaseFact]
    public async Task Add_ManyFromManyAndTwoWriters_AreThereOnceWithoutGaps()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var one = new LedgerWriter(ledger.Database);
        await using var two = new LedgerWriter(ledger.Database);

        // Each order is sent to both writers: one takes it, the other is told.
        var sent = Enumerable.Range(0, 200).SelectMany(i => new[] { one, two }.Select(writer =>
            Task.Run(() => writer.AddAsync(Entry(programme, $"A-{i}", customer: $"k{i % 7}")))));
        var outcomes = await Task.WhenAll(sent);

        outcomes.OfType<OrderOutcome.Committed>().Count().ShouldBe(200);
        outcomes.OfType<OrderOutcome.Outdated>().Count().ShouldBe(200);
        var rows = await programme.RowsAsync<OrderEventRow>();
        rows.Select(row => row.OrderId).ShouldBe(Enumerable.Range(0, 200).Select(i => $"A-{i}"), ignoreOrder: true);
        var customers = (await programme.RowsAsync<CustomerRow>()).Skip(1).ToList();
        customers.Count.ShouldBe(7);
        var sequences = rows.Select(row => row.Sequence).Concat(customers.Select(row => row.Sequence)).Order().ToList();
        (sequences[^1] - sequences[0] + 1).ShouldBe(207);
    }

    [DatabaseFact]
    public async Task Add_AfterAGroupThatWasTakenWhole_AnotherWriterIsFoundOut()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var one = new LedgerWriter(ledger.Database);
        await using var two = new LedgerWriter(ledger.Database);
        var first = SequenceOf(await one.AddAsync(Entry(programme, "A")));
        (SequenceOf(await two.AddAsync(Entry(programme, "B"))) - first).ShouldBe(1);

        // The head is not where this writer has left it; then an order of the other one comes again.
        (SequenceOf(await one.AddAsync(Entry(programme, "C"))) - first).ShouldBe(2);
        (await two.AddAsync(Entry(programme, "C", request: "again"))).ShouldBeOfType<OrderOutcome.Outdated>();
        (SequenceOf(await two.AddAsync(Entry(programme, "D"))) - first).ShouldBe(3);
        (SequenceOf(await two.AddAsync(Entry(programme, "E", customer: "new"))) - first).ShouldBe(5);
        (SequenceOf(await two.AddAsync(Entry(programme, "F", customer: "new"))) - first).ShouldBe(6);
        (await programme.RowsAsync<OrderEventRow>()).Select(row => (row.OrderId, row.Sequence - first, row.Customer))
            .ShouldBe([("A", 0, null), ("B", 1, null), ("C", 2, null), ("D", 3, null), ("E", 5, 1), ("F", 6, 1)]);
    }

    [DatabaseFact]
    public async Task Add_QueueFull_IsBusyAtOnce()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var writer = new LedgerWriter(ledger.Database, new LedgerWriterOptions { MostWaiting = 2, RetryAfter = Duration.FromMilliseconds(7) });
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = writer.WriteAsync(programme.Number, async _ =>
        {
            begun.SetResult();
            await gate.Task;
            return 0;
        });
        await begun.Task;
        var waiting = new[] { writer.AddAsync(Entry(programme, "A")), writer.AddAsync(Entry(programme, "B")) };

        (await writer.AddAsync(Entry(programme, "C"))).ShouldBe(new OrderOutcome.Busy(Duration.FromMilliseconds(7)));
        (await Should.ThrowAsync<LedgerBusyException>(() => writer.WriteAsync(programme.Number, _ => Task.FromResult(0))))
            .RetryAfter.ShouldBe(Duration.FromMilliseconds(7));

        gate.SetResult();
        await first;
        Array.ForEach(await Task.WhenAll(waiting), outcome => SequenceOf(outcome));
        (await programme.RowsAsync<OrderEventRow>()).Select(row => row.OrderId).ShouldBe(["A", "B"]);
    }

    [DatabaseFact]
    public async Task Write_OfOtherRows_IsCommittedOrNotAtAll()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var writer = new LedgerWriter(ledger.Database);

        var sequence = await writer.WriteAsync(programme.Number, async transaction =>
        {
            var next = transaction.Take(1);
            transaction.Context.Add(programme.Adjustment("a1", ProgrammeUnderTest.Open, next));
            return next;
        });
        await Should.ThrowAsync<FormatException>(() => writer.WriteAsync<int>(programme.Number, async transaction =>
        {
            transaction.Context.Add(programme.Adjustment("a2", ProgrammeUnderTest.Open, transaction.Take(1)));
            await transaction.Context.SaveChangesAsync();
            throw new FormatException("no");
        }));
        var refused = await Should.ThrowAsync<DbUpdateException>(() => writer.WriteAsync(programme.Number, async transaction =>
            transaction.Context.Add(programme.Adjustment("a3", ProgrammeUnderTest.Closed, transaction.Take(1)))));

        LedgerErrors.RefusalOf(refused)!.Rule.ShouldBe(LedgerRule.ClosedPeriod);
        (await programme.RowsAsync<AdjustmentRow>()).ShouldHaveSingleItem().Sequence.ShouldBe(sequence);
    }

    [DatabaseFact]
    public async Task Feed_OfAll_ComesInOrderBeforeTheAnswer()
    {
        var programme = await ledger.ProgrammeAsync();
        await using var writer = new LedgerWriter(ledger.Database);
        var fed = new List<LedgerEntries>();
        using var following = writer.Feed.Follow(fed.Add);

        await TogetherAsync(writer, programme.Number, Entry(programme, "A", customer: "k"), Entry(programme, "B"));
        fed[^1].Rows!.Select(row => row.GetType()).ShouldBe([typeof(CustomerRow), typeof(OrderEventRow), typeof(OrderEventRow)]);
        await writer.WriteAsync(programme.Number, async transaction =>
        {
            await transaction.WordAsync("Gold");
            transaction.Context.Add(programme.Adjustment("a1", ProgrammeUnderTest.Open, transaction.Take(1)));
            return 0;
        });
        fed[^1].Rows!.Select(row => row.GetType()).ShouldBe([typeof(WordRow), typeof(AdjustmentRow)]);
        await writer.WriteAsync(programme.Number, async transaction =>
        {
            using var cells = transaction.Bulk<OrderEventRow>();
            cells.Add(programme.Order("C", transaction.Take(1)));
            cells.Complete();
            return 0;
        });
        fed[^1].Rows.ShouldBeNull();
        await writer.AddAsync(Entry(programme, "A"));
        following.Dispose();
        await writer.AddAsync(Entry(programme, "D"));

        // A, again, wrote nothing.
        fed.Select(entries => entries.Last - entries.After).ShouldBe([3, 1, 1]);
        fed.Zip(fed.Skip(1)).ShouldAllBe(pair => pair.Second.After == pair.First.Last);
    }

    [DatabaseFact]
    public async Task Commit_AcknowledgementLost_IsFoundInTheLedger()
    {
        var programme = await ledger.ProgrammeAsync();
        var faults = new CommitFaults();
        await using var database = await LedgerDatabase.OpenAsync(ledger.Address, ledger.Clock, faults.Interceptors);
        await using var writer = new LedgerWriter(database);
        var fed = new List<LedgerEntries>();
        using var following = writer.Feed.Follow(fed.Add);

        faults.LoseAcknowledgement = true;
        var order = SequenceOf(await writer.AddAsync(Entry(programme, "A", customer: "k")));
        faults.LoseAcknowledgement = true;
        var other = await writer.WriteAsync(programme.Number, async transaction =>
        {
            var next = transaction.Take(1);
            transaction.Context.Add(programme.Adjustment("a1", ProgrammeUnderTest.Open, next));
            return next;
        });

        (await programme.RowsAsync<OrderEventRow>()).ShouldHaveSingleItem().Sequence.ShouldBe(order);
        (await programme.RowsAsync<AdjustmentRow>()).ShouldHaveSingleItem().Sequence.ShouldBe(other);
        fed.Select(entries => entries.Last).ShouldBe([order, other]);
    }

    [DatabaseFact]
    public async Task Commit_Lost_FailsAndTheSameAgainSucceeds()
    {
        var programme = await ledger.ProgrammeAsync();
        var faults = new CommitFaults();
        await using var database = await LedgerDatabase.OpenAsync(ledger.Address, ledger.Clock, faults.Interceptors);
        await using var writer = new LedgerWriter(database);
        var fed = new List<LedgerEntries>();
        using var following = writer.Feed.Follow(fed.Add);

        faults.LoseCommit = true;
        await Should.ThrowAsync<ConnectionLostException>(() => writer.AddAsync(Entry(programme, "A")));
        (await programme.RowsAsync<OrderEventRow>()).ShouldBeEmpty();
        fed.ShouldBeEmpty();

        SequenceOf(await writer.AddAsync(Entry(programme, "A"))).ShouldBe((await programme.RowsAsync<OrderEventRow>()).ShouldHaveSingleItem().Sequence);
    }

    [DatabaseFact]
    public async Task Commit_LostAndAnotherWriterHasWrittenPartOfIt_IsNotTakenForDone()
    {
        var programme = await ledger.ProgrammeAsync();
        var faults = new CommitFaults();
        await using var database = await LedgerDatabase.OpenAsync(ledger.Address, ledger.Clock, faults.Interceptors);
        await using var writer = new LedgerWriter(database);
        await using var other = new LedgerWriter(ledger.Database);

        // The other writer's last row is the same, number and all; the one before it is another.
        faults.LoseCommit = true;
        faults.CommitsBefore = 1;
        faults.AfterLoss = () => TogetherAsync(other, programme.Number, Entry(programme, "Z"), Entry(programme, "A"));
        await Should.ThrowAsync<ConnectionLostException>(() => TogetherAsync(writer, programme.Number, Entry(programme, "Y"), Entry(programme, "A")));

        (await programme.RowsAsync<OrderEventRow>()).Select(row => row.OrderId).ShouldBe(["Z", "A"]);
    }

    [DatabaseFact]
    public async Task Dispose_WithWaitingEntries_AnswersAllOfThem()
    {
        var programme = await ledger.ProgrammeAsync();
        var writer = new LedgerWriter(ledger.Database);
        var sent = Enumerable.Range(0, 50).Select(i => writer.AddAsync(Entry(programme, $"A-{i}"))).ToList();

        await writer.DisposeAsync();

        sent.ShouldAllBe(outcome => outcome.IsCompletedSuccessfully);
        (await programme.RowsAsync<OrderEventRow>()).Count.ShouldBe(50);
        await Should.ThrowAsync<ObjectDisposedException>(() => writer.AddAsync(Entry(programme, "late")));
    }
}

public sealed class SqliteLedgerWriterTests(SqliteFixture ledger) : LedgerWriterConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlLedgerWriterTests(PostgreSqlFixture ledger) : LedgerWriterConformance(ledger), IClassFixture<PostgreSqlFixture>;
