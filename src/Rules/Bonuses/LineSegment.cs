using System.Buffers;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Bonuses;

/// <summary>Some lines as columns, few enough to stay in the processor's cache while they are written.</summary>
/// <remarks>The memory of its columns is borrowed, and given back when segments are joined.</remarks>
internal sealed class LineSegment
{
    private const int First = 64;
    private const int Most = 16_384;

    private readonly Dictionary<Rate, int> rateNumbers = [];
    private readonly List<Rate> rates = [];
    private (Rate Rate, int Number) lastRate = (default, -1);
    private bool isBorrowed = true;

    /// <summary>Makes a segment.</summary>
    /// <param name="isLarge">Whether many lines are to be expected, because there are many already.</param>
    public LineSegment(bool isLarge = false)
    {
        if (isLarge)
        {
            Resize(Most);
        }
    }

    public int Count { get; private set; }

    public bool IsFull => Count >= Most;

    public ushort[] Bonus { get; private set; } = [];

    public LineKind[] Kind { get; private set; } = [];

    public int[] Payee { get; private set; } = [];

    public int[] Source { get; private set; } = [];

    public int[] OrderRow { get; private set; } = [];

    public ushort[] Level { get; private set; } = [];

    public long[] Base { get; private set; } = [];

    public int[] RateNumber { get; private set; } = [];

    public long[] Amount { get; private set; } = [];

    public IReadOnlyList<Rate> Rates => rates;

    public void Add(ushort bonus, LineKind kind, int payee, int source, int row, int level, long @base, int rate, long amount)
    {
        if (Count == Amount.Length)
        {
            Resize(Math.Max(First, Count * 2));
        }

        Bonus[Count] = bonus;
        Kind[Count] = kind;
        Payee[Count] = payee;
        Source[Count] = source;
        OrderRow[Count] = row;
        Level[Count] = (ushort)Math.Min(level, ushort.MaxValue);
        Base[Count] = @base;
        RateNumber[Count] = rate;
        Amount[Count] = amount;
        Count++;
    }

    /// <summary>The number of a rate in this segment: they are numbered as they are first used.</summary>
    public int NumberOf(Rate rate)
    {
        if (lastRate.Number >= 0 && lastRate.Rate == rate)
        {
            return lastRate.Number;
        }

        if (!rateNumbers.TryGetValue(rate, out var number))
        {
            number = rates.Count;
            rateNumbers[rate] = number;
            rates.Add(rate);
        }

        lastRate = (rate, number);
        return number;
    }

    /// <summary>All lines of some segments in one, whose columns are exactly as long as there are lines.</summary>
    public static LineSegment Joined(IReadOnlyList<LineSegment> segments, int threads)
    {
        if (segments is [{ isBorrowed: false } alone])
        {
            return alone;
        }

        var starts = new int[segments.Count + 1];
        var whole = new LineSegment { isBorrowed = false };
        for (var i = 0; i < segments.Count; i++)
        {
            starts[i + 1] = checked(starts[i] + segments[i].Count);
            segments[i].Renumber([.. segments[i].rates.Select(whole.NumberOf)]);
        }

        // Column by column, so that the parts of one are given back before the next is made.
        whole.Count = starts[^1];
        whole.Bonus = Column(part => part.Bonus, part => part.Bonus = []);
        whole.Kind = Column(part => part.Kind, part => part.Kind = []);
        whole.Payee = Column(part => part.Payee, part => part.Payee = []);
        whole.Source = Column(part => part.Source, part => part.Source = []);
        whole.OrderRow = Column(part => part.OrderRow, part => part.OrderRow = []);
        whole.Level = Column(part => part.Level, part => part.Level = []);
        whole.Base = Column(part => part.Base, part => part.Base = []);
        whole.RateNumber = Column(part => part.RateNumber, part => part.RateNumber = []);
        whole.Amount = Column(part => part.Amount, part => part.Amount = []);
        return whole;

        T[] Column<T>(Func<LineSegment, T[]> of, Action<LineSegment> drop)
        {
            var column = GC.AllocateUninitializedArray<T>(whole.Count);
            Parallel.For(0, segments.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, i =>
            {
                var part = of(segments[i]);
                part.AsSpan(0, segments[i].Count).CopyTo(column.AsSpan(starts[i]));
                if (segments[i].isBorrowed && part.Length > 0)
                {
                    ArrayPool<T>.Shared.Return(part);
                }

                drop(segments[i]);
            });
            return column;
        }
    }

    /// <summary>Takes over the numbers that rates have elsewhere.</summary>
    private void Renumber(int[] numbers)
    {
        var isSame = true;
        for (var i = 0; i < numbers.Length; i++)
        {
            isSame &= numbers[i] == i;
        }

        for (var i = 0; !isSame && i < Count; i++)
        {
            RateNumber[i] = numbers[RateNumber[i]];
        }
    }

    private void Resize(int size)
    {
        Bonus = Resized(Bonus);
        Kind = Resized(Kind);
        Payee = Resized(Payee);
        Source = Resized(Source);
        OrderRow = Resized(OrderRow);
        Level = Resized(Level);
        Base = Resized(Base);
        RateNumber = Resized(RateNumber);
        Amount = Resized(Amount);
        isBorrowed = true;

        T[] Resized<T>(T[] column)
        {
            var resized = ArrayPool<T>.Shared.Rent(size);
            column.AsSpan(0, Count).CopyTo(resized);
            if (isBorrowed && column.Length > 0)
            {
                ArrayPool<T>.Shared.Return(column);
            }

            return resized;
        }
    }
}
