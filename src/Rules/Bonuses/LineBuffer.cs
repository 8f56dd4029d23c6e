using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Bonuses;

/// <summary>Looks at some consecutive lines.</summary>
internal delegate void LineBlock(ReadOnlySpan<long> bonus, ReadOnlySpan<long> payee, ReadOnlySpan<long> amount);

/// <summary>Collects commission lines. Those written last are open; the others lie in packed pieces, in which the result has them too.</summary>
internal sealed class LineBuffer
{
    /// <summary>Fewer lines are taken over one by one, so that not every place where lines come together leaves a small piece.</summary>
    private const int Few = 1_024;

    private readonly List<LinePiece> pieces = [];
    private PiecePlaces? places;
    private OpenLines? open;
    private RateNumbers rates = new();
    private PackedMemory memory = new();

    /// <summary>How many lines lie in pieces.</summary>
    private int packed;

    public int Count => packed + (open?.Count ?? 0);

    public void Add(int bonus, LineKind kind, int payee, int source, int row, int level, long @base, Rate rate, long amount)
    {
        var into = open is { IsFull: false } known ? known : Open();
        into.Add(bonus, kind, payee, source, row, level, @base, rates.Of(rate), amount);
    }

    /// <summary>Takes over all lines of another buffer, after one's own; the other is empty then.</summary>
    public void AddAll(LineBuffer other)
    {
        if (other.Count < Few)
        {
            for (var line = 0; line < other.Count; line++)
            {
                Add(other.BonusOf(line), other.KindOf(line), other.PayeeOf(line), other.SourceOf(line), other.OrderRowOf(line), other.LevelOf(line),
                    other.BaseOf(line), other.RateOf(line), other.AmountOf(line));
            }
        }
        else
        {
            Pack();
            other.Pack();
            pieces.AddRange(other.pieces);
            (packed, places) = (checked(packed + other.packed), null);
        }

        other.Clear();
    }

    public int BonusOf(int line) => (int)Cell(LineField.Bonus, line);

    public LineKind KindOf(int line) => (LineKind)Cell(LineField.Kind, line);

    public int PayeeOf(int line) => (int)Cell(LineField.Payee, line);

    public int SourceOf(int line) => (int)Cell(LineField.Source, line);

    public int OrderRowOf(int line) => (int)Cell(LineField.OrderRow, line);

    public int LevelOf(int line) => (int)Cell(LineField.Level, line);

    public long BaseOf(int line) => Cell(LineField.Base, line);

    public long AmountOf(int line) => Cell(LineField.Amount, line);

    public Rate RateOf(int line) =>
        (line >= packed ? rates : pieces[Places.Of(line).Piece].Rates).All[(int)Cell(LineField.Rate, line)];

    /// <summary>Goes through the lines from one on, some at a time.</summary>
    public void ForBlocks(int first, LineBlock work)
    {
        Span<long> bonus = stackalloc long[LineColumn.Block];
        Span<long> payee = stackalloc long[LineColumn.Block];
        Span<long> amount = stackalloc long[LineColumn.Block];
        foreach (var piece in pieces)
        {
            for (int at = first, count; at < piece.Count; at += count)
            {
                count = Math.Min(LineColumn.Block, piece.Count - at);
                piece[LineField.Bonus].CopyTo(at, bonus[..count]);
                piece[LineField.Payee].CopyTo(at, payee[..count]);
                piece[LineField.Amount].CopyTo(at, amount[..count]);
                work(bonus[..count], payee[..count], amount[..count]);
            }

            first = Math.Max(0, first - piece.Count);
        }

        if (open is not null && first < open.Count)
        {
            work(open[LineField.Bonus][first..], open[LineField.Payee][first..], open[LineField.Amount][first..]);
        }
    }

    /// <summary>Adds what each payee gets to a column of sums.</summary>
    public void AddTo(long[] sums, Workers workers)
    {
        if (!workers.Divide(Count))
        {
            AddTo(sums, 0, sums.Length);
            return;
        }

        // Either goes through all lines and adds those of its payees: so each sum is added up in the order of the lines, by however many threads.
        var middle = sums.Length / 2;
        workers.Both(() => AddTo(sums, 0, middle), () => AddTo(sums, middle, sums.Length));
    }

