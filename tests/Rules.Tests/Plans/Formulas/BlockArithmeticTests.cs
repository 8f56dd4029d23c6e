using System.Numerics;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Tests.Numbers;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Formulas;

public class BlockArithmeticTests
{
    /// <summary>Longer than any vector of the processor, with a rest.</summary>
    private const int Length = 37;

    public static TheoryData<string> Operators => [.. Enum.GetNames<Operator>()];

    [Theory]
    [MemberData(nameof(Operators))]
    public void TryCombine_AnyNumbers_IsExactOrTooLarge(string name)
    {
        var op = Enum.Parse<Operator>(name);
        var cases = from left in Some.Int64.ArrayOf(Length)
                    from right in Some.Int64.ArrayOf(Length)
                    select (left, right);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var exact = c.left.Zip(c.right, (left, right) => Exact(op, left, right)).ToArray();
            var into = c.left.ToArray();
            if (exact.Any(number => number < long.MinValue || number > long.MaxValue))
            {
                Should.Throw<OverflowException>(() => BlockArithmetic.TryCombine(op, into, c.right, into));
            }
            else if (BlockArithmetic.TryCombine(op, into, c.right, into))
            {
                into.Select(number => (BigInteger)number).ShouldBe(exact);
            }
            else
            {
                into.ShouldBe(c.left, "nothing is done where there is no loop");
            }
        }).Check(200);
    }

    private static BigInteger Exact(Operator op, BigInteger left, BigInteger right) => op switch
    {
        Operator.Add => left + right,
        Operator.Subtract => left - right,
        Operator.Min => BigInteger.Min(left, right),
        Operator.Max => BigInteger.Max(left, right),
        Operator.Equal => left == right ? 1 : 0,
        Operator.Less => left < right ? 1 : 0,
        Operator.Greater => left > right ? 1 : 0,
        Operator.GreaterOrEqual => left >= right ? 1 : 0,
        Operator.And => !left.IsZero && !right.IsZero ? 1 : 0,
        _ => 0,
    };
}
