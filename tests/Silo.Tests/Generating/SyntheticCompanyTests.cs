using Compensation.Silo.Generating;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Generating;

public sealed class SyntheticCompanyTests
{
    private static readonly SyntheticCompany Company =
        SyntheticCompany.Generate(new CompanyOptions { Sellers = 50_000, Months = 2 });

    [Fact]
    public void Sponsors_EveryoneButTheFounder_JoinedBeforeTheirRecruits()
    {
        Company.Sponsor[0].ShouldBe(-1);
        for (var i = 1; i < Company.Count; i++)
        {
            Company.Sponsor[i].ShouldBeInRange(0, i - 1);
        }
    }

    [Fact]
    public void Placement_EverySlot_IsTakenOnceByALaterJoiner()
    {
        var slots = new HashSet<(int, byte)>();
        Company.Placement[0].ShouldBe(-1);
        for (var i = 1; i < Company.Count; i++)
        {
            Company.Placement[i].ShouldBeInRange(0, i - 1);
            Company.Leg[i].ShouldBeInRange((byte)0, (byte)1);
            slots.Add((Company.Placement[i], Company.Leg[i])).ShouldBeTrue();
        }
    }

    [Fact]
    public void Placement_EverySeller_StandsBelowTheirSponsor()
    {
        for (var i = 1; i < 5_000; i++)
        {
            var above = Company.Placement[i];
            while (above > Company.Sponsor[i])
            {
                above = Company.Placement[above];
            }

            above.ShouldBe(Company.Sponsor[i]);
        }
    }

    [Fact]
    public void Numbers_AreAPermutation_ThatSaysNothingAboutJoining()
    {
        Company.Number.Order().ShouldBe(Enumerable.Range(1, Company.Count));

        // Of two neighbours in time the later has the higher number in half of the cases: 25,000 ± 6 standard deviations of 65.
        var ascending = Enumerable.Range(1, Company.Count - 1).Count(i => Company.Number[i] > Company.Number[i - 1]);
        ascending.ShouldBeInRange(24_600, 25_400);
    }

    [Fact]
    public void Shape_IsThatOfARealCompany()
    {
        var shape = CompanyShape.Of(Company);

        shape.Levels.Sum().ShouldBe(Company.Count);
        (shape.WithoutFrontLine * 100 / Company.Count).ShouldBeInRange(65, 69);
        shape.Levels.Count.ShouldBeInRange(15, 45);
        shape.LargestFrontLine.ShouldBeGreaterThan(300);
        shape.DeepestPlacement.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void FrontLines_HaveAHeavyTail()
    {
        var frontLines = Company.Sponsor.Skip(1)
            .GroupBy(sponsor => sponsor).Select(line => line.Count()).OrderDescending().ToList();

        // With exponential front lines of this mean nobody would reach thirty; a heavy tail has hundreds that do.
        frontLines.Count(size => size >= 30).ShouldBeInRange(50, 1_000);
        frontLines[0].ShouldBeGreaterThan(4 * frontLines[20]);
    }

    [Fact]
    public void Joined_NeverGoesBack_AndEndsWithTheLastMonth()
    {
        var growth = Company.Growth;
        for (var i = 1; i < Company.Count; i++)
        {
            growth.Joined(i).ShouldBeGreaterThanOrEqualTo(growth.Joined(i - 1));
        }

        growth.Joined(0).ShouldBe(Instant.FromUtc(2021, 1, 1, 0, 0).ToUnixTimeSeconds());
        growth.Joined(Company.Count - 1).ShouldBeInRange(growth.Start(1), growth.Start(2) - 1);
        growth.Start(2).ShouldBe(Instant.FromUtc(2026, 3, 1, 0, 0).ToUnixTimeSeconds());
    }

    [Fact]
    public void Growth_InAZoneEastOfGreenwich_BeginsMonthsAtLocalMidnight()
    {
        var growth = new Growth(new CompanyOptions { Sellers = 10, Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"] });

        growth.Start(0).ShouldBe(Instant.FromUtc(2025, 12, 31, 23, 0).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Generate_ATinyCompany_HasItsSellersAndOrders(int sellers)
    {
        var company = SyntheticCompany.Generate(new CompanyOptions { Sellers = sellers, Months = 3 });

        company.Count.ShouldBe(sellers);
        company.Orders().Count().ShouldBe(sellers * 5 * 3);
        company.Orders().ShouldAllBe(order => company.Growth.Joined(order.Seller) <= order.Placed);
    }

    [Fact]
    public void Moves_GoToSomebodyWhoJoinedEarlier_AndHappenWithinTheMonths()
    {
        var moves = Company.Moves().ToList();

        moves.Count.ShouldBe((Company.Growth.Members(0) / 2000) + (Company.Growth.Members(1) / 2000));
        moves.ShouldAllBe(move => move.Sponsor < move.Seller && move.Effective > Company.Growth.Joined(move.Seller));
        moves.Select(move => move.Effective).ShouldBeInOrder();
    }

    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(10_000_001, 5, 1)]
    [InlineData(10, -1, 1)]
    [InlineData(10, 101, 1)]
    [InlineData(10, 5, 0)]
    [InlineData(10, 5, 121)]
    public void Generate_AnOptionOutsideItsRange_IsRefused(int sellers, int orders, int months) =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            SyntheticCompany.Generate(new CompanyOptions { Sellers = sellers, OrdersPerSeller = orders, Months = months }));
}
