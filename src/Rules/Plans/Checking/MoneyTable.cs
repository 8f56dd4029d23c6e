using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>A keyed table that decides how much is paid.</summary>
/// <param name="Rows">The table.</param>
/// <param name="Name">What it is, as messages name it: <c>the rate of 'Team'</c>.</param>
/// <param name="Base">The quantity that it is a rate on, where that is one quantity.</param>
/// <param name="Known">What holds for everybody for whom it is asked.</param>
internal sealed record MoneyTable(ByKey Rows, string Name, Expression? Base, Demands Known)
{
    /// <summary>All keyed tables that decide money: those of bonuses, caps and volumes, and the measures that bonuses
    /// read.</summary>
    public static IReadOnlyList<MoneyTable> Of(Plan plan)
    {
        var nothing = new Demands(plan, []);
        var tables = new List<MoneyTable>();
        foreach (var bonus in plan.Bonuses)
        {
            var known = new Demands(plan, bonus.Receives);
            foreach (var (table, key) in TablesOf(bonus))
            {
                Add(tables, table, $"the {key} of '{bonus.Name}'", key == "rate" ? BaseOf(bonus) : null, known);
            }
        }

        foreach (var cap in plan.Caps)
        {
            Add(tables, cap.AtMost, $"the limit of '{cap.Document.Name}'", null, nothing);
        }

        foreach (var volume in plan.VolumeRules)
        {
            Add(tables, volume.Times, $"the factor of '{volume.Definition.Name}'", null, nothing);
        }

        var reach = new FormulaReach(plan);
        var read = reach.Parts(plan.Bonuses.SelectMany(bonus => bonus.Reads)).Select(reach.MeasureOf).OfType<Measure>()
            .ToHashSet();
        foreach (var measure in plan.Measures.Where(measure => measure.Spec.Table is not null && read.Contains(measure)))
        {
            Add(tables, measure.Spec.Table, $"the measure '{measure.Name}'", null, nothing);
        }

        return tables;
    }

    private static Expression? BaseOf(BonusRule bonus) => bonus is GrantRule grant ? grant.Of : null;

    private static IEnumerable<(CompiledTable? Table, string Key)> TablesOf(BonusRule bonus) => (bonus switch
    {
        GrantRule grant => [(grant.Rate, "rate"), (grant.Amount, "amount"), (grant.Times, "factor")],
        WalkRule walk => [(walk.Rate, "rate"), (walk.Amount, "amount"), (walk.Times, "factor"), (walk.Depth, "depth")],
        PairRule pair => pair.Cycles.Select(cycle => ((CompiledTable?)cycle.Pays, "pay per cycle"))
            .Prepend((pair.Percent, "percentage")),
        ShareRule share => [(share.By, "weight"), (share.Times, "factor")],
        BoardRule board => [((CompiledTable?)board.Pays, "pay")],
        _ => (IEnumerable<(CompiledTable?, string)>)[],
    }).Append((bonus.Cap, "cap"));

    private static void Add(List<MoneyTable> tables, CompiledTable? table, string name, Expression? of, Demands known)
    {
        switch (table)
        {
            case ByKey rows:
                tables.Add(new MoneyTable(rows, name, of, known));
                foreach (var row in rows.All)
                {
                    Add(tables, row, name, of, known);
                }

                break;
            case ByLevels levels:
                foreach (var level in levels.Levels)
                {
                    Add(tables, level, name, of, known);
                }

                break;
        }
    }
}
