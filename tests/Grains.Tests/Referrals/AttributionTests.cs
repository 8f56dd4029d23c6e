using Compensation.Grains.Referrals;
using Compensation.Ledger.Store;
using Compensation.Rules.Numbers;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Referrals;

/// <summary>Who is credited when signals disagree.</summary>
public sealed class AttributionTests
{
    private static readonly Instant Bought = Instant.FromUtc(2026, 3, 31, 12, 0);

    private int touches;

    private KnownTouch Touch(TouchMeans means, string seller, int daysBefore) => new(++touches, means, "x", seller, Bought - Duration.FromDays(daysBefore));

    private static string Show(CreditDecision decision) => string.Join(" ", decision.Parts.Select(part => $"{part.Seller}:{part.Numerator}/{decision.Whole}"));

    [Theory]
    [InlineData(TouchRule.Last, "C:1/1")]
    [InlineData(TouchRule.First, "A:1/1")]
    [InlineData(TouchRule.Split, "C:1/3 B:1/3 A:1/3")]
    public void Touches_OfOneKind_GoByTheRule(TouchRule rule, string expected)
    {
        KnownTouch Link(string seller, int daysBefore) => Touch(TouchMeans.Link, seller, daysBefore);
        KnownTouch[] known = [Link("A", 20), Link("B", 10), Link("C", 1), Link("B", 15)];

        Show(Attribution.Decide(new ReferralTerms { Rule = rule }, known, null, Bought)).ShouldBe(expected);
    }

    [Fact]
    public void Coupon_IsStrongerThanALaterLink()
    {
        var decision = Attribution.Decide(new ReferralTerms(), [Touch(TouchMeans.Link, "A", 1), Touch(TouchMeans.Coupon, "B", 9)], null, Bought);

        Show(decision).ShouldBe("B:1/1");
        decision.Touches.Select(judged => (judged.Touch.Seller, judged.WhyNot)).ShouldBe([("A", "A touch by coupon is stronger."), ("B", "")]);
    }

    [Fact]
    public void Touches_OutsideTheWindowOrAfterTheOrder_DoNotCount()
    {
        var terms = new ReferralTerms { Window = Duration.FromDays(7) };
        KnownTouch[] known = [Touch(TouchMeans.Link, "A", 8), Touch(TouchMeans.Link, "B", 7), Touch(TouchMeans.Link, "C", -1)];

        var decision = Attribution.Decide(terms, known, null, Bought);

        Show(decision).ShouldBe("B:1/1");
        decision.Touches.Single(judged => judged.Touch.Seller == "A").WhyNot.ShouldContain("2026-03-24T12:00:00Z");
        decision.Touches.Single(judged => judged.Touch.Seller == "C").WhyNot.ShouldContain("later than the order");
    }

    [Fact]
    public void Kinds_ThatArePassedOver_DoNotCount()
    {
        var terms = new ReferralTerms { Precedence = [TouchMeans.Code, TouchMeans.Link] };

        Show(Attribution.Decide(terms, [Touch(TouchMeans.Coupon, "A", 1), Touch(TouchMeans.Link, "B", 2)], null, Bought)).ShouldBe("B:1/1");
        Show(Attribution.Decide(terms, [Touch(TouchMeans.Coupon, "A", 1)], null, Bought)).ShouldBe("");
    }

    [Theory]
    [InlineData(true, "R:1/1")]
    [InlineData(false, "A:1/1")]
    public void Referrer_KeepsTheCustomer_OnlyWhereTermsSaySo(bool stays, string expected) =>
        Show(Attribution.Decide(new ReferralTerms { CustomerStays = stays }, [Touch(TouchMeans.Link, "A", 1)], "R", Bought)).ShouldBe(expected);

    [Fact]
    public void Referrer_IsCredited_WhereNoTouchCounts() =>
        Show(Attribution.Decide(new ReferralTerms(), [Touch(TouchMeans.Link, "A", 31)], "R", Bought)).ShouldBe("R:1/1");

    [Fact]
    public void Shares_OfFewerSellers_KeepTheirProportions()
    {
        // 1/2, 1/3 and 1/6 are 3, 2 and 1 of six; two sellers share 3 to 2, and one gets all.
        var terms = new ReferralTerms { Rule = TouchRule.Split, Shares = [new Rate(1, 2), new Rate(1, 3), new Rate(1, 6)] };
        var (a, b, c, d) = (Touch(TouchMeans.Link, "A", 1), Touch(TouchMeans.Link, "B", 2), Touch(TouchMeans.Link, "C", 3), Touch(TouchMeans.Link, "D", 4));

        Show(Attribution.Decide(terms, [a, b, c, d], null, Bought)).ShouldBe("A:3/6 B:2/6 C:1/6");
        Show(Attribution.Decide(terms, [a, b], null, Bought)).ShouldBe("A:3/5 B:2/5");
        Show(Attribution.Decide(terms, [b], null, Bought)).ShouldBe("B:1/1");
    }

    [Fact]
    public void Decision_DoesNotDependOnTheOrderOfTouches()
    {
        var known = Enumerable.Range(0, 12).Select(i => Touch((TouchMeans)(1 + (i % 4)), $"S{i % 5}", i % 6)).ToArray();
        var expected = Show(Attribution.Decide(new ReferralTerms { Rule = TouchRule.Split }, known, null, Bought));
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            random.Shuffle(known);
            Show(Attribution.Decide(new ReferralTerms { Rule = TouchRule.Split }, known, null, Bought)).ShouldBe(expected);
        }
    }
}
