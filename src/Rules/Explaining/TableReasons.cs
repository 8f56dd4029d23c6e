using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Says which row of a table applied.</summary>
internal static class TableReasons
{
    public static Reason Of(ClosedPeriod period, string name, CompiledTable table, in Spot at, bool isShare)
    {
        var value = table.At(at);
        var shown = isShare ? ClosedPeriod.Percent(value) : value.ToString();
        return new Reason($"{name}: {shown} {Row(period, table, at)}")
        {
            Facts = [Fact.Of(name, value)],
            Because = OrderReasons.Wholes(period, table.Expressions, at),
        };
    }

    private static string Row(ClosedPeriod period, CompiledTable table, in Spot at) => table switch
    {
        SingleValue { Formula: null } => "as the plan has it",
        SingleValue { Formula: { } formula } => $"by {formula.Text}",
        ByLevels levels when at.Level < 1 || at.Level > levels.Levels.Count =>
            $"because the table has {levels.Levels.Count} levels, and this is level {at.Level}",
        ByLevels { Levels: var levels } => levels[at.Level - 1] is SingleValue { Formula: null }
            ? $"on level {at.Level}" : $"on level {at.Level}, {Row(period, levels[at.Level - 1], at)}",
        ByKey byKey => Row(period, byKey, at),
        _ => "",
    };

    private static string Row(ClosedPeriod period, ByKey table, in Spot at)
    {
        var value = table.Key.At(at);
        var key = $"{table.Key.Text} is {period.Text(table.Key, value)}";
        if (table.Brackets == Brackets.Marginal)
        {
            return $"on average, because {key} and each part is paid in its own bracket";
        }

        if (table.Row(value) is not { } row)
        {
            return table.Otherwise is null
                ? $"because {key}, for which the table has no row"
                : $"because {key}: the row for everything else{Inner(period, table.Otherwise, at)}";
        }

        var from = table.ByName.ContainsKey(value) ? "" : $": the row from {period.Text(table.Key, Threshold(table, value))}";
        return $"because {key}{from}{Inner(period, row, at)}";
    }

    private static long Threshold(ByKey table, long value) => table.Thresholds.Last(threshold => threshold <= value);

    private static string Inner(ClosedPeriod period, CompiledTable row, in Spot at) =>
        row is SingleValue { Formula: null } ? "" : $", {Row(period, row, at)}";

    /// <summary>The arithmetic of a line, rounded once.</summary>
    public static Reason Arithmetic(ClosedPeriod period, long units, int decimals, Rate rate, long amount)
    {
        var plan = period.Plan;
        var rounded = plan.Rounding.Multiply(units, decimals, rate, plan.Decimals);
        var exact = Rate.TryQuotient((Int128)units * rate.Numerator, (Int128)rate.Denominator * Fixed.PowerOfTen(decimals), out var quotient)
            ? quotient.ToString() : "more digits than are shown";
        var limits = rounded == amount ? "" : $", within the limits of a line {Fixed.Format(amount, plan.Decimals)}";
        return new Reason($"{Fixed.Format(units, decimals)} × {rate} = {exact} → {Fixed.Format(rounded, plan.Decimals)} ({Words(plan.Rounding)}){limits}")
        {
            Facts = [Fact.Of("base", units, decimals), Fact.Of("rate", rate), new Fact("exact", exact), period.MoneyFact("amount", amount)],
        };
    }

    /// <summary>A rounding rule in words.</summary>
    public static string Words(Rounding rounding) => rounding switch
    {
        Rounding.HalfUp => "half up",
        Rounding.HalfEven => "half to even",
        Rounding.HalfDown => "half down",
        Rounding.TowardZero => "cut off",
        _ => "rounded away from zero",
    };
}
