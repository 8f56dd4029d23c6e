using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Plans.Formulas;

/// <summary>A checked formula: a number with a unit and a fixed number of decimals, computed at a spot or for all sellers at once.</summary>
internal abstract class Expression
{
    /// <summary>What the number stands for.</summary>
    public Unit Unit { get; init; }

    /// <summary>How many decimals the number has.</summary>
    public int Decimals { get; init; }

    /// <summary>For <see cref="Unit.Choice"/>: what the ordinals name.</summary>
    public Domain? Domain { get; init; }

    /// <summary>The parts of the formula.</summary>
    public virtual IReadOnlyList<Expression> Parts => [];

    /// <summary>The text that it was written as, for explanations.</summary>
    public string Text { get; set; } = "";

    /// <summary>The value at one spot.</summary>
    public abstract long At(in Spot at);

    /// <summary>The values of consecutive sellers, from <paramref name="first"/> on.</summary>
    public virtual void Fill(Frame frame, int first, Span<long> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = At(new Spot(frame, first + i));
        }
    }

    /// <summary>The values of consecutive sellers where they already stand, or else in a block that is given.</summary>
    public virtual ReadOnlySpan<long> Block(Frame frame, int first, Span<long> block)
    {
        Fill(frame, first, block);
        return block;
    }

    /// <summary>The same number with another number of decimals; exact when decimals are added, half up when they are lost.</summary>
    public Expression Rescaled(int decimals) => decimals == Decimals ? this : this switch
    {
        Constant constant => new Constant(Fixed.Rescale(constant.Value, Decimals, decimals), Unit, decimals) { Text = Text },
        _ => new Rescale(this, decimals) { Text = Text },
    };

    /// <summary>Whether its value depends on at whom it is evaluated, and not only on the source, the order, the level or the company.</summary>
    public bool IsAboutPayee => this switch
    {
        Column or CustomerVolume => true,
        Elsewhere elsewhere => elsewhere.Whose != Whose.Source,
        CompanyTotal => false,
        _ => Parts.Any(part => part.IsAboutPayee),
    };

    /// <summary>Whether any part satisfies the predicate.</summary>
    public bool Any(Func<Expression, bool> predicate) => predicate(this) || Parts.Any(part => part.Any(predicate));
}

/// <summary>A number written in the plan.</summary>
internal sealed class Constant : Expression
{
    public Constant(long value, Unit unit, int decimals)
    {
        Value = value;
        Unit = unit;
        Decimals = decimals;
    }

    public long Value { get; }

    public override long At(in Spot at) => Value;

    public override void Fill(Frame frame, int first, Span<long> into) => into.Fill(Value);
}

/// <summary>A column of the frame: a volume, an attribute, a measure, the rank.</summary>
internal sealed class Column(ColumnKey key) : Expression
{
    public ColumnKey Key { get; } = key;

    public override long At(in Spot at) => at.RankInstead > 0 && (Key.Kind is ColumnKind.Rank or ColumnKind.Title)
        ? at.RankInstead
        : at.Frame.Column(Key)[at.Self];

    public override void Fill(Frame frame, int first, Span<long> into) => Block(frame, first, into).CopyTo(into);

    public override ReadOnlySpan<long> Block(Frame frame, int first, Span<long> block) => frame.Column(Key).AsSpan(first, block.Length);
}

/// <summary>Names a column of the frame.</summary>
internal readonly record struct ColumnKey(ColumnKind Kind, int Index, int Part = 0);

internal enum ColumnKind
{
    /// <summary>A volume's own total of the period; <see cref="ColumnKey.Part"/> is the order window, 0 for the period itself.</summary>
    Volume,
    Attribute,
    Measure,
    Rank,
    PreviousRank,
    Title,
    PreviousTitle,
    Enrolled,
    New,
    DaysSinceEnrolled,
    MonthsSinceEnrolled,

    /// <summary>What a bonus pays each seller in the period.</summary>
    Earnings,

    /// <summary>The value of a measure (index) or volume in the period before.</summary>
    PreviousMeasure,
    HasParent,
}

/// <summary>A total over all sellers of a column.</summary>
internal sealed class CompanyTotal(Expression of) : Expression
{
    public Expression Of { get; } = of;

    public override IReadOnlyList<Expression> Parts => [Of];

    public override long At(in Spot at) => at.Frame.CompanyTotal(Of);

    public override void Fill(Frame frame, int first, Span<long> into) => into.Fill(frame.CompanyTotal(Of));
}

/// <summary>How many sellers there are.</summary>
internal sealed class NumberOfSellers : Expression
{
    public override long At(in Spot at) => at.Frame.Count;
}

/// <summary>What the calendar says of the period.</summary>
internal sealed class PeriodValue(PeriodField field) : Expression
{
    public override long At(in Spot at) => at.Frame.PeriodValue(field);

