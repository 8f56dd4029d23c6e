using Compensation.Oracle.Tests.Model;
using static Compensation.Oracle.Tests.Model.Formula;

namespace Compensation.Oracle.Tests.Drawing;

/// <summary>Draws a plan: trees, measures, ranks, and some bonuses of every form.</summary>
internal sealed partial class RandomPlan
{
    private static readonly string[] RankNames = ["Bronze", "Silver", "Gold", "Diamond"];
    private static readonly string[] BonusNames = ["Alpha", "Beta", "Gamma"];
    private static readonly string[] LegNames = ["left", "right", "third", "fourth"];
    private static readonly Formula PV = Named("PV");
    private static readonly Formula CV = Named("CV");
    private static readonly Formula Active = Named("active");

    private readonly Dice dice;
    private readonly PlanModel plan;
    private readonly bool lots;
    private readonly List<string> volumeMeasures = ["PV", "CV"];

    private RandomPlan(Dice dice, int legs, bool lots)
    {
        this.lots = lots;
        this.dice = dice;
        plan = new PlanModel
        {
            Rounding = dice.Chance(60) ? "half up" : dice.Pick("half even", "half down", "toward zero", "away from zero"),
            Decimals = dice.Chance(70) ? 2 : dice.Between(0, 4),
            HasOwners = dice.Chance(25),
            Legs = [.. LegNames.Take(legs)],
        };
    }

    /// <param name="dice">The dice.</param>
    /// <param name="kind">The form that the first bonus is of; the others are of any.</param>
    /// <param name="legs">How many legs the placement tree has.</param>
    /// <param name="lots">Whether pairs may keep their volume by order: without late refunds that changes nothing.</param>
    public static PlanModel Draw(Dice dice, string kind, int legs = 2, bool lots = false)
    {
        var draw = new RandomPlan(dice, legs, lots);
        draw.AddTrees();
        draw.AddMeasures();
        draw.AddRanks();
        draw.AddRankMeasures();
        for (var number = 1; number <= dice.Between(1, 3); number++)
        {
            var bonus = draw.Bonus(number == 1 ? kind : dice.Pick(Kinds), BonusNames[number - 1]);
            draw.plan.Bonuses = [.. draw.plan.Bonuses, bonus];
        }

        draw.AddLimits();
        return draw.plan;
    }

    /// <summary>Every kind of bonus that is drawn.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["grant", "advancement", "stairstep", "unilevel", "differential", "blocked", "generations", "matching", "binary", "pool", "board", "guarantee"];

    private BonusModel Bonus(string kind, string name) => WithPayment(WithCommon(kind switch
    {
        "grant" => Grant(name),
        "stairstep" => Stairstep(name),
        "unilevel" => Unilevel(name),
        "differential" => Differential(name),
        "blocked" => Blocked(name),
        "generations" => Generations(name),
        "matching" => Matching(name),
        "binary" => Binary(name),
        "pool" => Pool(name),
        "advancement" => Advancement(name),
        "board" => Board(name),
        "guarantee" => Guarantee(name),
        _ => throw new ArgumentException(kind),
    }));

    private void AddTrees()
    {
        var trees = new List<TreeModel>
        {
            new CompressedTree("compact", PV.AtLeast(Number(dice.Pick("50", "100")))),
            new PassUpTree("two-up", dice.Between(1, 2), dice.Chance(50)),
            new LineTree("line", dice.Chance(50) ? Always : PV.AtLeast(Number("25"))),
        };
        plan.Trees = dice.Some(trees, dice.Between(0, 3));
        plan.AsOfOrder = dice.Some<string>(["enrolment", "placement"], dice.Pick(0, 0, 1, 2));
    }

    private string AnyTree() => dice.Chance(60) ? "enrolment" : dice.Pick<string>(["placement", .. plan.Trees.Select(tree => tree.Name)]);

    private Formula Threshold() => Number(dice.Pick("10", "50", "50.01", "100", "120", "300", "500", "1000"));

    private Formula Points() => Named(dice.Pick<string>(volumeMeasures));

    private void Add(MeasureModel measure, bool isVolume = true)
    {
        plan.Measures = [.. plan.Measures, measure];
        if (isVolume)
        {
            volumeMeasures.Add(measure.Name);
        }
    }

