using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using NodaTime.Text;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>Tables of rates, amounts and numbers.</summary>
internal sealed partial class PlanCompiler
{
    /// <summary>Checks a table; an error is recorded and gives null.</summary>
    private CompiledTable? CompileTable(Table? table, FormulaScope scope)
    {
        if (table is null)
        {
            return null;
        }

        if (table.Value is { } value)
        {
            if (Rate.TryParse(value.Text, out var rate))
            {
                return new SingleValue(rate, null);
            }

            var formula = Number(value, scope);
            return formula is null ? null : formula is Constant constant ? new SingleValue(Rate.FromFixed(constant.Value, constant.Decimals), null)
                : new SingleValue(Rate.Zero, formula);
        }

        if (table.Levels is { } levels)
        {
            var rows = levels.Select(level => CompileTable(level, scope)).ToList();
            return rows.Contains(null) ? null : new ByLevels([.. rows.Select(row => row!)]);
        }

        return CompileRows(table, scope);
    }

    private ByKey? CompileRows(Table table, FormulaScope scope)
    {
        var key = Parse(table.By, scope);
        if (key is null)
        {
            return null;
        }

        if (key.Unit == Unit.Choice && key.Domain is null)
        {
            Error("unit", table.Place, $"'{table.By!.Text}' does not say which list its values are of.", "Use an attribute or a rank.");
            return null;
        }

        var decimals = Math.Max(key.Decimals, table.Rows.Select(DecimalsOf).DefaultIfEmpty(0).Max());
        key = key.Unit is Unit.Choice or Unit.Flag ? key : Scaled(key, decimals, table.By!);
        if (key is null)
        {
            return null;
        }

        var steps = new SortedDictionary<long, (TableRow Row, CompiledTable Then)>();
        var names = new Dictionary<long, CompiledTable>();
        CompiledTable? otherwise = null;
        foreach (var row in table.Rows)
        {
            var then = CompileTable(row.Then, scope);
            if (row.Kind == RowKind.Otherwise)
            {
                otherwise = then;
                continue;
            }

            if (RowValue(row, key) is not { } at || then is null)
            {
                continue;
            }

            var added = row.Kind == RowKind.Is
                ? names.TryAdd(at, then)
                : steps.TryAdd(row.Kind == RowKind.Above ? at + 1 : at, (row, then));
            if (!added)
            {
                Error("twice", row.Place, $"The row '{row.Key}' stands twice in this table.", "Leave one of them.");
            }
        }

        if (table.Brackets == Brackets.Marginal && steps.Count == 0)
        {
            Error("wrong-value", table.Place, "Marginal brackets need threshold rows.", "Write rows such as 'from 0: 5%'.");
        }

        return new ByKey(key, [.. steps.Select(step => (step.Key, step.Value.Row, step.Value.Then))], names, otherwise, table);
    }

    private static int DecimalsOf(TableRow row) => Fixed.TryParseExact(Digits(row.Key), out _, out var written) ? written : 0;

    private static string Digits(string key) => key.EndsWith('%') ? key[..^1] : key;

    private long? RowValue(TableRow row, Expression key)
    {
        switch (key.Unit)
        {
            case Unit.Choice:
                var ordinal = key.Domain!.Ordinal(row.Key);
                if (ordinal > 0 || row.Key.Equals("none", StringComparison.OrdinalIgnoreCase))
                {
                    return ordinal;
                }

                Error("unknown-name", row.Place, $"'{row.Key}' is no value of '{key.Text}'.", Names.Suggest(row.Key, key.Domain.Values));
                return null;
            case Unit.Flag when row.Key is "yes" or "true":
                return 1;
            case Unit.Flag when row.Key is "no" or "false":
                return 0;
            case Unit.Date when LocalDatePattern.Iso.Parse(row.Key) is { Success: true } date:
                return NodaTime.Period.DaysBetween(Epoch, date.Value);
            default:
                var percent = row.Key.EndsWith('%');
                var text = Digits(row.Key).Replace("_", "", StringComparison.Ordinal);
                if (Fixed.TryParseExact(text, out var units, out var written) && written + (percent ? 2 : 0) <= Fixed.MostDecimals
                    && Int128.Abs(units) * Fixed.PowerOfTen(Math.Max(0, key.Decimals - written)) < long.MaxValue)
                {
                    return Fixed.Rescale(units, written + (percent ? 2 : 0), key.Decimals);
                }

                Error("wrong-value", row.Place, $"'{row.Key}' is not a value of '{key.Text}', which is {FormulaParser.Describe(key)}.",
                    "Write 'from' and a number, 'above' and a number, or 'otherwise'.");
                return null;
        }
    }
}
