using Compensation.Ledger.Books;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Books;

/// <summary>Live figures follow the ledger: whatever way entries come, they are those of a book that is read anew.</summary>
public abstract class LivePeriodConformance(LedgerFixture ledger)
{
    private const string Text = """
        plan: Followed
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        cutoff: 5 days
        attributes: { sellers: { kit: [Basic, Gold] } }
        volumes: { CV: {} }
        ranks:
          ladder: [{ rank: Silver, needs: CV >= 100 }]
        bonuses:
          - unilevel: Team
            of: CV
            rate: [10%]
        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(Text, "plan.yaml").Findings));

    private static readonly Rules.Calendars.Period January = Plan.Calendar.Find("2026-01")!;

    private static readonly Rules.Calendars.Period February = Plan.Calendar.Find("2026-02")!;

    // A over B over C. O1 of January and O2 of February: so January is period 1, February 2.
    private async Task<int> CompanyAsync()
    {
        using var folder = new Folder().With("sellers.csv", "seller,sponsor,enrolled\nA,,2025-01-01\nB,A,2025-01-01\nC,B,2025-01-01\n")
            .With("orders.csv", "order,seller,placed,CV\nO1,B,2026-01-05,100\nO2,C,2026-02-01,10\n");
        var programme = await ledger.Database.AddProgrammeAsync("followed " + Guid.NewGuid());
        var outcome = await LedgerImport.RunAsync(ledger.Database, programme, Plan, folder.Path, January, "ann");
        string.Join('\n', outcome.Findings).ShouldBe("");
        return programme;
    }

    private Task<LivePeriod> OpenAsync(LedgerWriter writer, int programme, Rules.Calendars.Period period, string? file = null) =>
        LivePeriod.OpenAsync(ledger.Database, writer.Feed, programme, Plan, period, null, file);

    private static OrderEntry Sale(
        int programme, string order, long units, int period = 1, int seller = 1, int @event = 1, OrderEventKind kind = OrderEventKind.Paid) =>
        new()
        {
            Programme = programme,
            Order = order,
            Event = @event,
            Kind = kind,
            Storefront = "shop",
            Request = $"{order}/{@event}",
            RequestHash = [1],
            Seller = seller,
            Customer = "K" + order,
            At = Company.Milliseconds(2026, period, 10),
            Counts = Company.Milliseconds(2026, period, 10),
            Known = Company.Milliseconds(2026, period, 10),
            Period = period,
            Lines = 1,
            Values = [units],
        };

    private static async Task<long> SellAsync(LedgerWriter writer, OrderEntry entry)
    {
        var outcome = await writer.AddAsync(entry);
        return outcome.ShouldBeOfType<OrderOutcome.Committed>($"{outcome}").Sequence;
    }

    /// <summary>What is paid by the live figures, which are those of a book read anew, in every byte of a run.</summary>
    private async Task<long> PaidAsync(LivePeriod live, int programme, Rules.Calendars.Period period, long sequence)
    {
        var figures = await live.AtLeastAsync(sequence);
        figures.Sequence.ShouldBeGreaterThanOrEqualTo(sequence);
        await using var context = ledger.Database.CreateContext();
        var book = await BookReader.ReadAsync(ledger.Database, context, programme, Plan, period, figures.Sequence);
        var snapshot = book.ToSnapshot(Carry.None);
        Root(figures.Snapshot, figures.Result).ShouldBe(Root(snapshot, PeriodClose.Close(Plan, snapshot)));
        return figures.Result.Lines.Amount.Sum();
    }

    private static string Root(Snapshot snapshot, Result result) =>
        RunWriter.RootOf(new RunOrigin(Plan, snapshot, new RunInputs([], null), "test"), result);

    [DatabaseFact]
    public async Task Entries_OfTheWriter_ComeAsTheyAreCommitted()
    {
        var programme = await CompanyAsync();
        await using var writer = new LedgerWriter(ledger.Database);
        await using var live = await OpenAsync(writer, programme, January);
        // 10 % of B's 100.00 to A.
        (await PaidAsync(live, programme, January, 0)).ShouldBe(10_00);

        await SellAsync(writer, Sale(programme, "O3", 50_00));
        var last = await SellAsync(writer, Sale(programme, "O4", 70_00, period: 2));

        live.Sequence.ShouldBeGreaterThan(0);
        (await PaidAsync(live, programme, January, last)).ShouldBe(15_00);
    }

    [DatabaseFact]
    public async Task Entries_OfAnotherWriter_AreFoundInTheLedger()
    {
        var programme = await CompanyAsync();
        await using var writer = new LedgerWriter(ledger.Database);
        await using var other = new LedgerWriter(ledger.Database);
        await using var live = await OpenAsync(writer, programme, January);

        var unseen = await SellAsync(other, Sale(programme, "O3", 50_00));
        (await PaidAsync(live, programme, January, unseen)).ShouldBe(15_00);
        await SellAsync(other, Sale(programme, "O4", 20_00));
        var last = await SellAsync(writer, Sale(programme, "O5", 10_00));

        (await PaidAsync(live, programme, January, last)).ShouldBe(18_00);
    }

    [DatabaseFact]
    public async Task Start_FromAFile_CatchesUpWithoutGapOrDouble()
    {
        var programme = await CompanyAsync();
        using var folder = new Folder();
        await using var writer = new LedgerWriter(ledger.Database);
        await using (var before = await OpenAsync(writer, programme, January))
        {
            await SellAsync(writer, Sale(programme, "O3", 50_00));
            await before.SaveAsync(folder["january.book"]);
        }

        await SellAsync(writer, Sale(programme, "O4", 20_00));
        await using var live = await OpenAsync(writer, programme, January, folder["january.book"]);
        var last = await SellAsync(writer, Sale(programme, "O5", 10_00));

        (await PaidAsync(live, programme, January, last)).ShouldBe(18_00);
    }

    [DatabaseFact]
    public async Task Write_OfSellersAndCorrections_IsInTheBook()
    {
        var programme = await CompanyAsync();
        await using var writer = new LedgerWriter(ledger.Database);
        await using var live = await OpenAsync(writer, programme, January);

        await writer.WriteAsync(programme, async transaction =>
        {
            var tree = await transaction.WordAsync("enrolment");
            var first = transaction.Take(3);
            transaction.Context.Add(new SellerRow { Programme = programme, Seller = 3, Id = "D", Enrolled = 0, Recorded = 0, Sequence = first, Values = [] });
            await transaction.Context.SaveChangesAsync();
            transaction.Context.Add(new EdgeRow
            {
                Programme = programme,
                Tree = tree,
                Seller = 3,
                Change = 1,
                Parent = 2,
                Effective = 0,
                Recorded = 0,
                Sequence = first + 1,
                Who = "ann",
            });
            transaction.Context.Add(new AdjustmentRow
            {
                Programme = programme,
                Adjustment = "x",
                Period = 1,
                Seller = 0,
                Amount = 7_00,
                Bonus = "",
                Reason = "goodwill",
                Who = "ann",
                Recorded = 0,
                Sequence = first + 2,
            });
            return 0;
        });
        var last = await SellAsync(writer, Sale(programme, "O3", 50_00, seller: 3));

        // A's 10.00 for B and the 7.00; C's 5.00 for D.
        (await PaidAsync(live, programme, January, last)).ShouldBe(22_00);
    }

    [DatabaseFact]
    public async Task Write_OfANewWord_ReadsTheBookAnew()
    {
        var programme = await CompanyAsync();
        await using var writer = new LedgerWriter(ledger.Database);
        await using var live = await OpenAsync(writer, programme, January);

        var last = await writer.WriteAsync(programme, async transaction =>
        {
            var rank = await transaction.WordAsync("Silver");
            var sequence = transaction.Take(1);
            transaction.Context.Add(new OverrideRow
            {
                Programme = programme,
                Override = "y",
                Period = 1,
                Seller = 2,
                Kind = OverrideKind.Rank,
                Value = rank,
                Reason = "promised",
                Who = "ann",
                Recorded = 0,
                Sequence = sequence,
            });
            return sequence;
        });

        (await PaidAsync(live, programme, January, last)).ShouldBe(10_00);
        (await live.AtLeastAsync(last)).Snapshot.RankOverrides.ShouldHaveSingleItem().Rank.ShouldBe(1);
    }

    [DatabaseFact]
    public async Task Refund_OfAnEarlierPeriodsOrder_BringsTheOrder()
    {
        var programme = await CompanyAsync();
        await using var writer = new LedgerWriter(ledger.Database);
        await using var live = await OpenAsync(writer, programme, February);

        await SellAsync(writer, Sale(programme, "O1", 30_00, period: 2, @event: 2, kind: OrderEventKind.Refunded));
        await SellAsync(writer, Sale(programme, "O1", 20_00, period: 1, @event: 3, kind: OrderEventKind.Refunded));
        var last = await SellAsync(writer, Sale(programme, "O1", 10_00, period: 2, @event: 4, kind: OrderEventKind.Refunded));

        await PaidAsync(live, programme, February, last);
        var snapshot = (await live.AtLeastAsync(last)).Snapshot;
        // O2 of February, and O1 because of its refunds; three of them.
        snapshot.Orders.Count.ShouldBe(2);
        snapshot.Refunds.Select(refund => refund.Volumes![0]).Order().ShouldBe([10_00, 20_00, 30_00]);
    }
}

public sealed class SqliteLivePeriodTests(SqliteFixture ledger) : LivePeriodConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlLivePeriodTests(PostgreSqlFixture ledger) : LivePeriodConformance(ledger), IClassFixture<PostgreSqlFixture>;