    private void AddTo(long[] sums, int from, int to) => ForBlocks(0, (_, payee, amount) =>
    {
        var own = sums.AsSpan(from, to - from);
        for (var i = 0; i < payee.Length; i++)
        {
            // Nothing is added to the first sum for those of others: to ask would be to guess, and half of the guesses would be wrong.
            var place = (int)payee[i] - from;
            var isOwn = unchecked((uint)place < (uint)own.Length);
            ref var sum = ref own[isOwn ? place : 0];
            sum = checked(sum + (isOwn ? amount[i] : 0));
        }
    });

    /// <summary>The lines for the result, which has them in the same pieces; none may be added afterwards.</summary>
    public Lines ToLines(IReadOnlyList<string> bonusNames, IReadOnlyList<int> baseDecimals)
    {
        Pack();
        var (allRates, rateNumbers) = RatesOfAll();
        return new Lines
        {
            BonusNames = bonusNames,
            Bonus = Column<ushort>(LineField.Bonus),
            Kind = Column<LineKind>(LineField.Kind),
            Payee = Column<int>(LineField.Payee),
            Source = Column<int>(LineField.Source),
            OrderRow = Column<int>(LineField.OrderRow),
            Level = Column<ushort>(LineField.Level),
            Base = Column<long>(LineField.Base),
            BaseDecimals = baseDecimals,
            Rate = new LineColumn<int>(Places, rateNumbers),
            Rates = allRates,
            Amount = Column<long>(LineField.Amount),
        };

        LineColumn<T> Column<T>(LineField field)
            where T : unmanaged => new(Places, [.. pieces.Select(piece => piece[field])]);
    }

    private PiecePlaces Places => places ??= new PiecePlaces(pieces.ConvertAll(piece => piece.Count));

    private long Cell(LineField field, int line)
    {
        if (line >= packed)
        {
            return open![field][line - packed];
        }

        var (piece, at) = Places.Of(line);
        return pieces[piece][field][at];
    }

    /// <summary>All distinct rates as they are first used, and by piece their numbers among them.</summary>
    private (IReadOnlyList<Rate> Rates, PackedValues[] Numbers) RatesOfAll()
    {
        var (all, numbers) = (new RateNumbers(), new Dictionary<RateNumbers, int[]?>());
        return (all.All, [.. pieces.Select(piece =>
        {
            if (!numbers.TryGetValue(piece.Rates, out var others))
            {
                int[] known = [.. piece.Rates.All.Select(all.Of)];
                numbers[piece.Rates] = others = known.Where((number, own) => number != own).Any() ? known : null;
            }

            return others is null ? piece[LineField.Rate] : Renumbered(piece, others);
        })]);
    }

    private static PackedValues Renumbered(LinePiece piece, int[] numbers)
    {
        var renumbered = new long[piece.Count];
        piece[LineField.Rate].CopyTo(0, renumbered);
        foreach (ref var number in renumbered.AsSpan())
        {
            number = numbers[number];
        }

        return PackedValues.Of(renumbered, new PackedMemory());
    }

    private OpenLines Open()
    {
        if (open is null)
        {
            return open = new OpenLines();
        }

        PackOpen();
        return open;
    }

    /// <summary>Packs what is open, and gives its memory back.</summary>
    private void Pack()
    {
        if (open is not null)
        {
            PackOpen();
            open.Return();
            open = null;
        }
    }

    private void PackOpen()
    {
        if (open!.Count > 0)
        {
            pieces.Add(new LinePiece(open, rates, memory));
            (packed, places) = (checked(packed + open.Count), null);
            open.Clear();
        }
    }

    private void Clear()
    {
        open?.Return();
        pieces.Clear();
        (packed, places, open, rates, memory) = (0, null, null, new RateNumbers(), new PackedMemory());
    }
}
