using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Bonuses;

/// <summary>Collects commission lines of one bonus as columns that grow.</summary>
internal sealed class LineBuffer
{
    private readonly Dictionary<Rate, int> rateNumbers = [];
    private readonly List<Rate> rates = [];
    private (Rate Rate, int Number) lastRate = (default, -1);

    public int Count { get; private set; }

    public ushort[] Bonus { get; private set; } = new ushort[64];

    public LineKind[] Kind { get; private set; } = new LineKind[64];

    public int[] Payee { get; private set; } = new int[64];

    public int[] Source { get; private set; } = new int[64];

    public int[] OrderRow { get; private set; } = new int[64];

    public ushort[] Level { get; private set; } = new ushort[64];

    public long[] Base { get; private set; } = new long[64];

    public int[] RateNumber { get; private set; } = new int[64];

    public long[] Amount { get; private set; } = new long[64];

    public IReadOnlyList<Rate> Rates => rates;

    public void Add(int bonus, LineKind kind, int payee, int source, int row, int level, long @base, Rate rate, long amount)
    {
        if (Count == Amount.Length)
        {
            Grow(Count * 2);
        }

        Bonus[Count] = (ushort)bonus;
        Kind[Count] = kind;
        Payee[Count] = payee;
        Source[Count] = source;
        OrderRow[Count] = row;
        Level[Count] = (ushort)Math.Min(level, ushort.MaxValue);
        Base[Count] = @base;
        RateNumber[Count] = NumberOf(rate);
        Amount[Count] = amount;
        Count++;
    }

    /// <summary>Takes over all lines of another buffer, after one's own.</summary>
    public void AddAll(LineBuffer other)
    {
        if (Count + other.Count > Amount.Length)
        {
            Grow(Math.Max(Count + other.Count, Amount.Length * 2));
        }

        Array.Copy(other.Bonus, 0, Bonus, Count, other.Count);
        Array.Copy(other.Kind, 0, Kind, Count, other.Count);
        Array.Copy(other.Payee, 0, Payee, Count, other.Count);
        Array.Copy(other.Source, 0, Source, Count, other.Count);
        Array.Copy(other.OrderRow, 0, OrderRow, Count, other.Count);
        Array.Copy(other.Level, 0, Level, Count, other.Count);
        Array.Copy(other.Base, 0, Base, Count, other.Count);
        Array.Copy(other.Amount, 0, Amount, Count, other.Count);
        var numbers = other.rates.Select(NumberOf).ToArray();
        for (var i = 0; i < other.Count; i++)
        {
            RateNumber[Count + i] = numbers[other.RateNumber[i]];
        }

        Count += other.Count;
    }

    public Lines ToLines(IReadOnlyList<string> bonusNames, IReadOnlyList<int> baseDecimals) => new()
    {
        BonusNames = bonusNames,
        Bonus = Bonus[..Count],
        Kind = Kind[..Count],
        Payee = Payee[..Count],
        Source = Source[..Count],
        OrderRow = OrderRow[..Count],
        Level = Level[..Count],
        Base = Base[..Count],
        BaseDecimals = baseDecimals,
        Rate = RateNumber[..Count],
        Rates = rates,
        Amount = Amount[..Count],
    };

    private int NumberOf(Rate rate)
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

    private void Grow(int size)
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

        T[] Resized<T>(T[] column)
        {
            Array.Resize(ref column, size);
            return column;
        }
    }
}