    private void AddMeasures()
    {
        var bought = PV.AtLeast(Number(dice.Pick("25", "50", "100")));
        Add(new MeasureModel("active")
        {
            Is = dice.Pick(bought, bought, bought.Or(Count(2, "frontline", "where", PV.AtLeast(Number("50")))), bought.And(CV.Above(Number("20"))),
                bought.Or(Previous("PV").AtLeast(Number("100")))),
        }, isVolume: false);
        Add(new MeasureModel("GV") { Of = PV });
        Add(new MeasureModel("group CV") { Of = CV, Until = dice.Maybe(30, () => PV.AtLeast(Number("500"))), BoundaryInside = dice.Chance(30) });
        for (var number = 0; number < dice.Between(0, 4); number++)
        {
            var measure = WithWindow(AnyMeasure($"measure {(char)('a' + number)}"));
            Add(measure, isVolume: measure.Across != "count");
        }

        if (plan.Trees.OfType<CompressedTree>().FirstOrDefault() is { } compressed)
        {
            Add(new MeasureModel("compressed PV") { Of = PV, Over = "dropped", Tree = compressed.Name });
            Add(new MeasureModel("compressed GV") { Of = Named("compressed PV"), Tree = compressed.Name });
        }

        Add(new MeasureModel("active people")
        {
            What = "count",
            Of = Active,
            Over = Scope(),
            Tree = AnyTree(),
            Until = dice.Maybe(20, () => PV.AtLeast(Number("300"))),
        }, isVolume: false);
    }

    private string Scope() => dice.Pick("frontline", "downline", "organisation", "self", "levels 1-2", "levels 2-3", "levels 0-2", "company");

    private MeasureModel AnyMeasure(string name)
    {
        var of = Points();
        var (leg, tree) = (-1, AnyTree());
        if (tree == "placement" && dice.Chance(50))
        {
            leg = dice.Below(plan.Legs.Count);
        }

        switch (dice.Below(8))
        {
            case 0:
                return new MeasureModel(name) { Is = Over(dice.Pick("frontline", "downline", "organisation"), of, tree) };
            case 1:
                return new MeasureModel(name) { Is = Levels(of, 1, dice.Between(1, 3), tree).Plus(PV) };
            case 2:
                return new MeasureModel(name) { Is = dice.Pick(Legs(of, Threshold()), Leg(dice.Pick("largest", "second", "third", "other", "smallest"), of)) };
            case 3:
                return new MeasureModel(name) { Is = If(Active, Max(PV, CV), Previous(dice.Pick<string>(volumeMeasures))) };
            case 4:
                return new MeasureModel(name)
                {
                    What = "legs",
                    Of = of,
                    Where = dice.Maybe(30, () => Active),
                    EachAtMost = dice.Maybe(40, () => "150"),
                    Tree = tree,
                    Take = dice.Pick("sum", "largest", "second", "third", "smallest", "all but largest", "all but two largest"),
                };
            case 5:
                return new MeasureModel(name) { What = "upline", Of = of, Where = dice.Maybe(50, () => Active), Tree = tree };
            default:
                return new MeasureModel(name)
                {
                    What = dice.Chance(70) ? "sum" : dice.Pick("highest", "lowest"),
                    Of = of,
                    Over = Scope(),
                    Tree = tree,
                    Leg = leg,
                    Where = dice.Maybe(40, () => Active),
                    Until = dice.Maybe(30, () => PV.AtLeast(Number("300"))),
                    BoundaryInside = dice.Chance(30),
                    AtMost = dice.Maybe(20, () => "500"),
                };
        }
    }

    private void AddRanks()
    {
        var count = dice.Between(1, 4);
        plan.Ranks = [.. RankNames.Take(count).Select(name => new RankModel(name, [], []))];
        plan.Ranks = [.. plan.Ranks.Select((rank, index) => rank with { Needs = Needs(index), Maintain = dice.Chance(25) ? Needs(index) : [] })];
        plan.StepByStep = dice.Chance(30);
        plan.Title = dice.Pick("kept for life", "follows rank", "demoted");
        plan.DemotedAfter = dice.Between(1, 2);
        plan.DemotedTo = dice.Pick("best of those", "one down");
        plan.GracePeriods = dice.Chance(20) ? dice.Between(1, 2) : 0;
    }

    private List<Formula> Needs(int index)
    {
        var needs = new List<Formula> { Points().AtLeast(Number($"{(index + 1) * dice.Pick(10, 50, 100, 200)}")) };
        if (dice.Chance(40))
        {
            needs.Add(Active);
        }

        if (dice.Chance(40))
        {
            needs.Add(Count(dice.Between(1, 2), dice.Pick("legs", "frontline", "downline"), "where", Points().AtLeast(Threshold())));
        }

        if (dice.Chance(50))
        {
            var of = Formula.Rank.AtLeastRank(plan, dice.Between(1, Math.Max(1, index)));
            needs.Add(Count(dice.Between(1, 2), "legs", dice.Pick("where", "containing"), of, dice.Chance(70) ? "enrolment" : "placement"));
        }

        return needs;
    }

