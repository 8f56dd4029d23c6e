using Compensation.Grains.Genealogy;
using Compensation.Grains.Hosting;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests;
using Compensation.Ledger.Tests.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Shouldly;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Tests.Genealogy;

/// <summary>A programme in a ledger: A brought B and C, B brought D, D brought E. January is closed and paid, February is open.</summary>
/// <remarks>In the tree of positions B stands on A's left, C on A's right, D on B's left; nobody has placed E. In January D bought for 1,000.00 and E for
/// 200.00, in February, before the 10th, D for 100.00 and C for 10.00.</remarks>
internal sealed class Fern : IAsyncDisposable
{
    private const string Text = """
        plan: Fern
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        volumes:
          PV: {}
        trees:
          enrolment: {}
          placement: { parent: position, legs: [left, right], placing: { rule: weak side, by: PV } }
        measures:
          GV: { is: organisation(PV) }
        ranks:
          ladder:
            - rank: Star
              needs: GV >= 100
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%, 5%]
        """;

    private const string Sellers = """
        seller,sponsor,position,leg,enrolled
        A,,,,2026-01-01
        B,A,A,left,2026-01-02
        C,A,A,right,2026-01-03
        D,B,B,left,2026-01-04
        E,D,,,2026-01-05
        """;

    private const string Orders = """
        order,seller,placed,recorded,PV
        O1,D,2026-01-10,2026-01-10,1000.00
        O2,E,2026-01-20,2026-01-20,200.00
        O3,D,2026-02-03,2026-02-03,100.00
        O4,C,2026-02-04,2026-02-04,10.00
        """;

    public static readonly Plan Plan = PlanOf(Text);

    private static readonly PublishedPlans Plans = new(CustomBonuses.None);

    private Fern(LedgerFixture ledger, int programme)
    {
        Ledger = ledger;
        Programme = programme;
        Writer = new LedgerWriter(ledger.Database);
    }

    public static Period January => Plan.Calendar.Find("2026-01")!;

    public static Period February => Plan.Calendar.Find("2026-02")!;

    public LedgerFixture Ledger { get; }

    public int Programme { get; }

    public LedgerWriter Writer { get; }

    public GenealogyDesk Desk { get; private set; } = null!;

    public static Plan PlanOf(string text)
    {
        var (plan, findings) = PlanChecker.Check(text, "plan.yaml");
        return plan.ShouldNotBeNull(string.Join('\n', findings));
    }

    public static async Task<Fern> StartAsync(LedgerFixture ledger)
    {
        ledger.Clock.Now = Family.At("2026-02-15");
        var fern = new Fern(ledger, await ledger.Database.AddProgrammeAsync($"fern {Guid.CreateVersion7()}"));
        using var folder = new Folder().With("sellers.csv", Sellers).With("orders.csv", Orders);
        var import = await LedgerImport.RunAsync(ledger.Database, fern.Programme, Plan, folder.Path, February, "max");
        import.Report.ShouldNotBeNull(string.Join('\n', import.Findings));
        await fern.CloseJanuaryAsync();
        fern.Desk = await fern.OpenDeskAsync(fern.Writer);
        return fern;
    }

    /// <summary>Adds sellers, each a row of their file.</summary>
    public async Task ImportAsync(IEnumerable<string> sellers)
    {
        using var folder = new Folder().With("sellers.csv", Sellers.Trim() + "\n" + string.Join('\n', sellers) + "\n")
            .With("orders.csv", Orders);
        var import = await LedgerImport.RunAsync(Ledger.Database, Programme, Plan, folder.Path, February, "max");
        import.Report.ShouldNotBeNull(string.Join('\n', import.Findings));
        await Desk.LookAsync(genealogy => genealogy.Sellers, await SequenceAsync());
    }

    public Task<GenealogyDesk> OpenDeskAsync(LedgerWriter writer, LiveDirectory? live = null) =>
        GenealogyDesk.OpenAsync(Ledger.Database, writer, Programme, Plan, Plans, live);

