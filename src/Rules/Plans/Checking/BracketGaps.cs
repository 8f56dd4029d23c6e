using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Tables that decide money and have no row for some values, or rows that get in each other's way.</summary>
internal static class BracketGaps
{
    private const string Gap = "bracket-gap";
    private const string Overlap = "bracket-overlap";

    public static IEnumerable<Finding> Find(IEnumerable<MoneyTable> tables) => tables.SelectMany(table =>
        table.Rows.Key.Unit is Unit.Choice or Unit.Flag ? MissingNames(table)
        : table.Rows.Key.Unit is Unit.Date or Unit.Seller ? []
        : BelowTheLowest(table).Concat(ExactRows(table)).Concat(NarrowRows(table)));

    /// <summary>Thresholds: what lies below the lowest gets nothing, silently.</summary>
    private static IEnumerable<Finding> BelowTheLowest(MoneyTable table)
    {
        var rows = table.Rows;
        if (rows.Thresholds.Count == 0 || (rows.Otherwise is not null && rows.Brackets == Brackets.Whole))
        {
            return [];
        }

        var key = rows.Key;
        var least = Likeness.Bare(key) is SpotValue { Field: SpotField.Level } ? 1 : 0;
        var lowest = rows.Thresholds[0];
        if (lowest <= least * Fixed.PowerOfTen(key.Decimals) || CoveredBelow(table, lowest))
        {
            return [];
        }

        var remedy = rows.Brackets == Brackets.Whole ? "Write 'otherwise: 0' if that is meant, or a row 'from 0'."
            : "Write a row 'from 0', with 0 if that is meant.";
        return [Warning(Gap, rows.StepRows[0],
            $"Below {Number(lowest, key)} of '{key.Text}', {table.Name} has no row and gives nothing.", remedy)];
    }

    /// <summary>Whether the condition to receive keeps everybody at or above the lowest threshold.</summary>
    private static bool CoveredBelow(MoneyTable table, long lowest)
    {
        var bare = Likeness.Bare(table.Rows.Key);
        var (low, _) = table.Known.Of(bare);
        var added = Math.Max(0, table.Rows.Key.Decimals - bare.Decimals);
        return low >= 0 && (Int128)low * Fixed.PowerOfTen(added) >= lowest;
    }

    /// <summary>A row for exactly one amount of volume is nearly always meant as a threshold.</summary>
    private static IEnumerable<Finding> ExactRows(MoneyTable table) => table.Rows.Key.Unit is Unit.Volume or Unit.Money
        ? table.Rows.Written.Rows.Where(row => row.Kind == RowKind.Is).Select(row => Warning(Gap, row,
            $"The row '{row.Key}' of {table.Name} is for exactly {row.Key} of '{table.Rows.Key.Text}', not for more.",
            $"Write 'from {row.Key}'."))
        : [];

    /// <summary>Rows written with both 'from' and 'above' that leave one of them next to nothing.</summary>
    private static IEnumerable<Finding> NarrowRows(MoneyTable table)
    {
        var rows = table.Rows;
        if (rows.Key.Unit is not (Unit.Volume or Unit.Money or Unit.Count))
        {
            return [];
        }

        var one = Fixed.PowerOfTen(rows.Key.Decimals);
        return Enumerable.Range(0, Math.Max(0, rows.Thresholds.Count - 1))
            .Where(row => rows.StepRows[row].Kind != rows.StepRows[row + 1].Kind
                && rows.Thresholds[row + 1] - rows.Thresholds[row] <= one)
            .Select(row => Warning(Overlap, rows.StepRows[row],
                $"The row '{Words(rows.StepRows[row])}' of {table.Name} holds only from "
                + $"{Number(rows.Thresholds[row], rows.Key)} to below {Number(rows.Thresholds[row + 1], rows.Key)} "
                + $"of '{rows.Key.Text}', where '{Words(rows.StepRows[row + 1])}' takes over.",
                "Write both with 'from', or both with 'above'."));
    }

    /// <summary>Names of a list without a row get nothing, silently.</summary>
    private static IEnumerable<Finding> MissingNames(MoneyTable table)
    {
        var rows = table.Rows;
        if (rows.Otherwise is not null)
        {
            return [];
        }

        var flag = rows.Key.Unit == Unit.Flag;
        var (low, high) = table.Known.Of(rows.Key);
        var values = flag ? Enumerable.Range(0, 2) : Enumerable.Range(1, rows.Key.Domain!.Values.Count);
        var missing = values.Where(value => value >= low && value <= high && rows.Row(value) is null)
            .Select(value => flag ? (value == 1 ? "yes" : "no") : rows.Key.Domain![value]).ToList();
        return missing.Count == 0 ? []
            : [new Finding(Severity.Warning, Gap, rows.Written.Place,
                $"For '{rows.Key.Text}' {string.Join(", ", missing)}, {table.Name} has no row and gives nothing.",
                "Write 'otherwise: 0' if that is meant, or a row for each.")];
    }

    private static string Words(TableRow row) => $"{(row.Kind == RowKind.Above ? "above" : "from")} {row.Key}";

    private static string Number(long units, Expression key) => Rate.FromFixed(units, key.Decimals).ToString();

    private static Finding Warning(string code, TableRow row, string message, string remedy) =>
        new(Severity.Warning, code, row.Place, message, remedy);
}
