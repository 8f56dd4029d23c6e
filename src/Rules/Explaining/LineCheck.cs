using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;

namespace Compensation.Rules.Explaining;

/// <summary>Finds a stored line among lines computed again, and insists that the amounts are equal.</summary>
internal static class LineCheck
{
    /// <summary>The position of the stored line among those computed again.</summary>
    /// <exception cref="ExplanationMismatchException">It is not there, or has another amount.</exception>
    public static int Find(ClosedPeriod period, int line, LineBuffer again)
    {
        var lines = period.Lines;
        var before = 0;
        foreach (var other in period.ByPayee.Value.Of(lines.Payee[line]))
        {
            before += other < line && IsLike(lines, line, other) ? 1 : 0;
        }

        for (var i = 0; i < again.Count; i++)
        {
            var same = again.BonusOf(i) == lines.Bonus[line] && again.KindOf(i) == lines.Kind[line]
                && again.PayeeOf(i) == lines.Payee[line] && again.SourceOf(i) == lines.Source[line]
                && again.OrderRowOf(i) == lines.OrderRow[line] && again.LevelOf(i) == lines.Level[line];
            if (same && before-- == 0)
            {
                return again.AmountOf(i) == lines.Amount[line] ? i : throw new ExplanationMismatchException(line + 1, lines.Amount[line], again.AmountOf(i));
            }
        }

        throw new ExplanationMismatchException(line + 1, lines.Amount[line], null);
    }

    /// <summary>A copy of stored lines, to compute limits on them again.</summary>
    public static LineBuffer Copy(Lines lines, Func<int, bool> which)
    {
        var copy = new LineBuffer();
        for (var line = 0; line < lines.Count; line++)
        {
            if (which(line))
            {
                copy.Add(lines.Bonus[line], lines.Kind[line], lines.Payee[line], lines.Source[line], lines.OrderRow[line], lines.Level[line],
                    lines.Base[line], lines.Rates[lines.Rate[line]], lines.Amount[line]);
            }
        }

        return copy;
    }

    private static bool IsLike(Lines lines, int line, int other) =>
        lines.Bonus[other] == lines.Bonus[line] && lines.Kind[other] == lines.Kind[line] && lines.Payee[other] == lines.Payee[line]
        && lines.Source[other] == lines.Source[line] && lines.OrderRow[other] == lines.OrderRow[line] && lines.Level[other] == lines.Level[line];
}
