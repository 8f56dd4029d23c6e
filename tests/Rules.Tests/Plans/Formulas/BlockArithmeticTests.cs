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

    public static TheoryData<string> Operators => [.. Enum.GetValues<Operator>().Where(BlockArithmetic.Has).Select(op => op.ToString())];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Combine_AnyNumbers_IsExactOrTooLarge(string name)
    {
        var op = Enum.Parse<Operator>(name);
        var cases = from left in Some.Int64.ArrayOf(Length)
                    from right in Some.Int64.ArrayOf(Length)
                    select (left, right);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            ShouldBeExact(c.left.Zip(c.right, (left, right) => Exact(op, left, right)), c.left, into => BlockArithmetic.Combine(op, into, c.right, into));
            ShouldBeExact(c.left.Select(left => Exact(op, left, c.right[0])), c.left, into => BlockArithmetic.Combine(op, into, c.right[0], into));
        }).Check(200);
    }

    private static void ShouldBeExact(IEnumerable<BigInteger> expected, long[] left, Action<long[]> combine)
    {
        var (exact, into) = (expected.ToArray(), left.ToArray());
        if (exact.Any(number => number < long.MinValue || number > long.MaxValue))
        {
            Should.Throw<OverflowException>(() => combine(into));
            return;
        }

        combine(into);
        into.Select(number => (BigInteger)number).ShouldBe(exact);
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
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };
}
