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
/// The share is cumulative and rounded down, so that refunds in many parts take back exactly the whole in the end, whatever
/// their order (<c>purium-clawback</c> for whole lines). How much of a line's base was returned is carried. A bonus on what
/// other bonuses pay (matching) loses its share of what those take back. Pair bonuses with lots do this themselves
/// (<see cref="PairLots"/>).
/// </remarks>
internal sealed class Clawbacks
{
    private readonly Frame frame;
    private readonly LineBuffer lines;
    private readonly ILookup<(int Bonus, int Source), PriorLine> bySource;
    private readonly ILookup<(int Bonus, string Order), PriorLine> byOrder;
    private readonly SortedDictionary<string, (SortedDictionary<int, long> Values, int Decimals)> returned = new(StringComparer.Ordinal);

    private readonly Action<PriorLine, Refund, long>? seen;

    private Clawbacks(Frame frame, LineBuffer lines, Action<PriorLine, Refund, long>? seen)
    {
        this.frame = frame;
        this.seen = seen;
        this.lines = lines;
        var index = frame.Plan.Bonuses.ToDictionary(rule => rule.Name, rule => rule.Index, StringComparer.OrdinalIgnoreCase);
        var prior = frame.Snapshot.PriorLines.Where(line => index.ContainsKey(line.Bonus)).ToList();
        bySource = prior.Where(line => line.Row < 0).ToLookup(line => (index[line.Bonus], frame.NumberOf(line.Source)));
        byOrder = prior.Where(line => line.Row >= 0).ToLookup(line => (index[line.Bonus], frame.Snapshot.Orders.Ids[line.Row]));
    }

    /// <summary>Adds the lines that take back, and carries how much was returned.</summary>
    /// <param name="frame">The close.</param>
    /// <param name="lines">Takes the clawbacks.</param>
    /// <param name="carry">Takes how much of each base was returned.</param>
    /// <param name="remarks">Takes what cannot be taken back.</param>
    /// <param name="seen">Told of the earlier line, the refund and the base returned before, for each new line; null in a close.</param>
    public static void Add(Frame frame, LineBuffer lines, CarryWriter carry, List<string> remarks, Action<PriorLine, Refund, long>? seen = null)
    {
        var refunds = frame.Orders.LateRefunds()
            .OrderBy(refund => refund.Refunded).ThenBy(refund => refund.Id, StringComparer.Ordinal).ToList();
        var clawbacks = new Clawbacks(frame, lines, seen);
        foreach (var refund in refunds)
        {
            clawbacks.TakeBack(refund);
        }

        foreach (var (item, (values, decimals)) in clawbacks.returned)
        {
            carry.Add(item, values, decimals);
        }

        carry.HandOn("returned/");
        var untraceable = frame.Plan.Bonuses.Where(rule => refunds.Count > 0 && !IsTraceable(rule)).OrderBy(rule => rule.Index).ToList();
        if (untraceable.Count > 0)
        {
            remarks.Add($"Late refunds take nothing back of {string.Join(", ", untraceable.Select(rule => $"'{rule.Name}'"))}: "
                + "what one order has brought there cannot be told.");
        }
    }

    private static bool IsTraceable(BonusRule rule) => rule.Document.Clawback switch
    {
        ClawbackRule.None => true,
        ClawbackRule.Whole => rule.Base is not null || IsFixedPerOrder(rule),
        _ => rule is PairRule { Document.Lots: true } || IsFixedPerOrder(rule)
            || (!IsFixed(rule) && rule.Base is { } of && RowContribution.Of(of, _ => 0, _ => 0) is not null),
    };

    /// <summary>A fixed amount has no parts, whatever it was paid for.</summary>
    private static bool IsFixed(BonusRule rule) => rule is GrantRule { Amount: not null } or GrantRule { Of: null } or WalkRule { Rate: null };

    /// <summary>A fixed amount for an order: it is taken back when nothing is left of the order.</summary>
    private static bool IsFixedPerOrder(BonusRule rule) =>
        IsFixed(rule) && rule is GrantRule { Document.Per: SourcePer.Order } or WalkRule { Document.Per: SourcePer.Order, Rate: null };

