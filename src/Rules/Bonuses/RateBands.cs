using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Lets a plain differential leap from rate to rate: for each seller the nearest ancestor with a higher one.</summary>
/// <remarks>
/// Whoever's rate is not above what was granted below gets nothing and changes nothing, so a walk costs one step for each rate on its path instead of one
/// for each ancestor. That holds where the rate depends on the ancestor alone and nothing else is asked of those in between;
/// other differentials climb step by step.
/// </remarks>
internal sealed class RateBands
{
    private readonly Rate[] rates;
    private readonly int[] higher;
    private readonly int[] levels;

    private RateBands(Tree tree, Rate[] rates, long[]? opens)
    {
        this.rates = rates;
        higher = new int[tree.Count];
        levels = new int[tree.Count];
        for (var step = 0; step < tree.Count; step++)
        {
            var seller = tree.TopDown is null ? step : tree.TopDown[step];
            var parent = tree.Parent[seller];
            higher[seller] = NextAbove(parent, rates[seller]);
            levels[seller] = (parent < 0 ? 0 : levels[parent]) + (opens is null || opens[seller] != 0 ? 1 : 0);
        }
    }

    /// <summary>The bands of a walk, or null where it has to meet everybody.</summary>
    public static RateBands? Of(Frame frame, WalkRule rule, Tree tree, Prepared opens)
    {
        var document = rule.Document;
        var leaps = document is { Less: WalkLess.RatesBelow, NotReceived: NotReceived.Lost, Generation: null }
            && document.Levels is { Otherwise: LevelOtherwise.Skip, SkipFirst: 0 }
            && rule.Rate is { ByLevel: false } && rule.Rate.Expressions.All(Prepared.IsAboutSellerOnly) && rule.Rate.MostLevels == int.MaxValue
            && rule.AtLeast is null && rule.ReserveShare.IsZero && rule.Sources is null && rule.EndsAt is null && (opens.IsNone || opens.Column is not null);
        if (!leaps)
        {
            return null;
        }

        var counted = opens.Column;
        var receives = document.Counting == WalkCounting.Everyone ? [] : rule.Receives.Where(Prepared.IsAboutSellerOnly).Select(frame.Values).ToArray();
        var rates = new Rate[tree.Count];
        frame.ForRanges((from, to) =>
        {
            for (var seller = from; seller < to; seller++)
            {
                var counts = (counted is null || counted[seller] != 0) && Array.TrueForAll(receives, condition => condition[seller] != 0);
                rates[seller] = counts ? rule.Rate!.At(new Spot(frame, seller)) : Rate.Zero;
            }
        });
        return new RateBands(tree, rates, counted);
    }

    /// <summary>The first of a seller and those above whose rate is higher than what was granted, or -1.</summary>
    public int NextAbove(int seller, Rate granted)
    {
        while (seller >= 0 && rates[seller] <= granted)
        {
            seller = higher[seller];
        }

        return seller;
    }

    /// <summary>How many levels begin from a seller up to an ancestor, neither left out.</summary>
    public int LevelsUpTo(int ancestor, int from) => levels[from] - levels[ancestor] + 1;
}
