using Compensation.Rules.Genealogy;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Genealogy;

public class HoldingTankTests
{
    private static readonly LocalDate Today = new(2026, 3, 10);

    [Theory]
    [InlineData(8, 1, false)] // since the 9th
    [InlineData(8, 7, false)]
    [InlineData(8, 8, true)]
    [InlineData(8, 30, true)]
    [InlineData(0, 0, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    public void Decide_DaysOfWaiting_ArePassedOrNot(int holdingDays, int daysHeld, bool due)
    {
        var decision = HoldingTank.Decide([Held(7, sponsor: 1, daysHeld)], Today, holdingDays);
        decision.Due.Count.ShouldBe(due ? 1 : 0);
        decision.Waiting.Count.ShouldBe(due ? 0 : 1);
    }

    [Fact]
    public void Decide_SeveralDue_GoByJoiningThenNumberWhateverTheOrderOfRows()
    {
        HeldNewcomer[] held = [Held(5, 1, 9), Held(3, 1, 9), Held(9, 1, 12), Held(4, 1, 2)];
        Order(HoldingTank.Decide(held, Today, 8)).ShouldBe([9, 3, 5]);
        Order(HoldingTank.Decide([.. held.Reverse()], Today, 8)).ShouldBe([9, 3, 5]);
    }

    [Fact]
    public void Decide_SponsorInTheTank_GoesFirst()
    {
        // 8 was recruited by 7 but recorded as joining earlier; 6 comes between them.
        HeldNewcomer[] held = [Held(8, 7, 12), Held(7, 1, 10), Held(6, 1, 11)];
        Order(HoldingTank.Decide(held, Today, 8)).ShouldBe([6, 7, 8]);
    }

    [Fact]
    public void Decide_SponsorStillWaiting_RecruitsWaitToo()
    {
        HeldNewcomer[] held = [Held(8, 7, 12), Held(7, 1, 3), Held(9, 8, 12)];
        var decision = HoldingTank.Decide(held, Today, 8);
        decision.Due.ShouldBeEmpty();
        decision.Waiting.ShouldBe(held);
    }

    [Fact]
    public void Decide_HeldSinceThePeriodsEnd_IsDueSoManyDaysAfterIt()
    {
        // Be Infinity: two days after the period's end, whenever the seller joined in it.
        var held = new HeldNewcomer(7, 1, new LocalDate(2026, 2, 28), Instant.FromUtc(2026, 2, 3, 12, 0));
        HoldingTank.Decide([held], new LocalDate(2026, 3, 1), 2).Due.ShouldBeEmpty();
        HoldingTank.Decide([held], new LocalDate(2026, 3, 2), 2).Due.ShouldBe([held]);
    }

    [Fact]
    public void Decide_TwoWhoSponsorEachOther_WaitForAPerson()
    {
        HeldNewcomer[] held = [Held(7, 8, 20), Held(8, 7, 20)];
        HoldingTank.Decide(held, Today, 8).Waiting.ShouldBe(held);
    }

    private static HeldNewcomer Held(int seller, int sponsor, int daysHeld)
    {
        var since = Today.PlusDays(-daysHeld);
        return new HeldNewcomer(seller, sponsor, since, since.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant());
    }

    private static IEnumerable<int> Order(HoldingDecision decision) => decision.Due.Select(newcomer => newcomer.Seller);
}
