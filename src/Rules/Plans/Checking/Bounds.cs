using Compensation.Rules.Calendars;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Upper bounds of what formulas and tables can come to, whatever the data.</summary>
/// <param name="plan">The plan.</param>
/// <param name="earned">What each bonus that was looked at before pays at most, by its position.</param>
internal sealed class Bounds(Plan plan, IReadOnlyDictionary<int, VolumeShares> earned)
{
    /// <summary>How much of each volume a formula comes to at most, added up over all sellers.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="asked">How often it is asked for.</param>
    public VolumeShares Total(Expression formula, Asked asked = Asked.BySeller) => formula switch
    {
        Rescale or Whole => Total(formula.Parts[0], asked),
        CompanyTotal when asked == Asked.ForTheCompany => Total(formula.Parts[0]),
        CompanyTotal => Total(formula.Parts[0]).Times(PayShare.Unlimited),
        Column { Key.Kind: ColumnKind.Volume } column => Root(column.Key.Index),
        Column { Key.Kind: ColumnKind.Earnings } column => earned.GetValueOrDefault(column.Key.Index, VolumeShares.None),
        Column { Key.Kind: ColumnKind.Measure or ColumnKind.PreviousMeasure } column =>
            Measured(plan.Measures[column.Key.Index].Spec, asked),
        OrderColumn { IsVolume: true } column => Root(column.Index),
        CustomerVolume customer => Root(customer.Volume),
        Elsewhere { Whose: Whose.Parent } elsewhere => Total(elsewhere.Of, asked).Times(PayShare.Unlimited),
        Elsewhere elsewhere => Total(elsewhere.Of, asked),
        If => Total(formula.Parts[1], asked).Or(Total(formula.Parts[2], asked)),
        Operation operation => Combined(operation, asked),
        _ => VolumeShares.None,
    };

    /// <summary>How much of each volume the formulas in a table come to at most.</summary>
    public VolumeShares Total(CompiledTable? table) => table switch
    {
        SingleValue { Formula: { } formula } => Total(formula),
        ByLevels levels => Largest(levels.Levels),
        ByKey rows => Largest(rows.All),
        _ => VolumeShares.None,
    };

    /// <summary>The most that a table gives; null where that depends on the data.</summary>
    /// <param name="table">The table.</param>
    /// <param name="level">The level that is asked for, or null for any.</param>
    public PayShare? Most(CompiledTable table, int? level = null)
    {
        switch (table)
        {
            case SingleValue { Formula: null } single:
                return PayShare.Of(single.Fixed);
            case SingleValue single:
                return Most(single.Formula!);
            case ByLevels levels when level is { } one:
                return one >= 1 && one <= levels.Levels.Count ? Most(levels.Levels[one - 1], level) : PayShare.Zero;
            case ByLevels levels:
                return Most(levels.Levels, null);
            case ByKey rows when level is { } one && Likeness.Bare(rows.Key) is SpotValue { Field: SpotField.Level }:
                return (rows.Row(one * Fixed.PowerOfTen(rows.Key.Decimals)) ?? rows.Otherwise) is { } row ? Most(row, level)
                    : PayShare.Zero;
            case ByKey rows:
                return Most(rows.All, level);
            default:
                throw new InvalidOperationException($"Unknown table {table.GetType().Name}.");
        }
    }

    private PayShare? Most(IEnumerable<CompiledTable> tables, int? level)
    {
        var most = PayShare.Zero;
        foreach (var table in tables)
        {
            if (Most(table, level) is not { } one)
            {
                return null;
            }

            most = PayShare.Max(most, one);
        }

        return most;
    }

    /// <summary>The most that a formula can be; null where that depends on the data.</summary>
    private PayShare? Most(Expression formula) => formula switch
    {
        Constant constant => PayShare.Of(Rate.FromFixed(constant.Value, constant.Decimals)),
        { Unit: Unit.Flag } => PayShare.One,
        Rescale or Whole => Most(formula.Parts[0]),
        Column { Key.Kind: ColumnKind.Measure or ColumnKind.PreviousMeasure } column =>
            MostMeasured(plan.Measures[column.Key.Index].Spec),
        Elsewhere elsewhere => Most(elsewhere.Of),
        If => Larger(Most(formula.Parts[1]), Most(formula.Parts[2])),
        Operation operation => Most(operation),
        _ => null,
    };

