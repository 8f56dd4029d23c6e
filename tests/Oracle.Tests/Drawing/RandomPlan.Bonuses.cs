using Compensation.Oracle.Tests.Model;
using static Compensation.Oracle.Tests.Model.Formula;

namespace Compensation.Oracle.Tests.Drawing;

/// <summary>One method for each kind of bonus.</summary>
internal sealed partial class RandomPlan
{
    private GrantModel Grant(string name)
    {
        var grant = new GrantModel(name) { ToParent = dice.Chance(20), Times = dice.Maybe(20, () => AnyTable("50%", "1", "150%")) };
        switch (dice.Below(4))
        {
            case 0:
                return grant with { Amount = AnyTable("5.00", "10.555", "20", "100") };
            case 1:
                var key = Points();
                return grant with { Of = key, Rate = TableModel.Marginal(key, [("0", "1%"), ("100", "4%"), ("250.50", "9%")]) };
            case 2:
                return GrantPerOrder(grant);
            default:
                return grant with { Of = Points(), Rate = AnyTable("2.5%", "5%", "10%", "12.345%"), Where = dice.Maybe(40, Condition) };
        }
    }

    private GrantModel Stairstep(string name)
    {
        var group = Named(dice.Pick("GV", "group CV"));
        var brackets = new[] { ("100", "3%"), ("400", "9%"), ("1000", "21%") }.Select(row => (row.Item1, TableModel.Single(row.Item2)));
        return new GrantModel(name)
        {
            Of = group,
            LessLegs = group,
            Rate = dice.Chance(70) ? TableModel.From(Named("GV"), [.. brackets])
                : TableModel.ByRank(plan, Ascending("5%", "7.5%", "15%", "20%")),
        };
    }

    /// <summary>What every walk may have.</summary>
    private WalkModel Walk(string name)
    {
        var walk = new WalkModel(name, dice.Chance(70) ? CV : Points())
        {
            Tree = AnyTree(),
            Times = dice.Maybe(25, () => TableModel.Single("40%")),
            Where = dice.Maybe(15, Condition),
        };
        if (dice.Chance(20))
        {
            walk = walk with { Of = OfSale("CV"), PerOrder = true, Where = dice.Maybe(40, WhichOrders) };
            walk = walk with { Times = dice.Maybe(50, () => OrderTable("40%", "80%")) };
        }

        if (dice.Chance(10) && plan.Trees.OfType<PassUpTree>().FirstOrDefault() is { } up)
        {
            walk = walk with { FirstStepIn = up.Name, Tree = "enrolment" };
        }

        return walk with { EndsAt = dice.Maybe(15, RankAtLeast) };
    }

    private TableModel LevelRates(params IReadOnlyList<string> rates) =>
        TableModel.ByLevel([.. rates.Take(dice.Between(1, rates.Count)).Select(TableModel.Single)]);

    private TableModel RatesByRankAndLevel() => TableModel.ByRank(plan, dice.Some([.. Enumerable.Range(1, plan.Ranks.Count)], dice.Between(1, plan.Ranks.Count))
        .ToDictionary(rank => rank, rank => dice.Chance(50) ? LevelRates("5%", "4%", "2.5%", "1%") : TableModel.Single($"{rank}%")));

    private TableModel DepthByRank() => TableModel.ByRank(plan, Ascending("1", "2", "3", "5"), dice.Maybe(50, () => TableModel.Single("1")));

    private WalkModel Sponsor(string name) => Walk(name) with { Depth = TableModel.Single("1"), Rate = AnyTable("5%", "10%") };

    private WalkModel Unilevel(string name)
    {
        if (dice.Chance(8))
        {
            return Sponsor(name);
        }

        var walk = Walk(name) with { Depth = dice.Maybe(30, DepthByRank), Cascade = dice.Chance(10), SkipFirst = dice.Chance(10) ? dice.Between(1, 2) : 0 };
        walk = walk with { StartsAtSelf = walk.FirstStepIn is null && walk.SkipFirst == 0 && dice.Chance(15), PassesUp = dice.Chance(15) };
        walk = dice.Chance(10) ? walk with { Amount = LevelRates("10", "5.005", "2") }
            : dice.Chance(60) ? walk with { Rate = LevelRates("10%", "6%", "4%", "3.3%", "1%") }
            : walk with { Rate = dice.Chance(50) ? RatesByRankAndLevel() : AnyTable("1%", "3%", "5%") };
        walk = dice.Below(5) switch
        {
            0 => walk with { When = Condition() },
            1 => walk with { When = Condition(), UsesUp = true },
            // Each level looks on for the next who is qualified for it.
            2 => walk with { When = Active.And(Named("active people").AtLeast(Level)) },
            3 => walk with { Sources = Condition(), SkipFirst = 0, When = dice.Maybe(30, Condition) },
            _ => walk,
        };
        return dice.Chance(85) || walk.Amount is not null ? walk
            : walk with { Total = dice.Pick("12%", "15%"), CountsReceiversOnly = !walk.PassesUp && dice.Chance(50) };
    }

