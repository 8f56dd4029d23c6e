using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>What a list of conditions demands of each quantity: between which values it must lie for all of them to
/// hold.</summary>
/// <remarks>Conditions that compare no quantity with a fixed number are kept as a whole: each must be true.</remarks>
internal sealed class Demands
{
    private readonly Plan plan;
    private readonly Dictionary<string, Span> spans = [];

    public Demands(Plan plan, IEnumerable<Expression> conditions)
    {
        this.plan = plan;
        foreach (var condition in conditions)
        {
            Add(condition, condition.Text);
        }
    }

    /// <summary>Why the conditions cannot all hold; null where they can.</summary>
    public string? Contradiction { get; private set; }

    /// <summary>Between which values a quantity must lie, in its own smallest units.</summary>
    public (long Low, long High) Of(Expression quantity)
    {
        var bare = Likeness.Bare(quantity);
        var span = spans.TryGetValue(Likeness.Of(bare), out var known) ? known : Possible(bare);
        return (span.Low, span.High);
    }

    /// <summary>Whether whoever meets these meets the others too.</summary>
    public bool Imply(Demands others) => others.spans.All(other => spans.TryGetValue(other.Key, out var own)
        && own.Low >= other.Value.Low && own.High <= other.Value.High);

    private void Add(Expression condition, string because)
    {
        switch (Likeness.Bare(condition))
        {
            case Operation { Operator: Operator.And } both:
                Add(both.Left, because);
                Add(both.Right, because);
                break;
            case Operation { Right: Constant bound } comparison when IsComparison(comparison.Operator):
                Compare(comparison.Left, comparison.Operator, bound, because);
                break;
            case Operation { Left: Constant bound } comparison when IsComparison(comparison.Operator):
                Compare(comparison.Right, Turned(comparison.Operator), bound, because);
                break;
            case Constant constant:
                Contradiction ??= constant.Value == 0 ? $"'{because}' never holds" : null;
                break;
            case Not not:
                Narrow(not.Parts[0], 0, 0, because);
                break;
            case var flag:
                Narrow(flag, 1, 1, because);
                if (flag is Column { Key.Kind: ColumnKind.Measure } column
                    && plan.Measures[column.Key.Index].Spec is { Kind: MeasureKind.Formula, Of: { Unit: Unit.Flag } of })
                {
                    Add(of, because);
                }

                break;
        }
    }

    private static bool IsComparison(Operator op) =>
        op is Operator.Equal or Operator.Less or Operator.LessOrEqual or Operator.Greater or Operator.GreaterOrEqual;

    private static Operator Turned(Operator op) => op switch
    {
        Operator.Less => Operator.Greater,
        Operator.LessOrEqual => Operator.GreaterOrEqual,
        Operator.Greater => Operator.Less,
        Operator.GreaterOrEqual => Operator.LessOrEqual,
        _ => op,
    };

    private void Compare(Expression side, Operator op, Constant bound, string because)
    {
        var quantity = Likeness.Bare(side);

        // Both sides were given the same decimals to be compared; the quantity itself may have fewer, and then knows
        // only whole steps.
        var step = Fixed.PowerOfTen(Math.Max(0, bound.Decimals - quantity.Decimals));
        var floor = bound.Value >= 0 ? bound.Value / step : -((-(Int128)bound.Value + step - 1) / step);
        var exact = floor * step == bound.Value;
        var (below, at) = ((long)floor, (long)floor + (exact ? 0 : 1));
        var (low, high) = op switch
        {
            Operator.GreaterOrEqual => (at, long.MaxValue),
            Operator.Greater => (below + 1, long.MaxValue),
            Operator.LessOrEqual => (long.MinValue, below),
            Operator.Less => (long.MinValue, at - 1),
            _ => (at, below),
        };
        Narrow(quantity, low, high, because);
    }

    private void Narrow(Expression quantity, long low, long high, string because)
    {
        var bare = Likeness.Bare(quantity);
        var key = Likeness.Of(bare);
        var span = spans.TryGetValue(key, out var known) ? known : Possible(bare);
        if (low > span.Low)
        {
            span = span with { Low = low, LowBecause = because };
        }

        if (high < span.High)
        {
            span = span with { High = high, HighBecause = because };
        }

        spans[key] = span;
        if (span.Low > span.High)
        {
            var reasons = new[] { span.LowBecause, span.HighBecause }.OfType<string>().Distinct().ToList();
            Contradiction ??= reasons.Count == 1 ? $"'{reasons[0]}' never holds"
                : $"'{reasons[0]}' and '{reasons[1]}' never hold together";
        }
    }

    /// <summary>Between which values a quantity can lie at all.</summary>
    private Span Possible(Expression quantity) => quantity switch
    {
        { Unit: Unit.Flag } => new Span(0, 1, null, null),
        { Unit: Unit.Choice, Domain: { } domain } => new Span(0, domain.Values.Count, null, null),
        Column { Key.Kind: ColumnKind.Measure } column
            when plan.Measures[column.Key.Index] is { Unit: Unit.Count, Spec.Kind: not MeasureKind.Formula } =>
            new Span(0, long.MaxValue, null, null),
        _ => new Span(long.MinValue, long.MaxValue, null, null),
    };

    private readonly record struct Span(long Low, long High, string? LowBecause, string? HighBecause);
}