    /// <summary>Takes an order in February.</summary>
    public async Task SellAsync(string seller, string at, long units)
    {
        await using var context = Ledger.Database.CreateContext();
        var instant = Family.At(at).ToUnixTimeMilliseconds();
        var outcome = await Writer.AddAsync(new OrderEntry
        {
            Programme = Programme,
            Order = $"{seller} {at}",
            Event = 1,
            Kind = OrderEventKind.Paid,
            Storefront = "shop",
            Request = $"{seller} {at}",
            RequestHash = [1],
            Seller = (await context.FindSellerAsync(Programme, seller))!.Value,
            At = instant,
            Counts = instant,
            Known = instant,
            Period = (await LedgerPeriods.FindAsync(context, Programme, February.Name))!.Number,
            Lines = 1,
            Values = [units],
        });
        outcome.ShouldBeOfType<OrderOutcome.Committed>($"{outcome}");
    }

    /// <summary>The live figures of a silo.</summary>
    public (ProgrammeDirectory Programmes, LiveDirectory Live) Follow()
    {
        var programmes = new ProgrammeDirectory(Ledger.Database, Writer, Plans);
        return (programmes, new LiveDirectory(Ledger.Database, Writer, programmes, new GrainOptions { Engine = "test" }));
    }

    public async Task<GenealogyReceipt> DoAsync(GenealogyCommand command)
    {
        var outcome = await Desk.DoAsync(command);
        return outcome.ShouldBeOfType<GenealogyOutcome.Done>($"{outcome}").Receipt;
    }

    public async Task<Refusal> RefusedAsync(GenealogyCommand command)
    {
        var outcome = await Desk.DoAsync(command);
        return outcome.ShouldBeOfType<GenealogyOutcome.Refused>($"{outcome}").Refusal;
    }

    /// <summary>The parent of each seller who has one.</summary>
    public async Task<string> TreeAsync(int tree, string at, GenealogyDesk? desk = null) =>
        await (desk ?? Desk).LookAsync(genealogy => string.Join(' ', Enumerable.Range(0, genealogy.Sellers)
            .Select(seller => (Id: genealogy.IdOf(seller), Edge: genealogy.At(tree, seller, Family.At(at))))
            .Where(stands => stands.Edge is { Parent: >= 0 })
            .Select(stands => $"{stands.Id}<{genealogy.IdOf(stands.Edge!.Value.Parent)}{Family.Leg(stands.Edge.Value.Leg)}")), await SequenceAsync());

    /// <summary>What everybody earns in a period, closed from the ledger as it is now.</summary>
    public async Task<Dictionary<string, long>> EarnedAsync(Period period)
    {
        var result = (await CalculateAsync(period, period == January ? null : 1)).Result;
        return Enumerable.Range(0, result.Lines.Count).GroupBy(line => result.Sellers[result.Lines.Payee[line]])
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => result.Lines.Amount[line]));
    }

    public async Task<long> SequenceAsync()
    {
        await using var context = Ledger.Database.CreateContext();
        return await context.LastSequenceAsync(Programme);
    }

    public async ValueTask DisposeAsync()
    {
        Desk.Dispose();
        await Writer.DisposeAsync();
    }

    private async Task<LedgerCalculation> CalculateAsync(Period period, int? previous) =>
        await LedgerClose.CalculateAsync(Ledger.Database, Programme, Plan, period, await SequenceAsync(), previous, "test");

    private async Task CloseJanuaryAsync()
    {
        var work = new PeriodWork(Ledger.Database, Programme, Plans, "test");
        var closed = await work.CloseAsync("2026-01", new PeriodRequest("close", "max"));
        closed.Refusal.ShouldBeNull();
        (await work.ApproveAsync("2026-01", new PeriodRequest("approve", "eva"), closed.State.Result!.Root)).Refusal.ShouldBeNull();
    }
}
