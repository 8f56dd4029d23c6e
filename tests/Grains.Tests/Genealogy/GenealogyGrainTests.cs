using Compensation.Grains.Genealogy;
using Compensation.Grains.Orders;
using Compensation.Testing;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Genealogy;

/// <summary>Sellers and downlines through grains into a ledger of their own.</summary>
public sealed class GenealogyGrainTests : IAsyncLifetime, IDisposable
{
    private const string Sellers = "seller,sponsor,position,leg,enrolled\nA,,,,2026-01-01\nB,A,A,left,2026-01-02\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");
    private readonly ManualClock clock = new(Instant.FromUtc(2026, 2, 15, 12, 0));
    private LedgerSilo silo = null!;
    private int programme;
    private int requests;

    public async Task InitializeAsync()
    {
        silo = await LedgerSilo.StartAsync(Path.Combine(folder.FullName, "ledger.db"), clock);
        programme = await LedgerSilo.AddCompanyAsync(silo.Database, Fern.Plan, Sellers);
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    public void Dispose() => folder.Delete(recursive: true);

    private ISellerGrain Seller(string id) => silo.Grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, id));

    private IDownlineGrain Downline(string id) => silo.Grains.GetGrain<IDownlineGrain>(DownlineKey.Of(programme, id));

    private static long At(int day) => Instant.FromUtc(2026, 2, day, 0, 0).ToUnixTimeMilliseconds();

    private EnrolRequest Enrol(string? sponsor, int day) => new() { Request = $"r{++requests}", By = "shop", Effective = At(day), Sponsor = sponsor };

    private MoveRequest Move(string parent, int day, MoveScope scope = MoveScope.Downline) => new()
    {
        Request = $"r{++requests}",
        By = "ida",
        Effective = At(day),
        To = new ChosenPlace("enrolment", parent),
        Scope = scope,
        Reason = "wrong sponsor",
    };

    private static GenealogyReceipt Done(GenealogyAnswer answer)
    {
        answer.Kind.ShouldBe(GenealogyAnswerKind.Done, $"{answer.Refusal}");
        return answer.Receipt!;
    }

    [Fact]
    public async Task Enrol_ThenRead_ShowsTheSellerInBothTrees()
    {
        var request = Enrol("B", 1);
        var receipt = Done(await Seller("C").Enrol(request));

        (await Seller("C").Enrol(request)).Kind.ShouldBe(GenealogyAnswerKind.Repeated);
        (await Seller("C").Enrol(Enrol("B", 1))).Refusal!.Code.ShouldBe(RefusalCode.SellerExists);
        var profile = (await Seller("C").Profile(At(1)))!;
        (profile.Seller, profile.Enrolled, profile.Standing).ShouldBe(("C", At(1), SellerStanding.Active));
        profile.Places.ShouldBe([new SellerPlace("C", "enrolment", "B", null, At(1)), new SellerPlace("C", "placement", "B", "left", At(1))]);
        profile.Places.ShouldBe(receipt.Places);
        (await Seller("none").Profile(At(1))).ShouldBeNull();
        (await Downline("C").Upline("placement", At(1))).ShouldBe(["B", "A"]);
    }

    [Fact]
    public async Task Downline_ComesInPagesLevelByLevel()
    {
        foreach (var (seller, sponsor) in new[] { ("C", "A"), ("D", "B"), ("E", "D") })
        {
            Done(await Seller(seller).Enrol(Enrol(sponsor, 1)));
        }

        var first = (await Downline("A").Page("enrolment", At(2), depth: 9, offset: 0, size: 2))!;
        var second = (await Downline("A").Page("enrolment", At(2), depth: 9, offset: first.Next!.Value, size: 2))!;

        first.Members.ShouldBe([new DownlineMember("B", 1, "A", null), new DownlineMember("C", 1, "A", null)]);
        second.Members.ShouldBe([new DownlineMember("D", 2, "B", null), new DownlineMember("E", 3, "D", null)]);
        second.Next.ShouldBeNull();
        (await Downline("A").Page("enrolment", At(2), depth: 1, offset: 0, size: 9))!.Members.Count.ShouldBe(2);
        (await Downline("A").Legs("enrolment", At(2))).ShouldBe([new LegSummary("B", null, 3, 3), new LegSummary("C", null, 1, 1)]);
        (await Downline("A").Page("matrix", At(2), 1, 0, 9)).ShouldBeNull();
    }

    [Fact]
    public async Task Move_IsPricedMadeAndUndone()
    {
        Done(await Seller("C").Enrol(Enrol("A", 1)));
        Done(await Seller("D").Enrol(Enrol("B", 1)));
        await OrderAsync("D", 100_00);
        var move = Move("C", 5);

        // 10% of D's 100.00 goes from B to C.
        var price = (await Downline("D").Price(move)).Price!;
        price.Total.ShouldBe([new PayChange("B", 10_00, 0), new PayChange("C", 0, 10_00)]);
        var receipt = Done(await Downline("D").Move(move));
        (await Downline("D").Upline("enrolment", At(5))).ShouldBe(["C", "A"]);
        (await Downline("D").Upline("enrolment", At(4))).ShouldBe(["B", "A"]);
        Done(await Downline("D").Undo(new UndoRequest { Request = "u", By = "ida", Effective = At(6), Sequence = receipt.Sequence, Reason = "was right" }));
        (await Downline("D").Upline("enrolment", At(5))).ShouldBe(["B", "A"]);
        (await Downline("C").Move(Move("C", 5))).Refusal!.Code.ShouldBe(RefusalCode.Cycle);
    }

    [Fact]
    public async Task Figures_FollowOrdersAndMoves()
    {
        Done(await Seller("C").Enrol(Enrol("A", 1)));
        Done(await Seller("D").Enrol(Enrol("B", 1)));
        var sequence = await OrderAsync("D", 60_00);

        var figures = (await Seller("B").Figures(sequence))!;

        // B earns 10% of D's 60.00; the next rank needs 100 of the organisation, of which there are 60.
        (figures.Sequence, figures.Period, figures.Rank, figures.NextRank).ShouldBe((sequence, "2026-02", "none", "Star"));
        figures.Missing.ShouldHaveSingleItem().ShouldContain("40 missing");
        (figures.Projected, figures.Currency, figures.Decimals).ShouldBe((6_00, "EUR", 2));
        figures.Volumes.ShouldContain(figure => figure.Name == "GV" && figure.Units == 60_00);

        var moved = Done(await Downline("D").Move(Move("C", 5)));
        (await Seller("B").Figures(moved.Sequence))!.Projected.ShouldBe(0);
        (await Seller("C").Figures(moved.Sequence))!.Projected.ShouldBe(6_00);
        (await Seller("none").Figures(0)).ShouldBeNull();
    }

    [Fact]
    public async Task Terminate_AndReinstate_ShowInTheProfile()
    {
        StandingRequest Standing(int day) => new() { Request = $"r{++requests}", By = "ida", Effective = At(day), Reason = "gave notice" };
        Done(await Seller("B").Terminate(Standing(3)));
        (await Seller("C").Enrol(Enrol("B", 4))).Refusal!.Code.ShouldBe(RefusalCode.SellerGone);
        Done(await Seller("B").Reinstate(Standing(6)));

        (await Seller("B").Profile(At(4)))!.Standing.ShouldBe(SellerStanding.Terminated);
        (await Seller("B").Profile(At(6)))!.Standing.ShouldBe(SellerStanding.Active);
    }

    private async Task<long> OrderAsync(string seller, long units)
    {
        var answer = await silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, $"O{++requests}")).Place(new PlaceRequest
        {
            Request = $"r{requests}",
            Storefront = "shop",
            At = At(10),
            Seller = seller,
            Lines = [new OrderLine(1, [units])],
            IsPaid = true,
        });
        answer.Kind.ShouldBe(OrderAnswerKind.Done, $"{answer.Refusal}");
        return answer.Sequence;
    }
}
