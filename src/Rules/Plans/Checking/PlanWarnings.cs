namespace Compensation.Rules.Plans.Checking;

/// <summary>What is legal in a plan but dangerous.</summary>
internal static class PlanWarnings
{
    /// <summary>All warnings about a plan without errors.</summary>
    public static IReadOnlyList<Finding> Of(Plan plan)
    {
        var tables = MoneyTable.Of(plan);
        var ranks = new UnreachableRanks(plan);
        var bound = new PayoutBound(plan);
        var recruiting = new RecruitingPay(plan);
        return
        [
            .. ranks.Find(),
            .. BracketGaps.Find(tables),
            .. FallingPay.Find(plan, tables),
            .. bound.Find(),
            .. recruiting.Find(),
            .. NeverPaid.Find(plan, ranks),
            .. OverdrawnShares.Find(plan),
            .. DecidingDefaults.Find(plan),
            .. TreeMoments.Find(plan),
            .. PeriodTotals.Find(plan),
            .. UnusedNames.Find(plan),
            .. new MarketLaws(plan, bound, recruiting).Find(),
        ];
    }
}
