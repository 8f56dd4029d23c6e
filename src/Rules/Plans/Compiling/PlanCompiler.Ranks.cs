using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>The ladder of ranks.</summary>
internal sealed partial class PlanCompiler
{
    private readonly List<RankRule> ladder = [];
    private bool ladderIsBottomUp;
    private int rankFloor = -1;
    private int rankCeiling = -1;
    private int rankGivenBy = -1;

    private void CompileRanks()
    {
        var ranks = document.Ranks;
        var scope = new FormulaScope(About.Seller);
        foreach (var rank in ranks.Ladder)
        {
            var maintain = rank.Maintain.Count == 0 ? null : ConditionList(rank.Maintain, scope);
            ladder.Add(new RankRule(rank.Name, ladder.Count + 1, ConditionList(rank.Needs, scope), maintain));
        }

        rankFloor = RankAttribute(ranks.Floor, ranks.At("floor"));
        rankCeiling = RankAttribute(ranks.Ceiling, ranks.At("ceiling"));
        rankGivenBy = RankAttribute(ranks.GivenBy, ranks.At("given by"));
    }

    private int RankAttribute(string? name, Place place) => name is null ? -1 : SellerAttributeOfKind(name, AttributeKind.Rank, place);

    /// <summary>
    /// Requirements may ask for ranks of others in ways that a rising ladder can only help; or, in any way, for those of one's own downline in one tree
    /// (a group without the legs that have broken away). Otherwise the ladder need not come to rest.
    /// </summary>
    private void CheckLadder()
    {
        var ranked = ladder.SelectMany(rank => rank.Needs.Concat(rank.Maintain ?? [])).Where(ReadsRank).ToList();
        var trees = new HashSet<int>();
        ladderIsBottomUp = ranked.TrueForAll(need => IsBottomUp(need, trees)) && trees.Count <= 1;
        foreach (var (rank, written) in ladder.Zip(document.Ranks.Ladder))
        {
            foreach (var need in rank.Needs.Concat(rank.Maintain ?? []))
            {
                if (!ladderIsBottomUp && Direction(need, []) is Slope.Falls or Slope.Unclear)
                {
                    Error("rank-cycle", written.Place,
                        $"The rank '{rank.Name}' needs '{need.Text}', which higher ranks of others can undo, so the ladder might never come to rest.",
                        "Ask for ranks with 'at least' and '>=' only, or all of them in the downline of one tree, or use 'previous rank'.");
                }
            }
        }
    }

    /// <summary>Whether a formula reads ranks of sellers strictly below only, and in which trees.</summary>
    /// <param name="expression">The formula.</param>
    /// <param name="trees">Takes the trees.</param>
    /// <param name="ownRank">Whether it may read the seller's own rank too, because the seller in question stands below already.</param>
    private bool IsBottomUp(Expression expression, HashSet<int> trees, bool ownRank = false) => !ReadsRank(expression) || expression switch
    {
        Column { Key.Kind: ColumnKind.Rank } => ownRank,
        Column { Key.Kind: ColumnKind.Measure } column => IsBottomUp(measures[column.Key.Index].Spec, trees, ownRank),
        Operation or Not or If or Rescale or Whole => expression.Parts.All(part => IsBottomUp(part, trees, ownRank)),
        _ => false,
    };

    private bool IsBottomUp(MeasureSpec spec, HashSet<int> trees, bool ownRank)
    {
        var bySelf = spec.Kind is MeasureKind.Formula or MeasureKind.Table || spec is { Over: Scope.Self or Scope.Organisation, Kind: not MeasureKind.Legs };
        var downward = bySelf || spec.Kind == MeasureKind.Legs || spec.Over is Scope.Frontline or Scope.Downline
            || spec is { Over: Scope.Levels, FromLevel: >= 1 };
        if (!downward || spec.Kind is MeasureKind.Upline or MeasureKind.Customers)
        {
            return false;
        }

        if (spec is { Over: not Scope.Self, Kind: not (MeasureKind.Formula or MeasureKind.Table) })
        {
            trees.Add(spec.Tree);
        }

        var atSelf = new[] { spec.EachAtMost, spec.AtMost, spec.AtLeast }.Concat(spec.Table?.Expressions ?? []);
        return atSelf.OfType<Expression>().All(part => IsBottomUp(part, trees, ownRank))
            && new[] { spec.Of, spec.Where }.OfType<Expression>().All(part => IsBottomUp(part, trees, ownRank || !bySelf))
            && (spec.Until is null || IsBottomUp(spec.Until, trees, ownRank: true));
    }

    /// <summary>How a formula's value moves when ranks rise.</summary>
    private enum Slope
    {
        Still,
        Rises,
        Falls,
        Unclear,
    }

    private Slope Direction(Expression expression, HashSet<int> seen)
    {
        if (!ReadsRank(expression))
        {
            return Slope.Still;
        }

        return expression switch
        {
            Column { Key.Kind: ColumnKind.Rank } => Slope.Rises,
            Column { Key.Kind: ColumnKind.Measure } column => MeasureDirection(measures[column.Key.Index], seen),
            Operation operation => OperationDirection(operation, seen),
            Elsewhere elsewhere => Direction(elsewhere.Of, seen),
            Rescale or Whole => Direction(expression.Parts[0], seen),
            Not not => Turned(Direction(not.Parts[0], seen)),
            _ => Slope.Unclear,
        };
    }

    private Slope MeasureDirection(Measure measure, HashSet<int> seen)
    {
        if (!seen.Add(measure.Index))
        {
            return Slope.Still;
        }

        var spec = measure.Spec;
        var plain = spec.Table is null && spec.Kind != MeasureKind.Place && spec.Take is not (LegTake.AllButLargest or LegTake.AllButTwoLargest);
        var others = new[] { spec.Until, spec.EachAtMost }.OfType<Expression>().Any(ReadsRank);
        var of = spec.Of is null ? Slope.Still : Direction(spec.Of, seen);
        var where = spec.Where is null ? Slope.Still : Direction(spec.Where, seen);
        seen.Remove(measure.Index);
        return others ? (spec.Until is not null && ReadsRank(spec.Until) ? Slope.Falls : Slope.Unclear) : plain ? Join(of, where) : Slope.Unclear;
    }

    private Slope OperationDirection(Operation operation, HashSet<int> seen)
    {
        var left = Direction(operation.Left, seen);
        var right = Direction(operation.Right, seen);
        return operation.Operator switch
        {
            Operator.And or Operator.Or or Operator.Add or Operator.Min or Operator.Max => Join(left, right),
            Operator.Greater or Operator.GreaterOrEqual or Operator.Subtract => Join(left, Turned(right)),
            Operator.Less or Operator.LessOrEqual => Join(Turned(left), right),
            Operator.Multiply when operation.Right is Constant { Value: >= 0 } => left,
            Operator.Multiply when operation.Left is Constant { Value: >= 0 } => right,
            _ => Slope.Unclear,
        };
    }

    private static Slope Join(Slope left, Slope right) => left == Slope.Still ? right : right == Slope.Still || left == right ? left : Slope.Unclear;

    private static Slope Turned(Slope slope) => slope switch
    {
        Slope.Rises => Slope.Falls,
        Slope.Falls => Slope.Rises,
        _ => slope,
    };
}
