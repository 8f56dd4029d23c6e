using System.Buffers;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Plans.Formulas;

internal enum Operator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Min,
    Max,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

/// <summary>Two numbers combined. Both sides already have the decimals that the operator asks for.</summary>
internal sealed class Operation(Operator op, Expression left, Expression right) : Expression
{
    /// <summary>How many decimals a quotient keeps.</summary>
    public const int QuotientDecimals = 9;

    public Operator Operator { get; } = op;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;

    public override IReadOnlyList<Expression> Parts => [Left, Right];

    public override long At(in Spot at) => Operator switch
    {
        Operator.And => Left.At(at) != 0 && Right.At(at) != 0 ? 1 : 0,
        Operator.Or => Left.At(at) != 0 || Right.At(at) != 0 ? 1 : 0,
        _ => Combine(Left.At(at), Right.At(at)),
    };

    public override void Fill(Frame frame, int first, Span<long> into)
    {
        if (Right is Constant { Value: var one } && BlockArithmetic.Has(Operator))
        {
            BlockArithmetic.Combine(Operator, Left.Block(frame, first, into), one, into);
            return;
        }

        if (Left is Constant { Value: var other } && Operator is Operator.Add or Operator.Min or Operator.Max)
        {
            BlockArithmetic.Combine(Operator, Right.Block(frame, first, into), other, into);
            return;
        }

        var rented = ArrayPool<long>.Shared.Rent(into.Length);
        var left = Left.Block(frame, first, into);
        var right = Right.Block(frame, first, rented.AsSpan(0, into.Length));
        if (BlockArithmetic.Has(Operator))
        {
            BlockArithmetic.Combine(Operator, left, right, into);
        }
        else
        {
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = Combine(left[i], right[i]);
            }
        }

        ArrayPool<long>.Shared.Return(rented);
    }

    private long Combine(long left, long right) => Operator switch
    {
        Operator.Add => checked(left + right),
        Operator.Subtract => checked(left - right),
        Operator.Multiply => checked(left * right),
        Operator.Divide => right == 0 ? 0 : Rounding.HalfUp.Divide((Int128)left * Fixed.PowerOfTen(QuotientDecimals), right),
        Operator.Min => Math.Min(left, right),
        Operator.Max => Math.Max(left, right),
        Operator.Equal => left == right ? 1 : 0,
        Operator.NotEqual => left != right ? 1 : 0,
        Operator.Less => left < right ? 1 : 0,
        Operator.LessOrEqual => left <= right ? 1 : 0,
        Operator.Greater => left > right ? 1 : 0,
        Operator.GreaterOrEqual => left >= right ? 1 : 0,
        Operator.And => left != 0 && right != 0 ? 1 : 0,
        Operator.Or => left != 0 || right != 0 ? 1 : 0,
        _ => throw new InvalidOperationException($"Unknown operator {Operator}."),
    };
}

/// <summary>A condition turned round.</summary>
internal sealed class Not : Expression
{
    private readonly Expression of;

    public Not(Expression of)
    {
        this.of = of;
        Unit = Unit.Flag;
    }

    public override IReadOnlyList<Expression> Parts => [of];

    public override long At(in Spot at) => of.At(at) == 0 ? 1 : 0;

    public override void Fill(Frame frame, int first, Span<long> into)
    {
        of.Fill(frame, first, into);
        foreach (ref var value in into)
        {
            value = value == 0 ? 1 : 0;
        }
    }
}

/// <summary>A number without its decimals: how often something fits wholly. A quotient is cut off before it is rounded.</summary>
internal sealed class Whole(Expression of) : Expression
{
    public override IReadOnlyList<Expression> Parts => [of];

    public override long At(in Spot at)
    {
        if (of is not Operation { Operator: Operator.Divide } quotient)
        {
            return of.At(at) / Fixed.PowerOfTen(of.Decimals);
        }

        var divisor = quotient.Right.At(at);
        return divisor == 0 ? 0 : quotient.Left.At(at) / divisor;
    }
}

/// <summary>One of two numbers, by a condition.</summary>
internal sealed class If(Expression condition, Expression then, Expression otherwise) : Expression
{
    public override IReadOnlyList<Expression> Parts => [condition, then, otherwise];

    public override long At(in Spot at) => condition.At(at) != 0 ? then.At(at) : otherwise.At(at);
}

/// <summary>Whether a choice is one of a list.</summary>
internal sealed class OneOf : Expression
{
    private readonly Expression of;
    private readonly IReadOnlyList<long> values;

    public OneOf(Expression of, IReadOnlyList<long> values)
    {
        this.of = of;
        this.values = values;
        Unit = Unit.Flag;
    }

    public override IReadOnlyList<Expression> Parts => [of];

    public override long At(in Spot at)
    {
        var value = of.At(at);
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] == value)
            {
                return 1;
            }
        }

        return 0;
    }
}
