using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Bonuses;

/// <summary>Collects commission lines in segments, which are brought together once: when the close is over, or when somebody asks for a single line.</summary>
internal sealed class LineBuffer
{
    private readonly List<LineSegment> segments = [];
    private LineSegment? open;

    public int Count { get; private set; }

    /// <summary>The lines piece by piece: for whoever goes through all of them.</summary>
    public IReadOnlyList<LineSegment> Segments => segments;

    public ushort[] Bonus => Whole.Bonus;

    public LineKind[] Kind => Whole.Kind;

    public int[] Payee => Whole.Payee;

    public int[] Source => Whole.Source;

    public int[] OrderRow => Whole.OrderRow;

    public ushort[] Level => Whole.Level;

    public long[] Base => Whole.Base;

    public long[] Amount => Whole.Amount;

    /// <summary>The rate of a line.</summary>
    public Rate RateOf(int line) => Whole.Rates[Whole.RateNumber[line]];

    private LineSegment Whole
    {
        get
        {
            if (segments.Count != 1)
            {
                Join(LineSegment.Joined(segments, 1));
            }

            return segments[0];
        }
    }

    public void Add(int bonus, LineKind kind, int payee, int source, int row, int level, long @base, Rate rate, long amount)
    {
        var into = open is { IsFull: false } known ? known : Open();
        into.Add((ushort)bonus, kind, payee, source, row, level, @base, into.NumberOf(rate), amount);
        Count++;
    }

    /// <summary>Takes over all lines of another buffer, after one's own; the other is empty then.</summary>
    public void AddAll(LineBuffer other)
    {
        segments.AddRange(other.segments);
        Count += other.Count;
        other.segments.Clear();
        other.Count = 0;
        (open, other.open) = (null, null);
    }

    /// <summary>Adds what each payee gets to a column of sums.</summary>
    public void AddTo(long[] sums)
    {
        foreach (var segment in segments)
        {
            var payee = segment.Payee.AsSpan(0, segment.Count);
            var amount = segment.Amount.AsSpan(0, segment.Count);
            for (var i = 0; i < payee.Length; i++)
            {
                ref var sum = ref sums[payee[i]];
                sum = checked(sum + amount[i]);
            }
        }
    }

    public Lines ToLines(IReadOnlyList<string> bonusNames, IReadOnlyList<int> baseDecimals, int threads)
    {
        Join(LineSegment.Joined(segments, threads));
        var whole = segments[0];
        return new Lines
        {
            BonusNames = bonusNames,
            Bonus = whole.Bonus,
            Kind = whole.Kind,
            Payee = whole.Payee,
            Source = whole.Source,
            OrderRow = whole.OrderRow,
            Level = whole.Level,
            Base = whole.Base,
            BaseDecimals = baseDecimals,
            Rate = whole.RateNumber,
            Rates = whole.Rates,
            Amount = whole.Amount,
        };
    }

    private void Join(LineSegment whole)
    {
        segments.Clear();
        segments.Add(whole);
        open = null;
    }

    private LineSegment Open()
    {
        if (segments.Count == 0 || segments[^1].IsFull)
        {
            segments.Add(new LineSegment(isLarge: segments.Count > 0));
        }

        return open = segments[^1];
    }
}
