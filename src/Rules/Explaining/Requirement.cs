using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Represents one requirement of a rank or a bonus as it stands for one seller.</summary>
/// <param name="Text">The requirement as the plan has it.</param>
/// <param name="Met">Whether it holds.</param>
/// <param name="Actual">What the seller has, where it is a comparison.</param>
/// <param name="Required">What it asks for, where it is a comparison.</param>
/// <param name="Gap">What is missing (or, for an upper limit, too much); null where it is met or no number.</param>
public sealed record Requirement(string Text, bool Met, Fact? Actual = null, Fact? Required = null, Fact? Gap = null)
{
    /// <summary>The parts of a requirement that holds if any of them does.</summary>
    public IReadOnlyList<Requirement> AnyOf { get; init; } = [];

    /// <summary>The requirement in words, such as <c>PV >= 100: 80, 20 missing</c>.</summary>
    public override string ToString()
    {
        var counted = Actual is { Unit: Unit.Count } && Required is { Unit: Unit.Count or Unit.Number };
        var actual = Actual is null ? "" : counted ? $"{Actual.Text} of {Required!.Text}" : Actual.Text;
        var gap = Gap is null ? "" : Gap.Name == "excess" ? $"{Gap.Text} too much" : Gap.Name == "ranks" ? $"{Gap.Text} below" : $"{Gap.Text} missing";
        return (actual, gap, Met) switch
        {
            ("", _, true) => $"{Text}: met",
            ("", _, false) => $"{Text}: not met",
            (_, "", true) => $"{Text}: {actual}, met",
            (_, "", false) => $"{Text}: {actual}, not met",
            _ => $"{Text}: {actual}, {gap}",
        };
    }

    /// <summary>Evaluates a condition at a spot; a condition made of several that must all hold gives one requirement each.</summary>
    internal static IEnumerable<Requirement> All(ClosedPeriod period, Expression condition, Spot at) =>
        condition is Operation { Operator: Operator.And } both ? All(period, both.Left, at).Concat(All(period, both.Right, at)) : [Of(period, condition, at)];

    /// <summary>Evaluates one condition at a spot.</summary>
    internal static Requirement Of(ClosedPeriod period, Expression condition, in Spot at)
    {
        var met = condition.At(at) != 0;
        switch (condition)
        {
            case Operation { Operator: Operator.Or } either:
                return new Requirement(condition.Text, met) { AnyOf = [Of(period, either.Left, at), Of(period, either.Right, at)] };
            case Operation { Operator: >= Operator.Equal and <= Operator.GreaterOrEqual } comparison:
                var (left, right) = (comparison.Left.At(at), comparison.Right.At(at));
                return new Requirement(condition.Text, met, period.Show("actual", comparison.Left, left), period.Show("required", comparison.Right, right),
                    met ? null : Missing(comparison, left, right));
            case Column { Unit: Unit.Flag } flag:
                return new Requirement(condition.Text, met, period.Show("actual", flag, met ? 1 : 0), period.Show("required", flag, 1));
            default:
                return new Requirement(condition.Text, met);
        }
    }

    private static Fact? Missing(Operation comparison, long left, long right)
    {
        var isLower = comparison.Operator is Operator.GreaterOrEqual or Operator.Greater;
        var isUpper = comparison.Operator is Operator.LessOrEqual or Operator.Less;
        if (!isLower && !isUpper)
        {
            return null;
        }

        var strict = comparison.Operator is Operator.Greater or Operator.Less ? 1 : 0;
        var gap = (isLower ? right - left : left - right) + strict;
        var name = isUpper ? "excess" : comparison.Left.Unit == Unit.Choice ? "ranks" : "missing";
        var text = name == "ranks" ? $"{gap} rank{(gap == 1 ? "" : "s")}" : Rate.FromFixed(gap, comparison.Left.Decimals).ToString();
        return new Fact(name, text, comparison.Left.Unit, gap, comparison.Left.Decimals);
    }
}
