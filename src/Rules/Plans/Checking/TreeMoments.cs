using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Measures over a tree of which the plan asks for the moment of each order: they look at it as it stands at the period's end.</summary>
internal static class TreeMoments
{
    public static IEnumerable<Finding> Find(Plan plan)
    {
        for (var tree = 0; tree < plan.Trees.Count; tree++)
        {
            var names = plan.Measures.Where(measure => LooksAt(measure, tree)).Select(measure => $"'{NameOf(measure)}'").Distinct().ToList();
            if (plan.Trees[tree].Document.AsOf == TreeMoment.Order && names.Count > 0)
            {
                yield return new Finding(Severity.Warning, "tree-moment", plan.Trees[tree].Document.At("as of"),
                    $"The tree '{plan.Trees[tree].Name}' is looked at as it stood when each order was placed, but only by bonuses that walk it or "
                        + $"balance its legs; {string.Join(", ", names)} and what depends on {(names.Count == 1 ? "it" : "them")} go by the period's end.",
                    "Write 'as of: period end', or see to it that sellers move at the turn of a period.");
            }
        }
    }

    private static string NameOf(Measure measure) =>
        measure.Name.Length > 0 ? measure.Name : $"{measure.Spec.Of?.Text ?? "count"} over {measure.Spec.Over.ToString().ToLowerInvariant()}";

    private static bool LooksAt(Measure measure, int tree) => measure.Spec.Tree == tree
        && measure.Spec.Kind is not (MeasureKind.Formula or MeasureKind.Table or MeasureKind.Customers)
        && (measure.Spec.Kind is MeasureKind.Legs or MeasureKind.Upline || measure.Spec.Over is not (Scope.Self or Scope.Company or Scope.Owner));
}
