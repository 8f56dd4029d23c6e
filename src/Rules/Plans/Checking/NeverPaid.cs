using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Bonuses that can never pay anything.</summary>
internal static class NeverPaid
{
    public static IEnumerable<Finding> Find(Plan plan, UnreachableRanks ranks) =>
        plan.Bonuses.Select(bonus => Reason(plan, bonus, ranks) is var (key, why, remedy)
        ? new Finding(Severity.Warning, "never-pays", bonus.Document.At(key), $"'{bonus.Name}' never pays: {why}.", remedy)
        : null).OfType<Finding>();

    private static (string Key, string Why, string Remedy)? Reason(Plan plan, BonusRule bonus, UnreachableRanks ranks)
    {
        var receives = new Demands(plan, bonus.Receives);
        if (receives.Contradiction is { } contradiction)
        {
            return ("receives", contradiction, "Correct 'receives'.");
        }

        if (bonus.PayableWhen is { } payable && new Demands(plan, [payable]).Contradiction is { } later)
        {
            return ("payable when", later, "Correct 'payable when'.");
        }

        var rank = PlanCompiler.Column(ColumnKind.Rank, 0, Unit.Choice, 0, 0, plan.RankDomain);
        var lowest = (int)receives.Of(rank).Low;
        if (lowest > 0 && !Enumerable.Range(lowest, plan.Ladder.Count - lowest + 1).Any(ranks.CanBeHeld))
        {
            return ("receives", $"nobody can have the rank '{plan.Ranks[lowest - 1]}' or a higher one",
                "Correct what the rank needs.");
        }

        if (bonus.Runs is { } runs && (runs.To < plan.Document.Effective || runs.To < runs.From))
        {
            return ("runs", $"it runs until {runs.To:uuuu'-'MM'-'dd}, before it begins",
                "Correct the dates, or leave the bonus out.");
        }

        return PaysOf(bonus) is { } table && IsNothing(table)
            ? ("rate", "all its rates are zero", "Write the rates, or leave the bonus out.") : null;
    }

    private static CompiledTable? PaysOf(BonusRule bonus) => bonus switch
    {
        GrantRule { Amount: null } grant => grant.Rate,
        WalkRule { Amount: null } walk => walk.Rate,
        PairRule { Cycles.Count: 0, Table.Count: 0 } pair => pair.Percent,
        _ => null,
    };

    private static bool IsNothing(CompiledTable table) => table switch
    {
        SingleValue single => single.Formula is null && single.Fixed.IsZero,
        ByLevels levels => levels.Levels.All(IsNothing),
        ByKey rows => rows.All.All(IsNothing),
        _ => false,
    };
}
