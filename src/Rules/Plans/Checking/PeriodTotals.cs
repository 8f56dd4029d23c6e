using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Rates per order that go by a volume's name alone: that is somebody's total of the period, where most often the
/// order's is meant.</summary>
internal static class PeriodTotals
{
    public static IEnumerable<Finding> Find(Plan plan) => plan.Bonuses.SelectMany(bonus => bonus switch
    {
        GrantRule { Document.Per: SourcePer.Order } grant => Of(plan, grant, ("rate", grant.Rate), ("amount", grant.Amount), ("times", grant.Times)),
        WalkRule { Document.Per: SourcePer.Order } walk => Of(plan, walk, ("rate", walk.Rate), ("amount", walk.Amount), ("times", walk.Times)),
        _ => [],
    });

    private static IEnumerable<Finding> Of(Plan plan, BonusRule bonus, params (string Key, CompiledTable? Table)[] tables) =>
        from entry in tables
        from name in (entry.Table?.Expressions ?? []).SelectMany(Totals).Select(column => plan.Volumes[column.Key.Index].Name).Distinct()
        select new Finding(Severity.Warning, "period-total", bonus.Document.At(entry.Key),
            $"The {entry.Key} of '{bonus.Name}' is per order, but '{name}' there is the total of the period of "
                + $"{(bonus is GrantRule ? "the order's seller" : "each payee")}.",
            $"Write 'order.{name}' for the order's; " + (bonus is GrantRule
                ? $"if the total is meant, 'source.{name}'." : "if the total is meant, give it a name under 'measures'."));

    /// <summary>The volumes that a formula names without saying whose they are.</summary>
    private static IEnumerable<Column> Totals(Expression formula) => formula switch
    {
        Column { Key.Kind: ColumnKind.Volume } column => [column],
        Elsewhere or CompanyTotal => [],
        _ => formula.Parts.SelectMany(Totals),
    };
}