    private PayShare? MostMeasured(MeasureSpec spec)
    {
        var value = spec.Table is { } table ? Most(table) : spec is { Kind: MeasureKind.Formula, Of: { } of } ? Most(of)
            : null;
        var limit = spec.AtMost is { } most ? Most(most) : null;
        return value is null || limit is null ? value ?? limit : PayShare.Min(value.Value, limit.Value);
    }

    private PayShare? Most(Operation operation)
    {
        var (left, right) = (Most(operation.Left), Most(operation.Right));
        return operation.Operator switch
        {
            Operator.Add => left + right,
            Operator.Subtract => left,
            Operator.Multiply => left is { } factor && right is { } other ? factor * other : null,
            Operator.Divide when operation.Right is Constant { Value: > 0 } divisor => left * Inverse(divisor),
            Operator.Min => left is { } one && right is { } two ? PayShare.Min(one, two) : left ?? right,
            Operator.Max => Larger(left, right),
            _ => null,
        };
    }

    private static PayShare? Larger(PayShare? left, PayShare? right) =>
        left is { } one && right is { } two ? PayShare.Max(one, two) : null;

    private static PayShare Inverse(Constant divisor) =>
        Rate.TryQuotient(Fixed.PowerOfTen(divisor.Decimals), divisor.Value, out var inverse) ? PayShare.Of(inverse)
            : PayShare.Unlimited;

    private VolumeShares Largest(IEnumerable<CompiledTable> tables) =>
        tables.Aggregate(VolumeShares.None, (largest, table) => largest.Or(Total(table)));

    private VolumeShares Combined(Operation operation, Asked asked) => operation.Operator switch
    {
        Operator.Add => Total(operation.Left, asked).Plus(Total(operation.Right, asked)),
        Operator.Subtract => Total(operation.Left, asked),
        Operator.Min => Total(operation.Left, asked).AtMost(Total(operation.Right, asked)),
        Operator.Max => Total(operation.Left, asked).Or(Total(operation.Right, asked)),
        Operator.Multiply => Total(operation.Left, asked).Times(Most(operation.Right) ?? PayShare.Zero)
            .Or(Total(operation.Right, asked).Times(Most(operation.Left) ?? PayShare.Zero)),
        Operator.Divide when operation.Right is Constant { Value: > 0 } divisor =>
            Total(operation.Left, asked).Times(Inverse(divisor)),
        Operator.Divide => Total(operation.Left, asked),
        _ => VolumeShares.None,
    };

    /// <summary>A volume in terms of the column that it is computed from.</summary>
    private VolumeShares Root(int volume)
    {
        var rule = plan.VolumeRules[volume];
        var root = rule.Formula is null ? VolumeShares.Of(volume, PayShare.One) : Total(rule.Formula);
        return rule.Times is { } times && Most(times) is { } factor ? root.Times(factor) : root;
    }

    private VolumeShares Measured(MeasureSpec spec, Asked asked)
    {
        if (spec.Of is null || spec.Kind is MeasureKind.Count or MeasureKind.Customers or MeasureKind.Place or MeasureKind.Table
            || spec.Take == LegTake.Count)
        {
            return VolumeShares.None;
        }

        var sellers = asked == Asked.OncePerPath ? PayShare.One : spec.Kind == MeasureKind.Formula ? PayShare.One
            : spec.Kind == MeasureKind.Upline ? PayShare.Unlimited : Sellers(spec);
        var periods = spec.Window switch
        {
            Window.ThisPeriod or Window.PreviousPeriod => PayShare.One,
            Window.LastPeriods last => PayShare.Times(last.Count),
            _ => PayShare.Unlimited,
        };
        return Total(spec.Of, asked).Times(sellers).Times(asked == Asked.OncePerPath ? PayShare.One : periods);
    }

    /// <summary>Of how many sellers' measures one seller's value can be a part.</summary>
    private static PayShare Sellers(MeasureSpec spec) => spec.Over switch
    {
        Scope.Self or Scope.Frontline or Scope.Recruits or Scope.Owner or Scope.Dropped => PayShare.One,
        Scope.Levels => PayShare.Times(spec.ToLevel - spec.FromLevel + 1L),
        _ => PayShare.Unlimited,
    };
}

/// <summary>How often a formula is asked for when its totals are bounded.</summary>
internal enum Asked
{
    /// <summary>For every seller; what stands in several organisations counts in each.</summary>
    BySeller,

    /// <summary>For every seller, but what stands in several organisations counts once.</summary>
    OncePerPath,

    /// <summary>Once for the whole company.</summary>
    ForTheCompany,
}
