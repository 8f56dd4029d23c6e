using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Closing;

/// <summary>A correction by hand as the close applies it.</summary>
/// <param name="Bonus">The bonus, by its number among the lines' names.</param>
/// <param name="Payee">Whose earnings change.</param>
/// <param name="Source">Who brought the lines that are set, or -1.</param>
/// <param name="OrderRow">The first of those lines' order rows, or -1.</param>
/// <param name="Amount">By how much the earnings change.</param>
/// <param name="Id">The id of the adjustment or override.</param>
/// <param name="Reason">Why.</param>
/// <param name="Computed">For an override: what the lines came to before. Null for an adjustment.</param>
internal sealed record Correction(int Bonus, int Payee, int Source, int OrderRow, long Amount, string Id, string Reason, long? Computed);

/// <summary>Applies what finance corrects by hand, after everything that is calculated: adjustments, then amounts that are set.</summary>
internal static class Corrections
{
    /// <summary>Adds a line for each correction that changes something.</summary>
    public static void Add(Frame frame, LineBuffer lines)
    {
        foreach (var correction in Of(frame, lines))
        {
            lines.Add(correction.Bonus, LineKind.Adjustment, correction.Payee, correction.Source, correction.OrderRow, 0, 0, Rate.Zero, correction.Amount);
        }
    }

    /// <summary>The corrections in the order of their lines.</summary>
    /// <param name="frame">The close.</param>
    /// <param name="lines">The calculated lines, without corrections.</param>
    public static IReadOnlyList<Correction> Of(Frame frame, LineBuffer lines)
    {
        var names = CloseWork.LineNames(frame.Plan).ToList();
        var (adjustments, overrides) = (frame.Snapshot.Adjustments, frame.Snapshot.LineOverrides);
        return
        [
            .. adjustments.OrderBy(entry => frame.NumberOf(entry.Seller)).ThenBy(entry => entry.Id, StringComparer.Ordinal).Select(Adjusted),
            .. overrides.OrderBy(entry => frame.NumberOf(entry.Seller)).ThenBy(entry => entry.Id, StringComparer.Ordinal)
                .Select(Set).Where(correction => correction.Amount != 0),
        ];

        Correction Adjusted(Adjustment entry) =>
            new(NumberOf(entry.Bonus), frame.NumberOf(entry.Seller), -1, -1, entry.Amount, entry.Id, entry.Reason, null);

        Correction Set(LineOverride entry)
        {
            var (bonus, payee) = (NumberOf(entry.Bonus), frame.NumberOf(entry.Seller));
            var source = entry.Source < 0 ? -1 : frame.NumberOf(entry.Source);
            var (sum, row) = SumOf(frame, lines, bonus, payee, source, entry.Order);
            return new Correction(bonus, payee, source, row, checked(entry.Amount - sum), entry.Id, entry.Reason, sum);
        }

        int NumberOf(string bonus) =>
            names.FindIndex(name => name.Equals(bonus, StringComparison.OrdinalIgnoreCase)) is >= 0 and var known ? known : names.Count - 1;
    }

    private static (long Sum, int Row) SumOf(Frame frame, LineBuffer lines, int bonus, int payee, int source, string order)
    {
        var (sum, first) = (0L, -1);
        for (var line = 0; line < lines.Count; line++)
        {
            var row = lines.OrderRowOf(line);
            if (lines.BonusOf(line) == bonus && lines.PayeeOf(line) == payee && lines.SourceOf(line) == source
                && (order.Length == 0 || (row >= 0 && frame.Snapshot.Orders.Ids[row] == order)))
            {
                sum = checked(sum + lines.AmountOf(line));
                first = order.Length > 0 && first < 0 ? row : first;
            }
        }

        return (sum, first);
    }
}
