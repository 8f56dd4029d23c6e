using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Walks whose questions are answered before the first step: the ancestor alone decides down to which level they receive, and the rate goes by
/// the level and perhaps a choice (a rank, a package).</summary>
/// <remarks>
/// That is every unilevel and matching bonus without conditions on the way up. What is left of a walk is one look at each ancestor: all that a walk asks of one
/// stands side by side (<see cref="Stop"/>).
/// </remarks>
internal sealed class KnownWalk
{
    private const int NoLevel = -1;

    private readonly Frame frame;
    private readonly WalkRule rule;
    private readonly BonusWork work;
    private readonly int[] next;
    private readonly long[]? opens;
    private readonly WrittenOutTable? depths;
    private readonly int[] levelsByDepth;
    private readonly int bonus;
    private readonly long[]? stops;
    private readonly bool usesUp;
    private readonly WrittenOutTable rates;
    private readonly int mostLevels;
    private readonly int? baseDecimals;
    private readonly Rounding rounding;
    private readonly int decimals;

    private KnownWalk(Frame frame, WalkRule rule, BonusWork work, int[] next, long[]? opens, WrittenOutTable rates, int sources)
    {
        (this.frame, this.rule, this.work, this.next, this.opens, this.rates) = (frame, rule, work, next, opens, rates);
        depths = rule.Depth is null ? null : WrittenOutTable.Of(frame, rule.Depth);
        levelsByDepth = depths is null ? [] : [.. Enumerable.Range(0, depths.Choices).Select(choice => LevelsIn(depths.At(choice, 1)))];
        bonus = rule.Index;
        usesUp = rule.Document.Levels.Otherwise == LevelOtherwise.UseUp;
        mostLevels = Math.Min((rule.Rate ?? rule.Amount!).MostLevels, depths is null ? int.MaxValue : levelsByDepth.Max());
        stops = (long)sources * mostLevels < frame.Count || (rule.Depth is not null && mostLevels > Stop.Deepest) ? null : AllStops();
        baseDecimals = rule.Rate is null ? null : rule.BaseDecimals;
        (rounding, decimals) = (frame.Plan.Rounding, frame.Plan.Decimals);
    }

    /// <summary>The walks of a bonus, or null where something is only known on the way.</summary>
    /// <param name="frame">The close.</param>
    /// <param name="rule">The bonus.</param>
    /// <param name="work">Who may receive.</param>
    /// <param name="next">Whom a walk meets after each seller, or -1.</param>
    /// <param name="opens">Where a level begins, where that is still to be asked of those whom a walk meets.</param>
    /// <param name="sources">How many walks there will be.</param>
    public static KnownWalk? Of(Frame frame, WalkRule rule, BonusWork work, int[] next, Prepared opens, int sources)
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
            ? new KnownWalk(frame, rule, work, next, opens.Column, rates, sources)
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
        for (int at = first, above; at >= 0 && level < mostLevels; at = above)
        {
            (above, var reach, var choice) = stops is null ? StopAt(at) : Stop.Of(stops[at]);
            if (reach == NoLevel)
            {
                level += usesUp ? 1 : 0;
                continue;
            }

            level++;
            if (level > reach)
            {
                continue;
            }

            var rate = rates.At(choice, level);
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

    /// <summary>Gives back what was written out; nobody may be paid afterwards.</summary>
    public void GiveBack()
    {
        if (stops is not null)
        {
            frame.GiveBack(stops);
        }
    }

    /// <summary>What a walk asks of everybody: written out where there are more steps to take than sellers.</summary>
    private long[] AllStops()
    {
        var all = frame.Take();
        frame.ForRanges((from, to) =>
        {
            for (var seller = from; seller < to; seller++)
            {
                all[seller] = StopAt(seller).ToNumber();
            }
        });
        return all;
    }

    private Stop StopAt(int seller)
    {
        var reach = opens is not null && opens[seller] == 0 ? NoLevel
            : !work.Receives(seller) ? 0
            : rule.Depth is null ? int.MaxValue
            : depths is null ? LevelsIn(rule.Depth.At(new Spot(frame, seller))) : levelsByDepth[depths.ChoiceOf(seller)];
        return new Stop(next[seller], reach, rates.ChoiceOf(seller));
    }

    private static int LevelsIn(Rate depth) => (int)Math.Clamp(depth.Numerator / depth.Denominator, 0, int.MaxValue);

    /// <summary>What a walk asks of an ancestor.</summary>
    /// <param name="Next">Whom it meets next, or -1.</param>
    /// <param name="Reach">Down to which level the ancestor receives; 0 for who does not, <see cref="NoLevel"/> where no level begins.</param>
    /// <param name="Choice">What the rate goes by.</param>
    private readonly record struct Stop(int Next, int Reach, int Choice)
    {
        /// <summary>The deepest level that a number can tell; a stop that reaches further reaches down to all.</summary>
        public const int Deepest = ushort.MaxValue - 2;

        /// <summary>A stop in eight bytes, so that many of them stay in the cache. Choices are fewer than 2^16.</summary>
        public long ToNumber() => unchecked(((long)Choice << 48) | ((long)(ushort)(Math.Min(Reach, Deepest + 1) + 1) << 32) | (uint)Next);

        public static Stop Of(long number)
        {
            var reach = unchecked((ushort)(number >> 32)) - 1;
            return new Stop(unchecked((int)number), reach > Deepest ? int.MaxValue : reach, (int)(number >>> 48));
        }
    }
}
