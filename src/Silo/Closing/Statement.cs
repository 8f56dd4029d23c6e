using Compensation.Ledger.Runs;
using Compensation.Rules.Closing;

namespace Compensation.Silo.Closing;

/// <summary>Represents what a seller is told about a period: every line of theirs.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Period">The period.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Decimals">Their decimals.</param>
/// <param name="Lines">The lines, in the run's order.</param>
internal sealed record Statement(string Seller, string Period, string Currency, int Decimals, IReadOnlyList<StatementLine> Lines)
{
    private const int FewestLines = 8;
    private const int MostLines = 16;

    /// <summary>What the lines sum to.</summary>
    public long Total => Lines.Sum(line => line.Amount);

    /// <summary>The line that came from farthest below: it has most to explain.</summary>
    public StatementLine Farthest => Lines.MaxBy(line => line.Level)!;

    /// <summary>The statement of somebody whose lines fit a screen and come from as many bonuses as possible; null where nobody
    /// earns.</summary>
    public static Statement? OfSomebodyTypical(RunPackage run)
    {
        var stored = run.ReadLines();
        var lines = stored.Lines;
        var byPayee = Enumerable.Range(0, lines.Count).ToLookup(line => lines.Payee[line]);
        var chosen = byPayee
            .OrderByDescending(payee => payee.Count() is >= FewestLines and <= MostLines)
            .ThenByDescending(payee => payee.Select(line => lines.Bonus[line]).Distinct().Count())
            .ThenByDescending(payee => payee.Sum(line => lines.Amount[line]))
            .ThenBy(payee => stored.Sellers[payee.Key], StringComparer.Ordinal)
            .FirstOrDefault();
        return chosen is null ? null : new Statement(
            stored.Sellers[chosen.Key], run.Summary.Period.Name, run.Summary.Currency, run.Summary.Decimals,
            [.. chosen.Select(line => StatementLine.Of(stored, line))]);
    }
}

/// <summary>One line of a statement.</summary>
/// <param name="Number">The line's number in the run, from 1.</param>
/// <param name="Bonus">The bonus.</param>
/// <param name="Kind">What kind of line it is.</param>
/// <param name="Source">Who brought it; empty for a fund.</param>
/// <param name="Level">The level or generation; 0 where there is none.</param>
/// <param name="Base">What the rate applies to, in smallest units.</param>
/// <param name="BaseDecimals">The decimals of the base.</param>
/// <param name="Rate">The rate.</param>
/// <param name="Amount">The amount in smallest units.</param>
internal sealed record StatementLine(
    int Number, string Bonus, LineKind Kind, string Source, int Level, long Base, int BaseDecimals, Rules.Numbers.Rate Rate, long Amount)
{
    /// <summary>A line of a stored run.</summary>
    public static StatementLine Of(RunLines stored, int line)
    {
        var (lines, bonus) = (stored.Lines, stored.Lines.Bonus[line]);
        return new StatementLine(
            line + 1, lines.BonusNames[bonus], lines.Kind[line], lines.Source[line] < 0 ? "" : stored.Sellers[lines.Source[line]],
            lines.Level[line], lines.Base[line], lines.BaseDecimals[bonus], lines.Rates[lines.Rate[line]], lines.Amount[line]);
    }
}
