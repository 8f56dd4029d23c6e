using System.Globalization;
using System.Numerics;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Tables in which more sales pay less: a seller who crosses the threshold is worse off for a sale.</summary>
internal static class FallingPay
{
    private const string Code = "more-pays-less";

    public static IEnumerable<Finding> Find(Plan plan, IEnumerable<MoneyTable> tables)
    {
        var reach = new FormulaReach(plan);
        return tables.Where(table => table.Rows.Brackets == Brackets.Whole)
            .SelectMany(table => RisesWithSales(table.Rows.Key, reach) ? Thresholds(table)
                : FormulaReach.IsRank(Likeness.Bare(table.Rows.Key)) ? Ranks(table) : [])
            .Concat(plan.Bonuses.OfType<PairRule>().SelectMany(BalancedVolume));
    }

    /// <summary>Whether a key grows with sales: a volume or a count, and nothing that runs by itself or is turned
    /// round.</summary>
    private static bool RisesWithSales(Expression key, FormulaReach reach) =>
        key.Unit is Unit.Volume or Unit.Money or Unit.Count
        && !reach.Parts([key]).Any(part => part is SpotValue or PeriodValue or MonthsSince or Operation { Operator: Operator.Subtract or Operator.Divide }
            or Column { Key.Kind: ColumnKind.MonthsSinceEnrolled or ColumnKind.DaysSinceEnrolled or ColumnKind.Attribute });

    private static IEnumerable<Finding> Thresholds(MoneyTable table)
    {
        var rows = table.Rows;
        return Enumerable.Range(1, Math.Max(0, rows.Steps.Count - 1))
            .Select(row => Fall(rows.Steps[row - 1], rows.Steps[row]) is var (before, after)
            ? new Finding(Severity.Warning, Code, rows.StepRows[row].Place,
                $"In {table.Name} more '{rows.Key.Text}' gives less: {before} below "
                    + $"{Number(rows.Thresholds[row], rows.Key)}, {after} from there on.{Example(table, row, before, after)}",
                "Let the rows rise, or use 'brackets: marginal' so that a rate counts for its own part only.")
            : null).OfType<Finding>();
    }

    /// <summary>What both sides of a threshold pay, where the table is a rate on its own key.</summary>
    private static string Example(MoneyTable table, int row, Rate before, Rate after)
    {
        var key = table.Rows.Key;
        if (table.Base is not { } of || !Likeness.Same(of, key))
        {
            return "";
        }

        var threshold = table.Rows.Thresholds[row];
        return $" {Number(threshold - 1, key)} pays {Paid(threshold - 1, before)}, {Number(threshold, key)} pays "
            + $"{Paid(threshold, after)}.";

        // Cut off to cents; a threshold may be written so large that 64 bits do not hold the product.
        string Paid(long units, Rate rate)
        {
            var whole = new BigInteger(rate.Denominator) * Fixed.PowerOfTen(key.Decimals);
            var cents = new BigInteger(units) * rate.Numerator * 100 / whole;
            return string.Create(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:00}");
        }
    }

    private static IEnumerable<Finding> Ranks(MoneyTable table)
    {
        var rows = table.Rows;
        var named = rows.ByName.Where(row => row.Key > 0).OrderBy(row => row.Key).ToList();
        return Enumerable.Range(1, Math.Max(0, named.Count - 1))
            .Select(row => Fall(named[row - 1].Value, named[row].Value) is var (before, after)
            ? new Finding(Severity.Warning, Code, RowOf(rows, named[row].Key).Place,
                $"In {table.Name} the higher rank gets less: {rows.Key.Domain![named[row - 1].Key]} {before}, "
                    + $"{rows.Key.Domain[named[row].Key]} {after}.",
                "Let the rows rise with the ranks.")
            : null).OfType<Finding>();
    }

    private static TableRow RowOf(ByKey rows, long ordinal) =>
        rows.Written.Rows.First(row => rows.Key.Domain!.Ordinal(row.Key) == ordinal);

    private static IEnumerable<Finding> BalancedVolume(PairRule pair) =>
        Enumerable.Range(1, Math.Max(0, pair.Table.Count - 1)).Where(row => pair.Table[row].Amount < pair.Table[row - 1].Amount)
            .Select(row => new Finding(Severity.Warning, Code, pair.Document.At("table"),
                $"In the table of '{pair.Name}' more balanced volume pays less: "
                + $"{Row(pair, row - 1)}, {Row(pair, row)}.", "Let the rows rise."));

    private static string Row(PairRule pair, int row) =>
        $"{pair.Table[row].Amount} from {Fixed.Format(pair.Table[row].From, pair.BaseDecimals)}";

    /// <summary>The first fixed values in which the later table gives less than the earlier.</summary>
    private static (Rate Before, Rate After)? Fall(CompiledTable before, CompiledTable after) => (before, after) switch
    {
        (SingleValue { Formula: null } low, SingleValue { Formula: null } high) =>
            low.Fixed > high.Fixed ? (low.Fixed, high.Fixed) : null,
        (ByLevels low, ByLevels high) => low.Levels.Zip(high.Levels).Select(level => Fall(level.First, level.Second))
            .FirstOrDefault(fall => fall is not null),
        _ => null,
    };

    private static string Number(long units, Expression key) => Rate.FromFixed(units, key.Decimals).ToString();
}
