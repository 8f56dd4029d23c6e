using Compensation.Grains.Genealogy;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests.Store;
using Compensation.Ledger.Writing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Grains.Tests.Genealogy;

/// <summary>What a desk writes is in the ledger, once, on every database.</summary>
public abstract class GenealogyDeskConformance(LedgerFixture ledger, ITestOutputHelper output)
{
    private int requests;

    [DatabaseFact]
    public async Task Enrol_OnTheWeakSide_GoesByTheVolumesOfTheBook()
    {
        await using var fern = await Fern.StartAsync(ledger);

        // By 10 February A's left leg has D's 100.00, the right one C's 10.00.
        var receipt = await fern.DoAsync(Enrol("F", "A", "2026-02-10"));

        receipt.Places.ShouldBe([
            new SellerPlace("F", "enrolment", "A", null, Milliseconds("2026-02-10")),
            new SellerPlace("F", "placement", "C", "right", Milliseconds("2026-02-10"))]);
        (await fern.TreeAsync(1, "2026-02-10")).ShouldBe("B<A/left C<A/right D<B/left F<C/right");
    }

    [DatabaseFact]
    public async Task Enrol_OnTheWeakSide_GoesByTheLiveFigures_AsByTheBook()
    {
        await using var fern = await Fern.StartAsync(ledger);
        var (programmes, live) = fern.Follow();
        using (programmes)
        {
            await using (live)
            {
                using var desk = await fern.OpenDeskAsync(fern.Writer, live);
                // C's 10.00 against D's 100.00: on the right; then C orders for 200.00, so that the left is weaker.
                var first = (await desk.DoAsync(Enrol("F", "A", "2026-02-10"))).ShouldBeOfType<GenealogyOutcome.Done>().Receipt;
                await fern.SellAsync("C", "2026-02-11", 200_00);
                var second = (await desk.DoAsync(Enrol("G", "A", "2026-02-12"))).ShouldBeOfType<GenealogyOutcome.Done>().Receipt;
                var earlier = (await desk.DoAsync(Enrol("H", "A", "2026-02-10"))).ShouldBeOfType<GenealogyOutcome.Done>().Receipt;

                first.Places[1].ShouldBe(new SellerPlace("F", "placement", "C", "right", Milliseconds("2026-02-10")));
                // January's close has placed E on D's left, so the outermost place on the left is below E.
                second.Places[1].ShouldBe(new SellerPlace("G", "placement", "E", "left", Milliseconds("2026-02-12")));
                // Before C's second order the right side was the weaker one.
                earlier.Places[1].Leg.ShouldBe("right");
                live.Count.ShouldBe(1);
            }
        }
    }

    [DatabaseFact]
    public async Task Enrol_Again_IsAnsweredTheSameAndWrittenOnce()
    {
        await using var fern = await Fern.StartAsync(ledger);
        var command = Enrol("F", "A", "2026-02-10");
        var first = await fern.DoAsync(command);
        var sequence = await fern.SequenceAsync();

        var again = (await fern.Desk.DoAsync(command)).ShouldBeOfType<GenealogyOutcome.Done>();
        (again.IsRepeated, again.Receipt.Sequence).ShouldBe((true, first.Sequence));
        again.Receipt.Places.ShouldBe(first.Places);
        (await fern.RefusedAsync(command with { Seller = "G" })).Code.ShouldBe(RefusalCode.RequestConflict);
        (await fern.SequenceAsync()).ShouldBe(sequence);
    }

