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
        var whole = new LineSegment();
        var numbers = new int[segments.Count][];
        for (var i = 0; i < segments.Count; i++)
        {
            starts[i + 1] = checked(starts[i] + segments[i].Count);
            numbers[i] = [.. segments[i].rates.Select(whole.NumberOf)];
        }

        whole.Allocate(starts[^1]);
        Parallel.For(0, segments.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, i =>
        {
            whole.Take(segments[i], starts[i], numbers[i]);
            segments[i].Resize(0);
        });
        return whole;
    }

    private void Allocate(int count)
    {
        (Count, isBorrowed) = (count, false);
        Bonus = GC.AllocateUninitializedArray<ushort>(count);
        Kind = GC.AllocateUninitializedArray<LineKind>(count);
        Payee = GC.AllocateUninitializedArray<int>(count);
        Source = GC.AllocateUninitializedArray<int>(count);
        OrderRow = GC.AllocateUninitializedArray<int>(count);
        Level = GC.AllocateUninitializedArray<ushort>(count);
        Base = GC.AllocateUninitializedArray<long>(count);
        RateNumber = GC.AllocateUninitializedArray<int>(count);
        Amount = GC.AllocateUninitializedArray<long>(count);
    }

    private void Take(LineSegment part, int start, int[] numbers)
    {
        part.Bonus.AsSpan(0, part.Count).CopyTo(Bonus.AsSpan(start));
        part.Kind.AsSpan(0, part.Count).CopyTo(Kind.AsSpan(start));
        part.Payee.AsSpan(0, part.Count).CopyTo(Payee.AsSpan(start));
        part.Source.AsSpan(0, part.Count).CopyTo(Source.AsSpan(start));
        part.OrderRow.AsSpan(0, part.Count).CopyTo(OrderRow.AsSpan(start));
        part.Level.AsSpan(0, part.Count).CopyTo(Level.AsSpan(start));
        part.Base.AsSpan(0, part.Count).CopyTo(Base.AsSpan(start));
        part.Amount.AsSpan(0, part.Count).CopyTo(Amount.AsSpan(start));
        var into = RateNumber.AsSpan(start, part.Count);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = numbers[part.RateNumber[i]];
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
            var resized = size == 0 ? [] : ArrayPool<T>.Shared.Rent(size);
            column.AsSpan(0, Math.Min(Count, resized.Length)).CopyTo(resized);
            if (isBorrowed && column.Length > 0)
            {
                ArrayPool<T>.Shared.Return(column);
            }

            return resized;
        }
    }
}
