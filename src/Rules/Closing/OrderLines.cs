using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Closing;

/// <summary>Tells which rows of a refunded order the lines of an earlier run were paid on.</summary>
/// <remarks>
/// Stored lines name the order, not its rows. Where an order was paid in several lines (by category), the rows are dealt to them again
/// as they were then. Lines that fit no single part stand together for the whole order, of which a refund takes its share.
/// </remarks>
internal static class OrderLines
{
    /// <summary>Lines of one part of an order.</summary>
    /// <param name="Suffix">What tells the part from others of the order; empty for the whole.</param>
    /// <param name="Rows">The rows that the lines were paid on.</param>
    /// <param name="Lines">The lines.</param>
    public sealed record Part(string Suffix, int[] Rows, IReadOnlyList<PriorLine> Lines);

    /// <summary>The parts in which a bonus paid an order that is refunded.</summary>
    /// <param name="frame">The close.</param>
    /// <param name="rule">The bonus.</param>
    /// <param name="refund">The refund.</param>
    /// <param name="lines">The lines of the bonus for the order, of one period and source, as they stand there.</param>
    public static IEnumerable<Part> Of(Frame frame, BonusRule rule, Refund refund, IReadOnlyList<PriorLine> lines)
    {
        var rows = frame.Orders.RefundedOrder(refund.Row);
        var spots = OrderSources.Of(frame, rule)?.OfEarlier(rows) ?? [];
        if (spots.Count <= 1)
        {
            return [new Part("", spots.Count == 0 ? rows : RowsOf(spots[0]), Joined(lines))];
        }

        var byPart = lines.GroupBy(line => (line.Payee, line.Level)).SelectMany(ofPayee => Dealt(rule, spots, [.. ofPayee])).ToLookup(dealt => dealt.Part);
        return byPart.Select(part => part.Key < 0
            ? new Part("", [.. spots.SelectMany(RowsOf)], Joined(part.Select(dealt => dealt.Line)))
            : new Part($"/{part.Key + 1}", RowsOf(spots[part.Key]), [.. part.Select(dealt => dealt.Line)]));
    }

    /// <summary>The part of each line of one payee and level, or -1: as many lines as parts stand in their order, others are known by their base.</summary>
    private static IEnumerable<(int Part, PriorLine Line)> Dealt(BonusRule rule, IReadOnlyList<Spot> spots, IReadOnlyList<PriorLine> lines)
    {
        if (lines.Count == spots.Count)
        {
            return lines.Select((line, part) => (part, line));
        }

        var bases = spots.Select(spot => rule.Base?.At(spot) ?? 1).ToList();
        var found = lines.Select(line => bases.FindIndex(units => IsBase(units, rule, line))).ToList();
        var single = found.Distinct().Count() == found.Count
            && lines.All(line => bases.Count(units => IsBase(units, rule, line)) == 1);
        return lines.Select((line, i) => (single ? found[i] : -1, line));
    }

    private static bool IsBase(long units, BonusRule rule, PriorLine line) =>
        Rate.FromFixed(units, rule.Base?.Decimals ?? 0) == Rate.FromFixed(line.Base, line.BaseDecimals);

    private static int[] RowsOf(Spot spot) => spot.Rows ?? [spot.Row];

    private static IReadOnlyList<PriorLine> Joined(IEnumerable<PriorLine> lines) =>
    [
        .. lines.GroupBy(line => (line.Payee, line.Level))
            .Select(same => same.First() with { Base = same.Sum(line => line.Base), Amount = same.Sum(line => line.Amount) }),
    ];
}
