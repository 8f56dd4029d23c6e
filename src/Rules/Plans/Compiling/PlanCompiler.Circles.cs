using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>What is computed before what: trees before the measures over them, all of that before ranks, ranks before bonuses.</summary>
internal sealed partial class PlanCompiler
{
    private enum StepKind
    {
        Measure,
        Tree,
        Ranks,
        Titles,
        Bonus,
    }

    /// <summary>Refuses a derived tree that depends on itself, and ranks and trees that depend on what is only known after them.</summary>
    private void CheckCircles()
    {
        for (var i = 0; i < trees.Count; i++)
        {
            var tree = new Step(StepKind.Tree, i);
            var place = trees[i].Document.Place;
            if (PathFrom(tree, tree) is { } circle)
            {
                Error("cycle", place, $"The tree '{trees[i].Name}' depends on itself: {Shown(circle)}.",
                    "Let it depend on something else, such as 'previous rank'.");
            }
            else if (PathTo(StepsOf(tree), step => step.Kind == StepKind.Bonus) is { } bonus)
            {
                Error("cycle", place, $"The tree '{trees[i].Name}' depends on what '{Named(bonus[^1])}' pays, which is only known once trees are.",
                    "Use a measure of volume, or an attribute.");
            }
        }

        foreach (var (rank, written) in ladder.Zip(document.Ranks.Ladder))
        {
            foreach (var need in rank.Needs.Concat(rank.Maintain ?? []))
            {
                if (PathTo(StepsOf(need), step => step.Kind is StepKind.Titles or StepKind.Bonus) is not null)
                {
                    Error("cycle", written.Place, $"The rank '{rank.Name}' needs '{need.Text}', which is only known once ranks are.",
                        "Use 'previous title', or a measure of volume.");
                }
            }
        }
    }

    private List<Step>? PathFrom(Step from, Step to) => PathTo(StepsOf(from), step => step == to) is { } path ? [from, .. path] : null;

    /// <summary>The steps from the first ones to one that is looked for; null where it is not needed.</summary>
    private List<Step>? PathTo(IEnumerable<Step> first, Func<Step, bool> isSought, HashSet<Step>? seen = null)
    {
        seen ??= [];
        foreach (var step in first)
        {
            if (isSought(step))
            {
                return [step];
            }

            if (seen.Add(step) && PathTo(StepsOf(step), isSought, seen) is { } path)
            {
                return [step, .. path];
            }
        }

        return null;
    }

    /// <summary>What has to be known before a step.</summary>
    private IEnumerable<Step> StepsOf(Step step) => step.Kind switch
    {
        StepKind.Measure => StepsOf(measures[step.Index]),
        // A tree that is not in the plan is a finding already.
        StepKind.Tree when step.Index >= 0 && trees[step.Index] is { Recorded: < 0 } tree =>
            new[] { tree.Keep, tree.LineOf, tree.LinePer }.OfType<Expression>().SelectMany(StepsOf).Prepend(new Step(StepKind.Tree, tree.From)),
        StepKind.Titles => [new Step(StepKind.Ranks)],
        StepKind.Ranks when rankGivenBy < 0 => ladder.SelectMany(rank => rank.Needs.Concat(rank.Maintain ?? [])).SelectMany(StepsOf),
        _ => [],
    };

    private IEnumerable<Step> StepsOf(Measure measure)
    {
        var spec = measure.Spec;
        var read = measure.Reads.SelectMany(StepsOf);
        if (spec is { Kind: not MeasureKind.Legs, Over: Scope.Dropped, Tree: >= 0 })
        {
            var tree = trees[spec.Tree];
            return read.Append(new Step(StepKind.Tree, tree.From))
                .Concat(new[] { tree.Keep, tree.VolumeMovesTo }.OfType<Expression>().SelectMany(StepsOf));
        }

        var alone = spec.Kind is MeasureKind.Formula or MeasureKind.Table or MeasureKind.Customers;
        var looksAtTree = spec.Kind is MeasureKind.Legs or MeasureKind.Upline || (!alone
            && (spec.Over is Scope.Frontline or Scope.Downline or Scope.Organisation or Scope.Levels || spec.Leg >= 0));
        return looksAtTree ? read.Append(new Step(StepKind.Tree, spec.Tree)) : read;
    }

    private static IEnumerable<Step> StepsOf(Expression expression)
    {
        var inner = expression.Parts.SelectMany(StepsOf);
        return expression switch
        {
            Column { Key: { Kind: ColumnKind.Measure, Index: var measure } } => inner.Append(new Step(StepKind.Measure, measure)),
            Column { Key: { Kind: ColumnKind.HasParent, Index: var tree } } => inner.Append(new Step(StepKind.Tree, tree)),
            Column { Key: { Kind: ColumnKind.Earnings, Index: var bonus } } => inner.Append(new Step(StepKind.Bonus, bonus)),
            Column { Key.Kind: ColumnKind.Rank } => inner.Append(new Step(StepKind.Ranks)),
            Column { Key.Kind: ColumnKind.Title } => inner.Append(new Step(StepKind.Titles)),
            Elsewhere { Whose: Whose.Parent } elsewhere => inner.Append(new Step(StepKind.Tree, elsewhere.Tree)),
            _ => inner,
        };
    }

    private string Shown(IEnumerable<Step> path) => string.Join(" → ", path.Select(Named).Where(name => name.Length > 0));

    private string Named(Step step) => step.Kind switch
    {
        StepKind.Measure => measures[step.Index].Name,
        StepKind.Tree => trees[step.Index].Name,
        StepKind.Ranks => "ranks",
        StepKind.Titles => "titles",
        _ => document.Bonuses[step.Index].Name,
    };

    /// <summary>Something that is computed as a whole.</summary>
    private readonly record struct Step(StepKind Kind, int Index = 0);
}