    private WalkModel Differential(string name)
    {
        var walk = Walk(name);
        walk = walk with
        {
            LessRatesBelow = true,
            StartsAtSelf = walk.FirstStepIn is null && dice.Chance(50),
            CountsReceiversOnly = dice.Chance(50),
            Rate = dice.Chance(60) ? TableModel.ByRank(plan, Ascending("5%", "10%", "15%", "20%"), dice.Maybe(30, () => TableModel.Single("2%")))
                : dice.Chance(50) ? AnyTable("3%", "9%", "15%", "21%") : TableModel.Single(Named("base rate")),
            When = dice.Maybe(25, Condition),
            Total = dice.Maybe(30, () => dice.Pick("12%", "20%")),
            AtLeast = dice.Maybe(25, () => "2%"),
            GrantedAtFirst = dice.Maybe(20, () => dice.Pick(OfSource("base rate"), Number("4%"))),
        };
        walk = dice.Chance(20) ? walk with { Reserve = ("5%", dice.Pick(Offered.AtMost(Granted), Active, Always)) } : walk;
        return dice.Chance(20) ? walk with { PassesUp = true, CountsReceiversOnly = false } : walk;
    }

    private WalkModel Blocked(string name) => Walk(name) with
    {
        BlockedBy = dice.Pick("same or higher", "higher"),
        Rate = TableModel.ByRank(plan, Ascending("1%", "2%", "3%", "4%")),
        CountsReceiversOnly = dice.Chance(50),
        When = dice.Maybe(30, Condition),
        Depth = dice.Maybe(20, DepthByRank),
        Total = dice.Maybe(20, () => "3%"),
    };

    private WalkModel Generations(string name)
    {
        var walk = Walk(name);
        var ownRank = dice.Chance(25);
        walk = walk with
        {
            Generation = new GenerationModel(ownRank ? null : dice.Chance(80) ? RankAtLeast() : Condition())
            {
                Ineligible = dice.Pick("ends it", "invisible", "uses number"),
                SourceCounts = dice.Chance(30),
                NumberedFrom = dice.Below(2),
                PaysEveryone = !ownRank && dice.Chance(25),
            },
            Rate = dice.Chance(60) ? LevelRates("10%", "6%", "4%", "2%") : RatesByRankAndLevel(),
            Depth = dice.Maybe(30, DepthByRank),
            When = dice.Maybe(20, Condition),
        };
        return walk with { StartsAtSelf = walk.FirstStepIn is null && !walk.Generation.SourceCounts && dice.Chance(25) };
    }

    /// <summary>Pays the upline a share of what another bonus paid.</summary>
    private WalkModel Matching(string name)
    {
        if (plan.Bonuses.Count == 0)
        {
            plan.Bonuses = [Bonus(dice.Pick("grant", "unilevel", "differential", "binary", "pool", "board", "guarantee", "stairstep"), "Matched")];
        }

        return Walk(name) with
        {
            Of = EarningsFrom(dice.Pick(plan.Bonuses).Name),
            PerOrder = false,
            Where = null,
            Times = dice.Maybe(25, () => TableModel.Single("40%")),
            Rate = dice.Chance(50) ? LevelRates("50%", "25%", "10%") : RatesByRankAndLevel(),
            When = dice.Maybe(40, Condition),
        };
    }

    private PairModel Binary(string name)
    {
        var pair = new PairModel(name, dice.Pick(PV, CV))
        {
            LegAtMost = dice.Maybe(20, () => "500"),
            Flushed = dice.Chance(25),
            Consumes = dice.Chance(60) ? "matched" : dice.Pick("paid", "nothing", "everything"),
            CarryAtMost = dice.Maybe(25, () => dice.Pick("200", "50.5")),
            ExpiresAfter = dice.Chance(25) ? dice.Between(1, 3) : 0,
            FlushWhen = dice.Maybe(15, Condition),
            FlushOnCap = dice.Chance(25),
            NotReceived = dice.Pick("kept", "consumed", "flushed"),
        };
        pair = pair with { Lots = lots && pair.ExpiresAfter == 0 && dice.Chance(30) };
        switch (dice.Below(3))
        {
            case 0:
                pair = pair with { Percent = AnyTable("8%", "10%", "12%"), VolumeRatio = dice.Chance(20) };
                return pair with { On = dice.Chance(60) ? "weaker" : dice.Pick("difference", "all but strongest") };
            case 1:
                return pair with { Table = [("100", "10"), ("250.50", "33.335"), ("500", "100")] };
            default:
                var plain = new CycleModel(["100", "100"], AnyTable("5", "10.005", "12"), null);
                var oneSided = Stronger.AtLeast(new Formula("2 * weaker", scene => Fraction.Of(2) * scene.Weaker));
                var uneven = new CycleModel(["200", "100"], TableModel.Single("15"), dice.Pick(oneSided, RankAtLeast()));
                var first = new CycleModel(["200", "100"], TableModel.Single("33.335"), dice.Maybe(30, RankAtLeast)) { FirstOnly = true };
                return pair with
                {
                    Cycles = dice.Pick<IReadOnlyList<CycleModel>>([plain], [uneven, plain], [first, plain], [first, uneven, plain]),
                    CyclesAtMost = dice.Chance(40) ? dice.Between(1, 4) : null,
                    StrongLegOnce = dice.Chance(30),
                };
        }
    }

    private Formula Fund() => dice.Chance(80) ? Company(dice.Pick("CV", "PV")).Times(Number(dice.Pick("2%", "3.33%"))) : Number("100.01");

    private ShareModel Pool(string name) => new(name, Fund())
    {
        Times = dice.Maybe(20, () => AnyTable("1", "2", "3")),
        By = dice.Maybe(70, () => dice.Pick(AnyTable("1", "2", "3", "10"), TableModel.Single(Points()), TableModel.Single(Named("points")))),
        WeightAtMost = dice.Maybe(20, () => "250"),
        OutOf = dice.Maybe(15, () => "40000"),
        Rounds = dice.Chance(60) ? "to the fund" : dice.Pick("each", "down"),
    };
}