    public override void Fill(Frame frame, int first, Span<long> into) => into.Fill(frame.PeriodValue(field));
}

internal enum PeriodField
{
    /// <summary>The local date of the period's last day.</summary>
    LastDay,

    /// <summary>The number of the calendar month in which the last day lies.</summary>
    Month,
    LastOfMonth,
    LastOfQuarter,
    LastOfYear,
}

/// <summary>Calendar months from one date's month to another's.</summary>
internal sealed class MonthsSince(Expression from, Expression until) : Expression
{
    public override IReadOnlyList<Expression> Parts => [from, until];

    public override long At(in Spot at) => Frame.MonthsBetween((int)from.At(at), (int)until.At(at));
}

/// <summary>A value of an order, or of a row of it.</summary>
internal sealed class OrderColumn(OrderField field, int index) : Expression
{
    public OrderField Field { get; } = field;

    public int Index { get; } = index;

    /// <summary>Whether it is a volume, of however many rows.</summary>
    public bool IsVolume => Field is OrderField.Volume or OrderField.PaidVolume or OrderField.WholeVolume;

    /// <summary>Whether rows of one order can differ in it.</summary>
    public bool IsOfRow => Field is not (OrderField.PaidVolume or OrderField.WholeVolume);

    public override long At(in Spot at) => at.Row < 0 ? 0
        : Field == OrderField.PaidVolume && at.Rows is { } rows ? at.Frame.Orders.Sum(Index, rows)
        : at.Frame.Orders.Value(Field, Index, at.Row);
}

internal enum OrderField
{
    /// <summary>A row's own volume.</summary>
    Volume,

    /// <summary>A volume of those rows of an order that are paid on together.</summary>
    PaidVolume,

    /// <summary>A volume of all rows of an order.</summary>
    WholeVolume,
    Attribute,
    ByCustomer,
    DaysSinceEnrolled,
    MonthsSinceEnrolled,
    FirstOrder,
    Date,

    /// <summary>Units of volume for one unit of the order's currency; the index is the attribute that names the currency.</summary>
    VolumeFactor,
}

/// <summary>A customer's own total of a volume.</summary>
internal sealed class CustomerVolume(int volume) : Expression
{
    public int Volume { get; } = volume;

    public override long At(in Spot at) => at.CustomerTotals![Volume];
}

/// <summary>A number that a walk or a pair knows.</summary>
internal sealed class SpotValue(SpotField field) : Expression
{
    public const int RateDecimals = 9;

    public SpotField Field { get; } = field;

    public override long At(in Spot at) => Field switch
    {
        SpotField.Level => at.Level,
        SpotField.Offered => Rounding.HalfUp.Multiply(1, 0, at.Offered, RateDecimals),
        SpotField.Granted => Rounding.HalfUp.Multiply(1, 0, at.Granted, RateDecimals),
        SpotField.Stronger => at.Stronger,
        SpotField.Weaker => at.Weaker,
        _ => throw new InvalidOperationException($"Unknown field {Field}."),
    };
}

internal enum SpotField
{
    Level,
    Offered,
    Granted,
    Stronger,
    Weaker,
}

/// <summary>The value of the same formula at another seller; 0 where there is none.</summary>
internal sealed class Elsewhere(Expression of, Whose whose, int tree, int attribute) : Expression
{
    public Expression Of { get; } = of;

    public Whose Whose { get; } = whose;

    public int Tree { get; } = tree;

    public override IReadOnlyList<Expression> Parts => [Of];

    public override long At(in Spot at) => SellerAt(at) is var seller && seller < 0 ? 0 : Of.At(at with { Self = seller });

    /// <summary>The other seller, or -1.</summary>
    public int SellerAt(in Spot at) => Whose switch
    {
        Whose.Source => at.Source,
        Whose.Parent => at.Frame.Tree(Tree).Parent[at.Self],
        Whose.Owner => at.Frame.OwnerOf(at.Self, attribute),
        _ => throw new InvalidOperationException($"Unknown {Whose}."),
    };
}

internal enum Whose
{
    Source,
    Parent,
    Owner,
}

internal sealed class Rescale : Expression
{
    private readonly Expression of;

    public Rescale(Expression of, int decimals)
    {
        this.of = of;
        Unit = of.Unit;
        Domain = of.Domain;
        Decimals = decimals;
    }

    public override IReadOnlyList<Expression> Parts => [of];

    public override long At(in Spot at) => Fixed.Rescale(of.At(at), of.Decimals, Decimals);

    public override void Fill(Frame frame, int first, Span<long> into)
    {
        of.Fill(frame, first, into);
        foreach (ref var value in into)
        {
            value = Fixed.Rescale(value, of.Decimals, Decimals);
        }
    }
}