    private void AddRankMeasures()
    {
        Add(new MeasureModel("own group") { Of = CV, Until = RankAtLeast(), BoundaryInside = dice.Chance(30) });
        Add(new MeasureModel("base rate") { Table = TableModel.ByRank(plan, Ascending("2%", "5%", "8%", "12.5%")) }, isVolume: false);
        Add(new MeasureModel("points") { Table = AnyTable("1", "2", "2.5", "7") }, isVolume: false);
    }

    private Formula RankAtLeast() => Formula.Rank.AtLeastRank(plan, dice.Between(1, plan.Ranks.Count));

    private Formula Condition() => dice.Pick(Active, Active, RankAtLeast(), Points().AtLeast(Threshold()), Active.And(RankAtLeast()),
        Active.Not(), Count(1, "legs", "where", Active), PreviousRank.AtLeastRank(plan, 1).Or(Active));

    /// <summary>A value for some of the ranks, rising with them.</summary>
    private Dictionary<int, TableModel> Ascending(params IReadOnlyList<string> values) =>
        dice.Some([.. Enumerable.Range(1, plan.Ranks.Count)], dice.Between(1, plan.Ranks.Count))
            .ToDictionary(rank => rank, rank => TableModel.Single(values[Math.Min(rank, values.Count) - 1]));

    /// <summary>A table over the seller of a few values.</summary>
    private TableModel AnyTable(params IReadOnlyList<string> values)
    {
        switch (dice.Below(3))
        {
            case 0:
                return TableModel.Single(dice.Pick<string>(values));
            case 1:
                return TableModel.ByRank(plan, Ascending(values), dice.Maybe(40, () => TableModel.Single(values[0])));
            default:
                var rows = dice.Some<string>(["0", "50", "100", "250", "500.50", "1000"], dice.Between(1, 4));
                return TableModel.From(Points(), [.. rows.Select((row, i) => (row, TableModel.Single(values[Math.Min(i, values.Count - 1)])))], dice.Chance(20),
                    dice.Maybe(20, () => TableModel.Single(values[0])));
        }
    }

    private BonusModel WithCommon(BonusModel bonus) => bonus with
    {
        Receives = dice.Chance(50) ? [] : dice.Chance(70) ? [Condition()] : [Condition(), Condition()],
        PayableWhen = dice.Maybe(10, Condition),
        CapAtMost = dice.Maybe(20, () => AnyTable("10", "25.50", "60", "200")),
        CapPer = plan.HasOwners && dice.Chance(40) ? "owner" : bonus is PairModel || dice.Chance(50) ? "seller"
            : bonus is WalkModel ? dice.Pick("company", "source", "source and seller", "leg") : "company",
        EachAtMost = dice.Maybe(10, () => dice.Pick("20", "4")),
        EachAtLeast = dice.Maybe(10, () => dice.Pick("1", "2")),
        Clawback = dice.Chance(75) ? "proportional" : dice.Pick("whole", "none"),
    };

    /// <summary>A cap on what several payees get together is one amount for all of them; a leg is one of the walk's own tree.</summary>
    private BonusModel WithConstantCap(BonusModel bonus) => bonus switch
    {
        { CapAtMost: not null, CapPer: "source" } => bonus with { CapAtMost = TableModel.Single("20.01") },
        { CapAtMost: not null, CapPer: "company" } => bonus with { CapAtMost = TableModel.Single(Company("CV").Times(Number(dice.Pick("1%", "2.5%", "10%")))) },
        WalkModel { CapPer: "leg" } walk when walk.StartsAtSelf || walk.FirstStepIn is not null || plan.AsOfOrder.Contains(walk.Tree) =>
            walk with { CapPer = "source and seller" },
        _ => bonus,
    };

    private void AddLimits()
    {
        var caps = Enumerable.Range(1, dice.Pick(0, 0, 1, 1, 2, 3)).Select(number => Cap($"Cap {number}")).ToList();
        plan.Caps = caps;
        plan.Bonuses = [.. plan.Bonuses.Select(WithConstantCap)];
        // A deduction is no order, and so no part of what a tree as of each order divides.
        plan.DeductedFrom = plan.AsOfOrder.Count > 0 ? null : dice.Maybe(20, () => "PV");
        AddPayout();
    }
}
