using Compensation.Ledger.Books;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Closing;

/// <summary>A close from the ledger equals the close from files, byte for byte: lines, volumes, ranks, payments, carry.</summary>
public abstract class LedgerCloseConformance(LedgerFixture ledger)
{
    private const string Text = """
        plan: Whole
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Europe/Berlin
        cutoff: 5 days
        attributes:
          sellers:
            kit: [Basic, Gold]
            points: { is: number, decimals: 1 }
            active: flag
            owner: seller
          orders:
            category: [Books, Food]
        volumes:
          PV: {}
          Turnover: { column: Amount, decimals: 2 }
          Reading: { is: PV, where: category = Books }
        trees:
          enrolment: {}
          placement: { parent: position, legs: [left, right] }
        measures:
          GV: { is: organisation(PV) }
          month PV: { is: PV, window: last 60 days }
        ranks:
          ladder:
            - rank: Silver
              needs: GV >= 100
            - rank: Gold
              needs: [GV >= 300, at least 1 legs where rank >= Silver]
        bonuses:
          - grant: Retail
            per: order
            of: PV
            rate: 5%
          - unilevel: Team
            of: PV
            rate: [10%, 5%]
            receives: active
          - binary: Pairs
            tree: placement
            of: PV
            percent: 10%
            lots: yes
        payout:
          minimum: 5
        """;

    private const string Sellers = """
        seller,sponsor,position,leg,enrolled,kit,points,active,owner
        D,B,B,left,2026-01-03,Gold,1.5,yes,
        A,,,,2025-11-01,,,yes,
        B,A,A,left,2025-11-02,Basic,2,yes,A
        C,A,A,right,2025-11-03,,0,no,

        """;