    private void TakeBack(Refund refund)
    {
        // What this refund takes back of each payee's earlier pay: bonuses on earnings come after those that they pay on.
        var taken = new Dictionary<(string Period, int Bonus, int Payee), long>();
        var (order, seller) = (frame.Snapshot.Orders.Ids[refund.Row], frame.Orders.SellerOf(refund.Row));
        // The same seller may have brought something in other periods too, of which this order is no part.
        var period = frame.Orders.PeriodOf(refund.Row)?.Name;
        foreach (var rule in frame.Plan.Bonuses.Where(rule => rule.Document.Clawback != ClawbackRule.None
            && (rule.Base is not null || IsFixedPerOrder(rule))))
        {
            var sources = rule.PaysOnEarnings ? taken.Keys.Select(key => key.Payee).Append(seller).Distinct().ToList() : [seller];
            var bySeller = sources.SelectMany(source => bySource[(rule.Index, source)]).Where(line => line.Period == period)
                .GroupBy(line => frame.NumberOf(line.Source))
                .Select(group => new Brought($"returned/{period}/{rule.Name}", group.Key, [.. group]));
            var ofOrder = byOrder[(rule.Index, order)].Where(line => line.Period == period && frame.NumberOf(line.Source) == seller).ToList();
            var byParts = ofOrder.Count == 0 ? [] : OrderLines.Of(frame, rule, refund, ofOrder)
                .Select(part => new Brought($"returned/{period}/{rule.Name}/{order}{part.Suffix}", seller, part.Lines) { Rows = part.Rows });
            foreach (var brought in bySeller.Concat(byParts)
                .OrderBy(brought => brought.Item, StringComparer.Ordinal).ThenBy(brought => brought.Source).ToList())
            {
                TakeBack(refund, rule, brought, taken);
            }
        }
    }

    /// <summary>Takes back of all lines that one source has brought by one bonus of one period.</summary>
    private void TakeBack(Refund refund, BonusRule rule, Brought brought, Dictionary<(string Period, int Bonus, int Payee), long> taken)
    {
        var (item, source) = (brought.Item, brought.Source);
        if (!returned.TryGetValue(item, out var known))
        {
            returned[item] = known = (frame.Carried.Entries(item), brought.Lines[0].BaseDecimals);
        }

        var before = known.Values.GetValueOrDefault(source);
        var after = before;
        // Commission on commission: the first line stands on what the source brought, the others on the line before.
        var cascade = rule is WalkRule { Document.Cascade: true } ? brought.Lines.MinBy(line => line.Level) : null;
        foreach (var prior in brought.Lines.OrderBy(line => line.Level).ThenBy(line => frame.NumberOf(line.Payee)))
        {
            var part = ReturnedBase(refund, rule, prior, brought, taken);
            var whole = (cascade ?? prior).Base;
            var (from, to) = (Math.Min(before, whole), Math.Min(checked(before + part), whole));
            var isWhole = rule.Document.Clawback == ClawbackRule.Whole;
            // A base that is no sum over orders can be below zero: a group's volume after a refund entered twice.
            var amount = isWhole
                ? (before == 0 && part != 0 && part > 0 == whole > 0 ? prior.Amount : 0)
                : Share(prior.Amount, to, whole) - Share(prior.Amount, from, whole);
            if (amount != 0)
            {
                var payee = frame.NumberOf(prior.Payee);
                lines.Add(rule.Index, LineKind.Clawback, payee, source, refund.Row, prior.Level, to - from, Rate.Zero, -amount);
                seen?.Invoke(prior, refund, from);
                var key = (prior.Period, rule.Index, payee);
                taken[key] = taken.GetValueOrDefault(key) + amount;
            }

            after = isWhole && to < 0 ? to : Math.Max(after, to);
        }

        if (after != 0)
        {
            known.Values[source] = after;
        }
    }

    private static long Share(long amount, long part, long whole) =>
        whole == 0 ? 0 : Rounding.TowardZero.Divide((Int128)amount * part, whole);

    /// <summary>How much of a line's base the refund takes away.</summary>
    private long ReturnedBase(
        Refund refund, BonusRule rule, PriorLine prior, Brought brought, Dictionary<(string Period, int Bonus, int Payee), long> taken)
    {
        var isPaidOn = brought.Rows is null || brought.Rows.Contains(refund.Row);
        if (rule.Base is not { } of || IsFixed(rule))
        {
            // A fixed amount for a seller's period cannot be told to be of one order.
            var isDue = rule.Document.Clawback == ClawbackRule.Whole
                || (brought.Rows is { } rows && frame.Orders.Refunded.LeavesNothing(refund, rows));
            return isPaidOn && isDue ? prior.Base : 0;
        }

        var units = RowContribution.Of(
            of,
            volume => isPaidOn ? OfSource(volume) : 0,
            bonus => taken.GetValueOrDefault((prior.Period, bonus, brought.Source)),
            OfSource);
        return units is { } known ? Fixed.Rescale(known, of.Decimals, prior.BaseDecimals)
            : rule.Document.Clawback == ClawbackRule.Whole && isPaidOn ? prior.Base
            : 0;

        long OfSource(int volume) => brought.Source == frame.Orders.SellerOf(refund.Row) ? frame.Orders.Refunded.Of(refund, volume) : 0;
    }

    /// <summary>The lines that one source has brought by one bonus of one period.</summary>
    /// <param name="Item">The carry item of how much of their base was returned.</param>
    /// <param name="Source">The source.</param>
    /// <param name="Lines">The lines.</param>
    private sealed record Brought(string Item, int Source, IReadOnlyList<PriorLine> Lines)
    {
        /// <summary>For lines per order, the rows that they were paid on.</summary>
        public int[]? Rows { get; init; }
    }
}
