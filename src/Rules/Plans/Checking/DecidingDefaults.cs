using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Keys that are not written although plans differ in them and money depends on it.</summary>
/// <remarks>Only where the choice makes a difference in this plan: who may always receive, for instance, cannot be
/// skipped.</remarks>
internal static class DecidingDefaults
{
    public static IEnumerable<Finding> Find(Plan plan) => plan.Bonuses.SelectMany(bonus => bonus switch
    {
        WalkRule walk => OfWalk(walk),
        PairRule pair => OfPair(pair, pair.Document),
        _ => [],
    }).Concat(OfTitle(plan));

    private static IEnumerable<Finding> OfWalk(WalkRule walk)
    {
        var written = walk.Document;
        if (written.Receives.Count == 0)
        {
            yield break;
        }

        if ((written.Less == WalkLess.RatesBelow || written.BlockedBy != WalkBlock.Nobody) && !written.Has("counting"))
        {
            yield return Warning(written, "counting", "the rate of somebody who may not receive counts as granted below",
                "Write 'counting: everyone' or 'counting: receivers'.");
        }

        if (written.Generation is { } generation)
        {
            if (!generation.Has("ineligible"))
            {
                yield return Warning(written, "ineligible", "a boundary who may not receive still ends a generation",
                    "Write 'ineligible: ends it', 'invisible' or 'uses number' under 'generation'.");
            }
        }
        else if (!written.Has("levels") && (walk.Rate ?? walk.Amount) is { ByLevel: true, MostLevels: > 1 })
        {
            yield return Warning(written, "levels", "an ancestor who may not receive uses up a level",
                "Write 'levels: always' for that, or say who opens a level, such as 'levels: active' (compression).");
        }
    }

    private static IEnumerable<Finding> OfPair(PairRule rule, PairDocument pair)
    {
        if (rule.Cycles.Any(cycle => cycle.FromStronger > cycle.FromWeaker) && !pair.Has("strong leg"))
        {
            yield return Warning(pair, "strong leg", "which leg gives the larger part is judged before each cycle",
                "Write 'strong leg: before each cycle' or 'strong leg: once'.");
        }

        if (!pair.Has("unused"))
        {
            yield return Warning(pair, "unused", "volume that was not matched is carried over without end",
                "Write 'unused: carried' or 'unused: flushed'.");
        }

        if (pair.Receives.Count > 0 && !pair.Has("not received"))
        {
            yield return Warning(pair, "not received", "a seller who may not receive keeps the volume for later",
                "Write 'not received: kept', 'consumed' or 'flushed'.");
        }

        if (pair.Cap is not null && !pair.Has("on cap"))
        {
            yield return Warning(pair, "on cap", "volume beyond the cap is not flushed",
                "Write 'on cap: keep' or 'on cap: flush'.");
        }
    }

    private static IEnumerable<Finding> OfTitle(Plan plan)
    {
        var ranks = plan.Document.Ranks;
        var reach = new FormulaReach(plan);
        var paying = plan.Bonuses.FirstOrDefault(
            bonus => reach.Parts(bonus.Reads).Any(part => part is Column { Key.Kind: ColumnKind.Title }));
        return paying is null || ranks.Has("title") ? []
            : [new Finding(Severity.Warning, Code, paying.Document.Place,
                $"'{paying.Name}' goes by the title, and 'title' is not written under 'ranks': a title once reached is "
                    + "kept for life.",
                "Write 'title: kept for life', 'follows rank' or 'demoted' under 'ranks'.")];
    }

    private const string Code = "default-decides";

    private static Finding Warning(BonusDocument bonus, string key, string effect, string remedy) =>
        new(Severity.Warning, Code, bonus.Place, $"'{key}' is not written in '{bonus.Name}', so {effect}.", remedy);
}
