using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Volumes;

namespace Compensation.Rules.Closing;

/// <summary>
/// Takes back what refunded orders of closed periods have brought: a share of the stored amounts, never a recalculation.
/// </summary>
/// <remarks>
/// The share is cumulative and rounded down, so that refunds in many parts take back exactly the whole in the end, whatever their order
/// (vectors <c>chocoalano-refund-*</c>; <c>purium-clawback</c> for whole lines). How much of a line's base was returned is carried.
/// </remarks>
internal static class Clawbacks
{
    /// <summary>Adds the clawbacks of all bonuses but pairs.</summary>
    /// <remarks>A pair's line names its payee as source, whose own orders are in no leg of theirs; a pair that keeps lots takes back by itself.</remarks>
    /// <param name="frame">The close.</param>
    /// <param name="lines">Takes the clawbacks.</param>
    /// <param name="carry">Takes how much of each base was returned.</param>
    /// <param name="seen">Told of the earlier line, the refund and the base returned before, for each new line that an explanation asks about; null in
    /// a close.</param>
    public static void Add(Frame frame, LineBuffer lines, CarryWriter carry, Action<PriorLine, Refund, long>? seen = null)
    {
        var returned = new SortedDictionary<string, long[]>(StringComparer.Ordinal);
        var rules = frame.Plan.Bonuses.ToDictionary(rule => rule.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var refund in frame.Orders.LateRefunds().OrderBy(refund => refund.Refunded).ThenBy(refund => refund.Id, StringComparer.Ordinal))
        {
            // All lines of one source are of the same volume: each gives back its share of what this refund adds to it.
            foreach (var priors in Touched(frame, refund).GroupBy(prior => Item(frame, prior)))
            {
                if (rules.TryGetValue(priors.First().Bonus, out var rule) && GivesBack(rule))
                {
                    TakeBack(frame, rule, refund, [.. priors], lines, returned, seen);
                }
            }
        }

        carry.HandOn("returned/");
        carry.AddAll(returned.Select(entry => (entry.Key, entry.Value)));
    }

    /// <summary>The carry item of how much of the base of a source's lines was returned.</summary>
    private static string Item(Frame frame, PriorLine line)
    {
        var ofSeller = $"returned/{line.Period}/{line.Bonus}";
        return line.Row < 0 ? ofSeller : $"{ofSeller}/{frame.Snapshot.Orders.Ids[line.Row]}";
    }

    /// <summary>Whether refunds of a seller's orders take back lines of this bonus. A pair bonus is paid on orders of others;
    /// its lots give back.</summary>
    private static bool GivesBack(BonusRule rule) => rule is not PairRule && rule.Document.Clawback != ClawbackRule.None;

    private static IEnumerable<PriorLine> Touched(Frame frame, Refund refund) => frame.Snapshot.PriorLines
        .Where(line => line.Row == refund.Row || (line.Row < 0 && line.Source == frame.Snapshot.Orders.Seller[refund.Row]))
        .OrderBy(line => line.Period, StringComparer.Ordinal).ThenBy(line => line.Bonus, StringComparer.Ordinal)
        .ThenBy(line => line.Level).ThenBy(line => frame.NumberOf(line.Payee));

    private static void TakeBack(
        Frame frame,
        BonusRule rule,
        Refund refund,
        IReadOnlyList<PriorLine> priors,
        LineBuffer lines,
        SortedDictionary<string, long[]> returned,
        Action<PriorLine, Refund, long>? seen)
    {
        var source = frame.NumberOf(priors[0].Source);
        var item = Item(frame, priors[0]);
        if (!returned.TryGetValue(item, out var column))
        {
            returned[item] = column = frame.Carried.Item(item);
        }

        var before = column[source];
        foreach (var prior in priors)
        {
            var part = ReturnedBase(frame, rule, refund, prior);
            var (from, to) = (Math.Min(before, prior.Base), Math.Min(checked(before + part), prior.Base));
            var amount = rule.Document.Clawback == ClawbackRule.Whole
                ? (from == 0 && part > 0 ? prior.Amount : 0)
                : Share(prior.Amount, to, prior.Base) - Share(prior.Amount, from, prior.Base);
            if (amount != 0)
            {
                var payee = frame.NumberOf(prior.Payee);
                lines.Add(rule.Index, LineKind.Clawback, payee, source, refund.Row, prior.Level, to - from, Rate.Zero, -amount);
                seen?.Invoke(prior, refund, from);
            }

            column[source] = Math.Max(column[source], to);
        }
    }

    private static long Share(long amount, long part, long whole) => whole == 0 ? 0 : Rounding.TowardZero.Divide((Int128)amount * part, whole);

    /// <summary>How much of the line's base the refund takes away.</summary>
    private static long ReturnedBase(Frame frame, BonusRule rule, Refund refund, PriorLine prior)
    {
        var of = rule switch
        {
            WalkRule walk => walk.Of,
            GrantRule grant => grant.Of,
            _ => null,
        };
        var units = of is null ? null
            : RowContribution.Of(of, volume => refund.Volumes is null ? frame.Orders.Volume(volume)[refund.Row] : refund.Volumes[volume]);
        return units is null ? prior.Base : Fixed.Rescale(units.Value, of!.Decimals, prior.BaseDecimals);
    }
}