    private const string Orders = """
        order,seller,customer,placed,recorded,PV,Amount,category
        O3,D,,2026-01-20,,100,120.5,Books
        O1,B,K1,2026-01-05,,50,60,Food
        O1,B,K1,2026-01-05,,25,30,Books
        O2,C,,2026-01-31T22:59:59Z,,200,220,
        O4,D,K2,2026-02-10,,80,90,Food
        O5,C,,2026-01-30,2026-02-07,40,44,Books
        O6,B,K1,2026-02-11,,10,11,Food

        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(Text, "plan.yaml").Findings));

    private static Folder Data() => new Folder()
        .With("sellers.csv", Sellers)
        .With("orders.csv", Orders)
        .With("moves.csv", "seller,tree,parent,leg,effective\nD,,C,,2026-02-05\nD,placement,C,left,2026-02-05\n")
        .With("refunds.csv", "refund,order,refunded,line,PV,Amount\nR1,O1,2026-01-25,2,25,30\nR2,O3,2026-02-12,,40,50\nR10,O2,2026-02-13,,,\n");

    private static Dictionary<string, byte[]> Files(Folder folder, string name) => Directory.GetFiles(folder[name])
        .Where(path => Path.GetFileName(path) is not ("inputs.json" or "manifest.json" or "summary.json"))
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);

    private static RunPackage CloseFiles(Folder folder, string period, RunPackage? previous)
    {
        var found = Plan.Calendar.Find(period)!;
        var reading = SnapshotReader.Read(Plan, folder.Path, found, previous?.ReadCarry() ?? Carry.None, previous);
        var snapshot = Company.Good(reading);
        var result = PeriodClose.Close(Plan, snapshot);
        RunWriter.Write(folder["files-" + period], new RunOrigin(Plan, snapshot, new RunInputs(reading.Files, previous?.Root), "test"), result);
        return RunPackage.Open(folder["files-" + period], previous);
    }

    private async Task<int> CloseLedgerAsync(Folder folder, int programme, string period, int? previous)
    {
        await using var context = ledger.Database.CreateContext();
        var asOf = await context.LastSequenceAsync(programme);
        var calculation = await LedgerClose.CalculateAsync(ledger.Database, programme, Plan, Plan.Calendar.Find(period)!, asOf, previous, "test");
        RunWriter.Write(folder["ledger-" + period], calculation.Origin, calculation.Result).ShouldBe(calculation.Root);
        var number = await context.Rows<PeriodRow>().Where(row => row.Programme == programme && row.Name == period)
            .Select(row => row.Period).SingleAsync();
        var head = new RunHead((previous ?? 0) + 1, number, RunKind.Close, 1, previous, "test");
        await using (var transaction = await ledger.Database.BeginAsync(programme))
        {
            await RunRecorder.BeginAsync(transaction, head, Plan, calculation);
            await transaction.CommitAsync();
        }

        await RunRecorder.WriteAsync(ledger.Database, programme, head.Run, Plan, calculation);
        return head.Run;
    }

    [DatabaseFact]
    public async Task Close_OfWhatWasImported_IsThatOfTheFiles()
    {
        using var folder = Data();
        var programme = await ledger.Database.AddProgrammeAsync("whole " + Guid.NewGuid());
        var outcome = await LedgerImport.RunAsync(ledger.Database, programme, Plan, folder.Path, Plan.Calendar.Find("2026-01")!, "ann");
        string.Join('\n', outcome.Findings).ShouldBe("");
        outcome.Report!.ShouldBe(new ImportReport(4, 2, 2, 6, 3, 0, 0, outcome.Report!.Sequence));

        RunPackage? package = null;
        int? run = null;
        foreach (var period in new[] { "2026-01", "2026-02" })
        {
            package = CloseFiles(folder, period, package);
            run = await CloseLedgerAsync(folder, programme, period, run);
            var (fromFiles, fromLedger) = (Files(folder, "files-" + period), Files(folder, "ledger-" + period));

            fromLedger.Keys.ShouldBe(fromFiles.Keys, ignoreOrder: true);
            foreach (var (name, bytes) in fromFiles)
            {
                System.Text.Encoding.UTF8.GetString(fromLedger[name]).ShouldBe(System.Text.Encoding.UTF8.GetString(bytes), $"{name} of {period}");
            }
        }

        // February takes back what January paid on O3 and O2: it must have found the run in the ledger.
        System.Text.Encoding.UTF8.GetString(Files(folder, "ledger-2026-02")["commissions.csv"]).ShouldContain(",clawback,");
    }

    /// <summary>So many that each table is read in several portions, and written in several transactions.</summary>
    private const int Many = 13_000;

    /// <summary>Each seller but the first stands below an earlier one, moves once if the number is even, and buys twice, once as a customer.</summary>
    private static Folder ManyData()
    {
        var sellers = Enumerable.Range(0, Many).Select(seller => $"S{seller},{(seller == 0 ? "" : $"S{seller / 3}")},,,2025-11-02,,,yes,\n");
        var moves = Enumerable.Range(1, Many - 1).Where(seller => seller % 2 == 0).Select(seller => $"S{seller},enrolment,S0,,2026-01-15\n");
        var orders = Enumerable.Range(0, Many)
            .Select(seller => $"A{seller},S{seller},,2026-01-20,,{seller},1,Books\nB{seller},S{seller},K{seller},2026-01-21,,9,1,Food\n");
        return new Folder()
            .With("sellers.csv", "seller,sponsor,position,leg,enrolled,kit,points,active,owner\n" + string.Concat(sellers))
            .With("moves.csv", "seller,tree,parent,leg,effective\n" + string.Concat(moves))
            .With("orders.csv", "order,seller,customer,placed,recorded,PV,Amount,category\n" + string.Concat(orders));
    }

    private static OrderEntry OrderOf(int programme, int period, int seller, int order) => new()
    {
        Programme = programme,
        Order = $"N{order}",
        Event = 1,
        Kind = OrderEventKind.Paid,
        Storefront = "shop",
        Request = $"N{order}",
        RequestHash = [1],
        Seller = seller,
        At = 5,
        Counts = Instant.FromUtc(2026, 2, 1, 12, 0).ToUnixTimeMilliseconds(),
        Known = 6,
        Period = period,
        Lines = 1,
        Values = [100],
    };

    [DatabaseFact]
    public async Task Close_WhileOrdersQueue_IsThatWithoutThem_AndLosesNone()
    {
        using var folder = ManyData();
        // Time stands still: orders that have queued once queue for ever, and nothing has taken time that a rest would have to be as long as.
        await using var database = await LedgerDatabase.OpenAsync(ledger.Address, ledger.Clock, time: new ManualTime());
        var programme = await database.AddProgrammeAsync("flood " + Guid.NewGuid());
        var january = Plan.Calendar.Find("2026-01")!;
        var outcome = await LedgerImport.RunAsync(database, programme, Plan, folder.Path, january, "ann");
        string.Join('\n', outcome.Findings).ShouldBe("");
        var asOf = outcome.Report!.Sequence;
        var alone = await LedgerClose.CalculateAsync(database, programme, Plan, january, asOf, null, "test");
        await using var writer = new LedgerWriter(database);
        var february = await FebruaryAsync(database, programme);
        var placed = new List<OrderOutcome>();
        using var ended = new CancellationTokenSource();
        var flood = FloodAsync();
        var pace = new Pace(database, 0.01);
        SpinWait.SpinUntil(() => pace.GivesWay, TimeSpan.FromMinutes(1)).ShouldBeTrue();

        await using var context = database.CreateContext();
        var book = await BookReader.ReadAsync(database, context, programme, Plan, january, asOf, threads: 2, pace);
        var (traced, _) = await LivePeriod.RetraceAsync(database, programme, Plan, january, null, asOf, pace: pace);
        var beside = LedgerClose.Calculate(database, context, programme, Plan, book, null, "test");
        var commits = 0;
        await using (var transaction = await database.BeginAsync(programme))
        {
            await RunRecorder.BeginAsync(transaction, new RunHead(1, 1, RunKind.Close, 1, null, "test"), Plan, beside);
            await transaction.CommitAsync();
        }

        await RunRecorder.WriteAsync(database, programme, 1, Plan, beside, pace, step => commits += step.StartsWith("after", StringComparison.Ordinal) ? 1 : 0);
        await ended.CancelAsync();
        await flood;

        beside.Root.ShouldBe(alone.Root);
        traced.Lines.Amount.Sum().ShouldBe(alone.Result.Lines.Amount.Sum());
        (await context.Rows<RunSealRow>().CountAsync(seal => seal.Programme == programme)).ShouldBe(1);
        // More than the seal and one for each table.
        commits.ShouldBeGreaterThan(5);
        placed.Count.ShouldBeGreaterThan(0);
        placed.ShouldAllBe(order => order is OrderOutcome.Committed);
        (await context.Rows<OrderEventRow>().CountAsync(row => row.Programme == programme && row.Period == february)).ShouldBe(placed.Count);

        async Task FloodAsync()
        {
            while (!ended.IsCancellationRequested)
            {
                placed.AddRange(await writer.AddAllAsync(
                    [.. Enumerable.Range(placed.Count, 64).Select(order => OrderOf(programme, february, order % Many, order))]));
            }
        }
    }

    private static async Task<int> FebruaryAsync(LedgerDatabase database, int programme)
    {
        await using var transaction = await database.BeginAsync(programme);
        await transaction.StorefrontAsync("shop");
        var periods = await PeriodNumbers.ReadAsync(transaction, Plan, 1, "ann");
        var number = await periods.NumberAsync(Plan.Calendar.Find("2026-02")!);
        await transaction.CommitAsync();
        return number;
    }

    [DatabaseFact]
    public async Task Export_OfWhatWasImported_ClosesToTheSameBytes()
    {
        using var folder = Data();
        folder.With("adjustments.csv", "adjustment,seller,amount,bonus,reason\nX1,B,5,Team,\"Agreed, in May\"\n")
            .With("overrides.csv", "override,seller,rank,bonus,source,amount,reason\nY1,C,Gold,,,,Agreed\nY2,A,,Team,B,12.50,\n");
        var programme = await ledger.Database.AddProgrammeAsync("export " + Guid.NewGuid());
        var january = Plan.Calendar.Find("2026-01")!;
        var outcome = await LedgerImport.RunAsync(ledger.Database, programme, Plan, folder.Path, january, "ann");
        var calculation = await LedgerClose.CalculateAsync(ledger.Database, programme, Plan, january, outcome.Report!.Sequence, null, "test");
        using var exported = new Folder();

        SnapshotWriter.Write(Plan, calculation.Origin.Snapshot, exported.Path);

        CloseFiles(folder, "2026-01", null);
        CloseFiles(exported, "2026-01", null);
        var (before, after) = (Files(folder, "files-2026-01"), Files(exported, "files-2026-01"));
        foreach (var (name, bytes) in before)
        {
            System.Text.Encoding.UTF8.GetString(after[name]).ShouldBe(System.Text.Encoding.UTF8.GetString(bytes), name);
        }

        before.Keys.ShouldBe(after.Keys, ignoreOrder: true);
    }

    [DatabaseFact]
    public async Task Import_Again_AddsNothing()
    {
        using var folder = Data();
        folder.With("adjustments.csv", "adjustment,seller,amount\nX1,B,5\n").With("overrides.csv", "override,seller,rank\nY1,C,Gold\n");
        var programme = await ledger.Database.AddProgrammeAsync("again " + Guid.NewGuid());
        var january = Plan.Calendar.Find("2026-01")!;
        var first = (await LedgerImport.RunAsync(ledger.Database, programme, Plan, folder.Path, january, "ann")).Report!;

        var second = (await LedgerImport.RunAsync(ledger.Database, programme, Plan, folder.Path, january, "ann")).Report!;

        (first.Corrections, first.Known).ShouldBe((2, 0));
        // Four sellers, two moves, six orders, three refunds, two corrections.
        second.ShouldBe(new ImportReport(0, 0, 0, 0, 0, 0, 17, first.Sequence));
    }

    [DatabaseFact]
    public async Task Import_WithACircle_AddsNothingAndNamesIt()
    {
        using var folder = Data().With("sellers.csv", "seller,sponsor,position,leg\nA,B,,\nB,A,,\nC,,,\nD,,,\n");
        var programme = await ledger.Database.AddProgrammeAsync("circle " + Guid.NewGuid());

        var outcome = await LedgerImport.RunAsync(ledger.Database, programme, Plan, folder.Path, Plan.Calendar.Find("2026-01")!, "ann");

        outcome.Report.ShouldBeNull();
        outcome.Findings.ShouldHaveSingleItem().ToString().ShouldContain("The tree 'enrolment' has a circle that 'A' leads into.");
        await using var context = ledger.Database.CreateContext();
        (await context.CountSellersAsync(programme)).ShouldBe(0);
    }
}

public sealed class SqliteLedgerCloseTests(SqliteFixture ledger) : LedgerCloseConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlLedgerCloseTests(PostgreSqlFixture ledger) : LedgerCloseConformance(ledger), IClassFixture<PostgreSqlFixture>;
