using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class ClawbackTests
{
    private const string Unilevel = """
        plan: Two levels
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        volumes:
          CV: {}
        bonuses:
          - unilevel: Team commission
            of: CV
            rate: [10%, 5%]
        """;

    private const string Binary = """
        plan: Pairs
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        volumes:
          CV: {}
        trees:
          placement: { parent: placement, legs: [left, right] }
        bonuses:
          - binary: Pairs
            of: CV
            percent: 10%
        """;

    [Fact]
    public void Unilevel_WholeOrderRefunded_EveryLevelGivesBackAll()
    {
        // Root > Middle > Buyer, whose 100.00 CV paid 10.00 and 5.00.
        var result = Close(Unilevel, returned: 100_00);

        Taken(result).ShouldBe([("Middle", -10_00L), ("Root", -5_00L)]);
    }

    [Fact]
    public void Unilevel_AThirdRefundedTwice_EachLevelGivesBackItsRoundedDownShareOnce()
    {
        // A third of 10.00 is 3.33 and of 5.00 is 1.66; two thirds are 6.66 and 3.33, of which the first third was taken before.
        var first = Close(Unilevel, returned: 33_33);
        var second = Close(Unilevel, returned: 33_33, carry: first.Carry);

        Taken(first).ShouldBe([("Middle", -3_33L), ("Root", -1_66L)]);
        Taken(second).ShouldBe([("Middle", -3_33L), ("Root", -1_67L)]);
    }

    [Fact]
    public void Unilevel_OtherMonthsOfTheSameSeller_AreLeftAlone()
    {
        // The order was January's; December's line on another order of the same buyer has nothing to do with it.
        var december = new PriorLine("2025-12", "Team commission", 1, 2, -1, 1, 100_00, 2, 10_00);

        Taken(Close(Unilevel, returned: 100_00, prior: [december, .. PaidInJanuary])).ShouldBe([("Middle", -10_00L), ("Root", -5_00L)]);
    }

    [Fact]
    public void Unilevel_OrderThatCountsOnlyNow_IsReducedAndTakesNothingBack()
    {
        // Placed in January, but known only in February, so it is February's: the refund leaves nothing of it, and January stays as it was paid.
        var result = Close(Unilevel, returned: 100_00, recorded: At(2026, 2, 5));

        result.Lines.Count.ShouldBe(0);
    }

    [Fact]
    public void Cascade_HalfRefunded_EveryLevelGivesBackHalf()
    {
        // 100.00 CV paid 10.00, and that paid 1.00.
        var result = Close(Unilevel.Replace("[10%, 5%]", "[10%, 10%]\n    cascade: yes", StringComparison.Ordinal), returned: 50_00, prior:
        [
            new PriorLine("2026-01", "Team commission", 1, 2, -1, 1, 100_00, 2, 10_00),
            new PriorLine("2026-01", "Team commission", 0, 2, -1, 2, 10_00, 2, 1_00),
        ]);

        Taken(result).ShouldBe([("Middle", -5_00L), ("Root", -50L)]);
    }

    [Theory]
    // A fixed amount has no parts: it goes back with the whole order only, and of a seller's orders together it cannot be told.
    [InlineData("per: order", 0, 50_00, 0)]
    [InlineData("per: order", 0, 100_00, -10_00)]
    [InlineData("per: seller", -1, 100_00, 0)]
    public void FixedAmount_Refunded_GoesBackWithTheWholeOrder(string per, int row, long returned, long taken)
    {
        var result = Close(Unilevel.Replace("rate: [10%, 5%]", "amount: [10]\n    " + per, StringComparison.Ordinal), returned, prior:
            [new PriorLine("2026-01", "Team commission", 1, 2, row, 1, 1, 0, 10_00)]);

        Taken(result).Sum(line => line.Amount).ShouldBe(taken);
        (result.Remarks.Count > 0).ShouldBe(row < 0);
    }

    [Fact]
    public void Pair_OwnOrderRefunded_PayOnTheLegsStays()
    {
        var pairPaidToTheBuyer = new PriorLine("2026-01", "Pairs", 2, 2, -1, 0, 100_00, 2, 10_00);

        Taken(Close(Binary, returned: 100_00, prior: [pairPaidToTheBuyer])).ShouldBeEmpty();
    }

    private static IEnumerable<(string Payee, long Amount)> Taken(Result result) => Enumerable.Range(0, result.Lines.Count)
        .Where(line => result.Lines.Kind[line] == LineKind.Clawback)
        .Select(line => (result.Sellers[result.Lines.Payee[line]], result.Lines.Amount[line]));

    private static Result Close(string text, long returned, Carry? carry = null, IReadOnlyList<PriorLine>? prior = null, long? recorded = null)
    {
        var (plan, findings) = PlanChecker.Check(text, "plan.yaml");
        findings.ShouldNotContain(finding => finding.Severity == Severity.Error);
        return PeriodClose.Close(plan!, February(plan!, returned, carry ?? Carry.None, prior ?? PaidInJanuary, recorded));
    }

    private static IReadOnlyList<PriorLine> PaidInJanuary =>
    [
        new PriorLine("2026-01", "Team commission", 1, 2, -1, 1, 100_00, 2, 10_00),
        new PriorLine("2026-01", "Team commission", 0, 2, -1, 2, 100_00, 2, 5_00),
    ];

    private static Snapshot February(Plan plan, long returned, Carry carry, IReadOnlyList<PriorLine> prior, long? recorded) => new()
    {
        Period = plan.Calendar.Find("2026-02")!,
        Sellers = new SellerColumns
        {
            Ids = new Ids(["Root", "Middle", "Buyer"]),
            Enrolled = new long[3],
            Trees = [new EdgeColumns([-1, 0, 1], [-1, 0, 0])],
            Attributes = [],
        },
        Orders = new OrderColumns
        {
            Ids = new Ids(["o1"]),
            Seller = [2],
            Customer = [-1],
            Customers = new Ids([]),
            Placed = [At(2026, 1, 10)],
            Recorded = recorded is { } known ? [known] : null,
            Volumes = [[100_00]],
            Attributes = [],
        },
        Refunds = [new Refund(0, At(2026, 2, 10), [returned], "r1")],
        Carry = carry,
        PriorLines = prior,
    };

    private static long At(int year, int month, int day) => Instant.FromUtc(year, month, day, 12, 0).ToUnixTimeMilliseconds();
}
