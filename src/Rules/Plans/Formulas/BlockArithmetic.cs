using System.Numerics;
using System.Runtime.InteropServices;

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

    /// <summary>What stands to the right of an operator.</summary>
    private interface IOperand
    {
        long One(int at);

        /// <summary>As many as a vector holds, by the number of the vector.</summary>
        Vector<long> Several(int at);
    }

    /// <summary>Whether an operator has a loop here.</summary>
    public static bool Has(Operator op) => op is not (Operator.Multiply or Operator.Divide or Operator.NotEqual or Operator.LessOrEqual or Operator.Or);

    /// <summary>Combines each number of a block with its counterpart in another. The result may take the place of either.</summary>
    public static void Combine(Operator op, ReadOnlySpan<long> left, ReadOnlySpan<long> right, Span<long> into) =>
        Combine(op, left, new Column(right), into);

    /// <summary>Combines each number of a block with one and the same. The result may take the block's place.</summary>
    public static void Combine(Operator op, ReadOnlySpan<long> left, long right, Span<long> into) => Combine(op, left, new Same(right), into);

    /// <summary>Whether both are not zero, as one or zero.</summary>
    public static void And(ReadOnlySpan<long> left, ReadOnlySpan<long> right, Span<long> into) => Combine<Both, Column>(left, new Column(right), into);

    private static void Combine<TRight>(Operator op, ReadOnlySpan<long> left, TRight right, Span<long> into)
        where TRight : IOperand, allows ref struct
    {
        switch (op)
        {
            case Operator.Add:
                Combine<Add, TRight>(left, right, into);
                break;
            case Operator.Subtract:
                Combine<Subtract, TRight>(left, right, into);
                break;
            case Operator.Min:
                Combine<Min, TRight>(left, right, into);
                break;
            case Operator.Max:
                Combine<Max, TRight>(left, right, into);
                break;
            case Operator.Equal:
                Combine<Equal, TRight>(left, right, into);
                break;
            case Operator.Less:
                Combine<Less, TRight>(left, right, into);
                break;
            case Operator.Greater:
                Combine<Greater, TRight>(left, right, into);
                break;
            case Operator.GreaterOrEqual:
                Combine<GreaterOrEqual, TRight>(left, right, into);
                break;
            case Operator.And:
                Combine<Both, TRight>(left, right, into);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(op), op, null);
        }
    }

    private static void Combine<TOperator, TRight>(ReadOnlySpan<long> left, TRight right, Span<long> into)
        where TOperator : struct, IOperator
        where TRight : IOperand, allows ref struct
    {
        var overflow = Vector<long>.Zero;
        var results = MemoryMarshal.Cast<long, Vector<long>>(into);
        var some = MemoryMarshal.Cast<long, Vector<long>>(left)[..results.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var others = right.Several(i);
            var result = TOperator.Of(some[i], others);
            overflow |= TOperator.Overflow(some[i], others, result);
            results[i] = result;
        }

        if (Vector.LessThanAny(overflow, Vector<long>.Zero))
        {
            throw new OverflowException("A number of a formula needs more than 64 bits.");
        }

        for (var at = results.Length * Vector<long>.Count; at < into.Length; at++)
        {
            into[at] = TOperator.Of(left[at], right.One(at));
        }
    }

    private static Vector<long> OneWhere(Vector<long> holds) => holds & Vector<long>.One;

    private readonly ref struct Column(ReadOnlySpan<long> values) : IOperand
    {
        private readonly ReadOnlySpan<long> values = values;
        private readonly ReadOnlySpan<Vector<long>> vectors = MemoryMarshal.Cast<long, Vector<long>>(values);

        public long One(int at) => values[at];

        public Vector<long> Several(int at) => vectors[at];
    }

    private readonly struct Same(long value) : IOperand
    {
        private readonly long value = value;
        private readonly Vector<long> several = new(value);

        public long One(int at) => value;

        public Vector<long> Several(int at) => several;
    }

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
