using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Walks whose questions are answered before the first step: the ancestor alone decides down to which level they receive, and the rate goes by
/// the level and perhaps a choice (a rank, a package).</summary>
/// <remarks>That is every unilevel and matching bonus without conditions on the way up. What is left of a walk is one look at each ancestor.</remarks>
internal sealed class KnownWalk
{
    private readonly int bonus;
    private readonly int[] next;
    private readonly long[]? opens;
    private readonly bool usesUp;
    private readonly int[] reach;
    private readonly WrittenOutTable rates;
    private readonly int mostLevels;
    private readonly int? baseDecimals;
    private readonly Rounding rounding;
    private readonly int decimals;

    private KnownWalk(Frame frame, WalkRule rule, int[] next, long[]? opens, int[] reach, WrittenOutTable rates)
    {
        (bonus, this.next, this.opens, this.reach, this.rates) = (rule.Index, next, opens, reach, rates);
        usesUp = rule.Document.Levels.Otherwise == LevelOtherwise.UseUp;
        mostLevels = (rule.Rate ?? rule.Amount!).MostLevels;
        baseDecimals = rule.Rate is null ? null : rule.BaseDecimals;
        (rounding, decimals) = (frame.Plan.Rounding, frame.Plan.Decimals);
    }

    /// <summary>The walks of a bonus, or null where something is only known on the way.</summary>
    /// <param name="frame">The close.</param>
    /// <param name="rule">The bonus.</param>
    /// <param name="work">Who may receive.</param>
    /// <param name="next">Whom a walk meets after each seller, or -1.</param>
    /// <param name="opens">Where a level begins, where that is still to be asked of those whom a walk meets.</param>
    public static KnownWalk? Of(Frame frame, WalkRule rule, BonusWork work, int[] next, Prepared opens)
    {
        var document = rule.Document;
        var isPlain = document is
        {
            Starts: WalkStart.Parent, Generation: null, Less: WalkLess.Nothing, BlockedBy: WalkBlock.Nobody, NotReceived: NotReceived.Lost, Cascade: false
        }
            && document.Levels.SkipFirst == 0 && rule.Sources is null && rule.EndsAt is null && rule.Times is null && rule.Total is null
            && rule.ReserveShare.IsZero;
        return isPlain && (opens.IsNone || opens.Column is not null) && work.KnowsReceivers && !work.LimitsLines
            && (rule.Depth is null || rule.Depth.Expressions.All(Prepared.IsAboutSellerOnly))
            && WrittenOutTable.Of(frame, rule.Rate ?? rule.Amount!) is { } rates
            ? new KnownWalk(frame, rule, next, opens.Column, ReachOf(frame, rule, work), rates)
            : null;
    }

    /// <summary>Pays everybody who receives something from a source.</summary>
    /// <param name="source">Who brings it.</param>
    /// <param name="row">The order row, or -1.</param>
    /// <param name="first">The first whom the walk meets, or -1.</param>
    /// <param name="base">What it brings.</param>
    /// <param name="lines">Takes the lines.</param>
    public void Pay(int source, int row, int first, long @base, LineBuffer lines)
    {
        var units = baseDecimals is null ? 1 : @base;
        var priced = (Rate: Rate.Zero, Amount: 0L);
        var level = 0;
        for (var at = first; at >= 0 && level < mostLevels; at = next[at])
        {
            if (opens is not null && opens[at] == 0)
            {
                level += usesUp ? 1 : 0;
                continue;
            }

            level++;
            if (level > reach[at])
            {
                continue;
            }

            var rate = rates.At(at, level);
            if (rate != priced.Rate)
            {
                priced = (rate, rounding.Multiply(units, baseDecimals ?? 0, rate, decimals));
            }

            if (priced.Amount != 0)
            {
                lines.Add(bonus, LineKind.Pay, at, source, row, level, units, rate, priced.Amount);
            }
        }
    }

    /// <summary>Down to which level each seller receives; 0 for who does not.</summary>
    private static int[] ReachOf(Frame frame, WalkRule rule, BonusWork work)
    {
        var reach = new int[frame.Count];
        frame.ForRanges((from, to) =>
        {
            for (var seller = from; seller < to; seller++)
            {
                if (work.Receives(seller))
                {
                    reach[seller] = rule.Depth is null ? int.MaxValue : LevelsIn(rule.Depth.At(new Spot(frame, seller)));
                }
            }
        });
        return reach;
    }

    private static int LevelsIn(Rate depth) => (int)Math.Clamp(depth.Numerator / depth.Denominator, 0, int.MaxValue);
}