    [DatabaseFact]
    public async Task Legs_OfALargeDownline_AreThoseOfTheWholeTree()
    {
        await using var fern = await Fern.StartAsync(ledger);
        // 1,500 below E, in two levels: more than anybody counts while others wait.
        await fern.ImportAsync(Enumerable.Range(0, 1_500).Select(i => $"N{i},{(i < 500 ? "E" : $"N{i - 500}")},,,2026-02-01"));

        var legs = await fern.Desk.LegsAsync("A", "enrolment", Family.At("2026-02-10"));
        var earlier = await fern.Desk.LegsAsync("A", "enrolment", Family.At("2026-01-20"));
        await fern.DoAsync(Enrol("F", "N1499", "2026-02-10"));
        var later = await fern.Desk.LegsAsync("A", "enrolment", Family.At("2026-02-10"));

        // B, D, E and those below; the last thousand stand two levels below each other: N1000 below N500 below N0.
        legs.ShouldBe([new LegSummary("B", null, 1_503, 6), new LegSummary("C", null, 1, 1)]);
        earlier.ShouldBe([new LegSummary("B", null, 3, 3), new LegSummary("C", null, 1, 1)]);
        later.ShouldBe([new LegSummary("B", null, 1_504, 7), new LegSummary("C", null, 1, 1)]);
    }

    [DatabaseFact]
    public async Task PlaceDue_AfterAClose_KeepsThePlaceThatTheCloseGave()
    {
        await using var fern = await Fern.StartAsync(ledger);

        // January's close has placed E, on D's left; it is closed, so the place is recorded from now on.
        var receipt = await fern.DoAsync(new GenealogyCommand.PlaceDue(Request(), "clock", Family.At("2026-02-15")));

        receipt.Places.ShouldBe([new SellerPlace("E", "placement", "D", "left", Milliseconds("2026-02-15"))]);
    }

    [DatabaseFact]
    public async Task MovesThatMakeRoomForEachOther_PassTheDatabase()
    {
        await using var fern = await Fern.StartAsync(ledger);
        var before = await fern.TreeAsync(0, "2026-02-15");

        // B goes alone below E, who stands below D, who stood below B.
        var moved = await fern.DoAsync(Move("B", "E", "2026-02-12", MoveScope.Alone));
        (await fern.TreeAsync(0, "2026-02-15")).ShouldBe("B<E C<A D<A E<D");
        await fern.DoAsync(Undo(moved.Sequence));
        (await fern.TreeAsync(0, "2026-02-15")).ShouldBe(before);
        var merged = await fern.DoAsync(new GenealogyCommand.Merge(Request(), "ida", Family.At("2026-02-13"), "B", "E", "same person"));
        (await fern.TreeAsync(0, "2026-02-15")).ShouldBe("B<A C<A D<A E<D");
        await fern.DoAsync(Undo(merged.Sequence));
        (await fern.TreeAsync(0, "2026-02-15")).ShouldBe(before);
        (await fern.RefusedAsync(Move("B", "E", "2026-02-12"))).Message.ShouldContain("B → E → D → B");
        await ShouldBeReadTheSameAsync(fern);
    }

    [DatabaseFact]
    public async Task Move_LeavesWhoAndWhyInTheAuditLog()
    {
        await using var fern = await Fern.StartAsync(ledger);
        await fern.DoAsync(Move("D", "C", "2026-01-15") with { ApprovedBy = "eva" });

        await using var context = fern.Ledger.Database.CreateContext();
        var entry = context.Rows<AuditRow>().Where(row => row.Programme == fern.Programme).OrderBy(row => row.Entry).Last();
        (entry.Who, entry.What, entry.Why).ShouldBe(("ida", "seller moved", "wrong sponsor"));
        entry.Body.ShouldContain("\"approved by\":\"eva\"");
        (await AuditLog.FindBreakAsync(context, fern.Programme)).ShouldBeNull();
        var edge = context.Rows<EdgeRow>().Where(row => row.Programme == fern.Programme).OrderBy(row => row.Sequence).Last();
        (edge.Who, edge.ApprovedBy, edge.Reason).ShouldBe(("ida", "eva", "wrong sponsor"));
    }

