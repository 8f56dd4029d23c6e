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
    public static void Add(Frame frame, LineBuffer lines, CarryWriter carry)
    {
        var returned = new SortedDictionary<string, long[]>(StringComparer.Ordinal);
        var rules = frame.Plan.Bonuses.ToDictionary(rule => rule.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var refund in frame.Orders.LateRefunds().OrderBy(refund => refund.Refunded).ThenBy(refund => refund.Id, StringComparer.Ordinal))
        {
            foreach (var prior in Touched(frame, refund))
            {
                if (rules.TryGetValue(prior.Bonus, out var rule) && rule.Document.Clawback != ClawbackRule.None)
                {
                    TakeBack(frame, rule, refund, prior, lines, returned);
                }
            }
        }

        carry.HandOn("returned/");
        carry.AddAll(returned.Select(entry => (entry.Key, entry.Value)));
    }

    /// <summary>The carry item of how much of the base of a source's lines was returned.</summary>
    public static string Item(PriorLine line) => line.Row < 0 ? $"returned/{line.Period}/{line.Bonus}" : $"returned/{line.Period}/{line.Bonus}/{line.Row}";

    private static IEnumerable<PriorLine> Touched(Frame frame, Refund refund) => frame.Snapshot.PriorLines
        .Where(line => line.Row == refund.Row || (line.Row < 0 && line.Source == frame.Snapshot.Orders.Seller[refund.Row]))
        .OrderBy(line => line.Period, StringComparer.Ordinal).ThenBy(line => line.Bonus, StringComparer.Ordinal)
        .ThenBy(line => line.Level).ThenBy(line => frame.NumberOf(line.Payee));

    private static void TakeBack(
        Frame frame, BonusRule rule, Refund refund, PriorLine prior, LineBuffer lines, SortedDictionary<string, long[]> returned)
    {
        var source = frame.NumberOf(prior.Source);
        var item = Item(prior);
        if (!returned.TryGetValue(item, out var before))
        {
            returned[item] = before = frame.Carried.Item(item);
        }

        var part = ReturnedBase(frame, rule, refund, prior);
        var (from, to) = (Math.Min(before[source], prior.Base), Math.Min(checked(before[source] + part), prior.Base));
        var amount = rule.Document.Clawback == ClawbackRule.Whole
            ? (from == 0 && part > 0 ? prior.Amount : 0)
            : Share(prior.Amount, to, prior.Base) - Share(prior.Amount, from, prior.Base);
        if (amount != 0)
        {
            lines.Add(rule.Index, LineKind.Clawback, frame.NumberOf(prior.Payee), source, refund.Row, prior.Level, to - from, Rate.Zero, -amount);
        }

        before[source] = to;
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
            : RowContribution.Of(of, volume => RefundedVolume.Of(frame, refund, volume));
        return units is null ? prior.Base : Fixed.Rescale(units.Value, of!.Decimals, prior.BaseDecimals);
    }
}
