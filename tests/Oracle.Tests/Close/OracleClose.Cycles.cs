using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Cycles of pairs, one after the other.</summary>
internal sealed partial class OracleClose
{
    /// <summary>The seller's first cycle ever of its own kind, if there is one; then as many as there are of the first kind that fits.</summary>
    private Matching MatchCycles(PairModel pair, Scene scene, Fraction[] legs)
    {
        var (left, pays, allowed) = (legs, Fraction.Zero, pair.CyclesAtMost ?? int.MaxValue);
        int? judged = pair.StrongLegOnce ? Ends(legs).Strongest : null;
        var (capped, any) = (false, false);
        var cycle = Fitting(isFirst: !before.Cycled.Contains((pair.Name, scene.Self)));
        if (cycle is { FirstOnly: true })
        {
            if (Run(cycle, 1) == 0)
            {
                return Nothing(legs);
            }

            cycle = Fitting(isFirst: false);
        }

        if (cycle is not null)
        {
            Run(cycle, int.MaxValue);
        }

        return new Matching(pays.IsZero ? Fraction.Zero : Amount(pair, pays), [.. legs.Zip(left, (had, has) => had - has)]) { IsCapped = capped, Cycles = any };

        CycleModel? Fitting(bool isFirst) => pair.Cycles.FirstOrDefault(entry => (isFirst || !entry.FirstOnly) && (entry.When?.Holds(Now()) ?? true));

        Scene Now() => Ends(left, judged) is var (_, stronger, weaker) ? scene with { Stronger = stronger, Weaker = weaker } : scene;

        int Run(CycleModel kind, int most)
        {
            var possible = OneByOne(left, kind, most, judged).Count;
            var (count, after) = OneByOne(left, kind, Math.Min(most, allowed), judged);
            pays += count == 0 ? Fraction.Zero : Fraction.Of(count) * kind.Pays.At(Now());
            capped |= possible > count;
            any |= count > 0;
            (left, allowed) = (after, allowed - count);
            return count;
        }
    }

    /// <summary>Takes cycles from the legs as long as they allow one.</summary>
    /// <returns>How many there were, and what is left of the legs.</returns>
    private static (int Count, Fraction[] Left) OneByOne(Fraction[] legs, CycleModel cycle, int most, int? judged)
    {
        var (left, count) = (legs.ToArray(), 0);
        while (count < most)
        {
            var strongest = judged ?? Ends(left).Strongest;
            Fraction[] takes = [.. left.Select((_, leg) => Fraction.Parse(cycle.Takes[leg == strongest ? 0 : 1]))];
            if (left.Zip(takes).Any(leg => leg.First < leg.Second))
            {
                break;
            }

            left = [.. left.Zip(takes, (leg, taken) => leg - taken)];
            count++;
        }

        return (count, left);
    }
}
