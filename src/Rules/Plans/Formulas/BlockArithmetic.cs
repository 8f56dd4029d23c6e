using System.Numerics;

namespace Compensation.Rules.Plans.Formulas;

/// <summary>Combines blocks of numbers, as many at a time as the processor can.</summary>
/// <remarks>Sums and differences beyond 64 bits are found as surely as one by one: their sign gives them away.</remarks>
internal static class BlockArithmetic
{
    private interface IOperator
    {
        static abstract long Of(long left, long right);

        static abstract Vector<long> Of(Vector<long> left, Vector<long> right);

        /// <summary>Negative where the exact result needs more than 64 bits.</summary>
        static virtual Vector<long> Overflow(Vector<long> left, Vector<long> right, Vector<long> result) => Vector<long>.Zero;
    }

    /// <summary>Combines each number of a block with its counterpart.</summary>
    /// <returns>Whether the operator has a loop here; if not, nothing was done.</returns>
    public static bool TryCombine(Operator op, Span<long> into, ReadOnlySpan<long> other)
    {
        switch (op)
        {
            case Operator.Add:
                Combine<Add>(into, other);
                break;
            case Operator.Subtract:
                Combine<Subtract>(into, other);
                break;
            case Operator.Min:
                Combine<Min>(into, other);
                break;
            case Operator.Max:
                Combine<Max>(into, other);
                break;
            case Operator.Equal:
                Combine<Equal>(into, other);
                break;
            case Operator.Less:
                Combine<Less>(into, other);
                break;
            case Operator.Greater:
                Combine<Greater>(into, other);
                break;
            case Operator.GreaterOrEqual:
                Combine<GreaterOrEqual>(into, other);
                break;
            case Operator.And:
                And(into, other);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>Whether both are not zero, as one or zero.</summary>
    public static void And(Span<long> into, ReadOnlySpan<long> other) => Combine<Both>(into, other);

    private static void Combine<TOperator>(Span<long> into, ReadOnlySpan<long> other)
        where TOperator : struct, IOperator
    {
        var at = 0;
        var overflow = Vector<long>.Zero;
        for (; at <= into.Length - Vector<long>.Count; at += Vector<long>.Count)
        {
            var (left, right) = (new Vector<long>(into[at..]), new Vector<long>(other[at..]));
            var result = TOperator.Of(left, right);
            overflow |= TOperator.Overflow(left, right, result);
            result.CopyTo(into[at..]);
        }

        if (Vector.LessThanAny(overflow, Vector<long>.Zero))
        {
            throw new OverflowException("A number of a formula needs more than 64 bits.");
        }

        for (; at < into.Length; at++)
        {
            into[at] = TOperator.Of(into[at], other[at]);
        }
    }

    private static Vector<long> OneWhere(Vector<long> holds) => holds & Vector<long>.One;

    private readonly struct Add : IOperator
    {
        public static long Of(long left, long right) => checked(left + right);

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => left + right;

        public static Vector<long> Overflow(Vector<long> left, Vector<long> right, Vector<long> result) => (left ^ result) & (right ^ result);
    }

    private readonly struct Subtract : IOperator
    {
        public static long Of(long left, long right) => checked(left - right);

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => left - right;

        public static Vector<long> Overflow(Vector<long> left, Vector<long> right, Vector<long> result) => (left ^ right) & (left ^ result);
    }

    private readonly struct Min : IOperator
    {
        public static long Of(long left, long right) => Math.Min(left, right);

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => Vector.Min(left, right);
    }

    private readonly struct Max : IOperator
    {
        public static long Of(long left, long right) => Math.Max(left, right);

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => Vector.Max(left, right);
    }

    private readonly struct Equal : IOperator
    {
        public static long Of(long left, long right) => left == right ? 1 : 0;

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => OneWhere(Vector.Equals(left, right));
    }

    private readonly struct Less : IOperator
    {
        public static long Of(long left, long right) => left < right ? 1 : 0;

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => OneWhere(Vector.LessThan(left, right));
    }

    private readonly struct Greater : IOperator
    {
        public static long Of(long left, long right) => left > right ? 1 : 0;

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => OneWhere(Vector.GreaterThan(left, right));
    }

    private readonly struct GreaterOrEqual : IOperator
    {
        public static long Of(long left, long right) => left >= right ? 1 : 0;

        public static Vector<long> Of(Vector<long> left, Vector<long> right) => OneWhere(Vector.GreaterThanOrEqual(left, right));
    }

    private readonly struct Both : IOperator
    {
        public static long Of(long left, long right) => left != 0 && right != 0 ? 1 : 0;

        public static Vector<long> Of(Vector<long> left, Vector<long> right) =>
            OneWhere(~(Vector.Equals(left, Vector<long>.Zero) | Vector.Equals(right, Vector<long>.Zero)));
    }
}