    [DatabaseFact]
    public async Task TwoWriters_NeverTakeTheSameSellerNumberOrPlace()
    {
        await using var fern = await Fern.StartAsync(ledger);
        await using var otherWriter = new LedgerWriter(fern.Ledger.Database);
        using var other = await fern.OpenDeskAsync(otherWriter);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(number =>
            (number % 2 == 0 ? fern.Desk : other).DoAsync(Enrol($"N{number}", "A", "2026-02-10"))));

        outcomes.ShouldAllBe(outcome => outcome is GenealogyOutcome.Done);
        var places = outcomes.Cast<GenealogyOutcome.Done>().SelectMany(done => done.Receipt.Places).Where(place => place.Tree == "placement").ToList();
        places.Select(place => (place.Parent, place.Leg)).Distinct().Count().ShouldBe(12);
        await ShouldBeReadTheSameAsync(fern);
        await ShouldBeReadTheSameAsync(fern, other);
    }

    [DatabaseFact]
    public async Task AnyCommands_AreTakenByTheDatabaseExactlyAsDecided()
    {
        await using var fern = await Fern.StartAsync(ledger);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] sellers = ["A", "B", "C", "D", "E"];
        var (done, last) = (0, 0L);
        for (var step = 0; step < 60; step++)
        {
            var (seller, parent) = (sellers[random.Next(5)], random.Next(6) is < 5 and var at ? sellers[at] : null);
            var (scope, day) = ((MoveScope)random.Next(2), Family.At($"2026-02-{10 + random.Next(5)}"));
            GenealogyCommand command = random.Next(6) switch
            {
                0 => Undo(last),
                1 => new GenealogyCommand.Merge(Request(), "ida", day, seller, parent ?? "A", "same person"),
                2 => Move(seller, parent, "2026-02-10", scope) with
                {
                    Effective = day,
                    To = new ChosenPlace("placement", parent, parent is null ? null : "left"),
                },
                _ => Move(seller, parent, "2026-02-10", scope) with { Effective = day },
            };
            if (await fern.Desk.DoAsync(command) is GenealogyOutcome.Done accepted)
            {
                (done, last) = (done + 1, accepted.Receipt.Sequence);
            }
        }

        done.ShouldBeGreaterThan(5, $"seed {seed}");
        await ShouldBeReadTheSameAsync(fern);
    }

    private static long Milliseconds(string at) => Family.At(at).ToUnixTimeMilliseconds();

    /// <summary>A desk that reads everything anew sees what the one that followed has.</summary>
    private static async Task ShouldBeReadTheSameAsync(Fern fern, GenealogyDesk? desk = null)
    {
        await using var writer = new LedgerWriter(fern.Ledger.Database);
        using var anew = await fern.OpenDeskAsync(writer);
        foreach (var day in Enumerable.Range(1, 28))
        {
            for (var tree = 0; tree < 2; tree++)
            {
                (await fern.TreeAsync(tree, $"2026-02-{day:00}", desk)).ShouldBe(await fern.TreeAsync(tree, $"2026-02-{day:00}", anew));
            }
        }
    }

    private GenealogyCommand.Enrol Enrol(string seller, string sponsor, string at) => new(Request(), "ida", Family.At(at), seller, sponsor, []);

    private GenealogyCommand.Move Move(string seller, string? parent, string at, MoveScope scope = MoveScope.Downline) =>
        new(Request(), "ida", Family.At(at), seller, new ChosenPlace("enrolment", parent), scope, "wrong sponsor");

    private GenealogyCommand.Undo Undo(long sequence) => new(Request(), "ida", Family.At("2026-02-15"), sequence, "was right");

    private string Request() => $"r{Interlocked.Increment(ref requests)}";
}

public sealed class SqliteGenealogyDeskTests(SqliteFixture ledger, ITestOutputHelper output)
    : GenealogyDeskConformance(ledger, output), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlGenealogyDeskTests(PostgreSqlFixture ledger, ITestOutputHelper output)
    : GenealogyDeskConformance(ledger, output), IClassFixture<PostgreSqlFixture>;
