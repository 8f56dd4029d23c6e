namespace Compensation.Rules.Closing;

/// <summary>A <see cref="NumberColumn"/> to which rows are added at the end.</summary>
/// <remarks>Not safe for several threads at once; the columns that it gives stay as they are.</remarks>
public sealed class NumberColumnBuilder
{
    private const int FirstRows = 1024;

    /// <summary>Large enough not to be moved about by the collector.</summary>
    private const int BlockBytes = 1 << 20;

    private readonly PackedMemory memory = new(BlockBytes);
    private PackedValues[] pieces = [];
    private long[] rest = [];
    private int packed;

    /// <summary>Whether a column that was given reads the rest; then it is never written over.</summary>
    private bool isShared;

    /// <summary>How many numbers there are.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a row.</summary>
    public long this[int row] => row < packed ? pieces[row / NumberColumn.PieceRows][row % NumberColumn.PieceRows] : rest[row - packed];

    /// <summary>Adds a number.</summary>
    public void Add(long number)
    {
        if (Count - packed == rest.Length)
        {
            MakeRoom();
        }

        rest[Count - packed] = number;
        Count++;
    }

    /// <summary>Adds numbers.</summary>
    public void Add(ReadOnlySpan<long> numbers)
    {
        while (numbers.Length > 0)
        {
            if (Count - packed == rest.Length)
            {
                MakeRoom();
            }

            var part = numbers[..Math.Min(numbers.Length, rest.Length - (Count - packed))];
            part.CopyTo(rest.AsSpan(Count - packed));
            Count += part.Length;
            numbers = numbers[part.Length..];
        }
    }

    /// <summary>Adds a piece that was kept.</summary>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    /// <param name="bytes">The numbers as <see cref="NumberPiece.Bytes"/> gives them.</param>
    /// <param name="start">Where they begin.</param>
    /// <exception cref="InvalidOperationException">There are rows already that are no whole piece.</exception>
    public void AddPiece(long least, long most, byte[] bytes, int start)
    {
        if (Count != packed)
        {
            throw new InvalidOperationException("Pieces come before single numbers.");
        }

        Keep(PackedValues.From(bytes, start, least, most));
        Count = packed;
    }

    /// <summary>The numbers added so far. They share the builder's memory.</summary>
    public NumberColumn ToColumn()
    {
        if (Count - packed == NumberColumn.PieceRows)
        {
            MakeRoom();
        }

        isShared = true;
        return new NumberColumn(pieces, Count, rest);
    }

    /// <summary>Makes room for another number behind the last.</summary>
    private void MakeRoom()
    {
        if (rest.Length < NumberColumn.PieceRows)
        {
            Array.Resize(ref rest, Math.Max(FirstRows, rest.Length * 2));
            isShared = false;
            return;
        }

        Keep(PackedValues.Of(rest, memory));
        if (isShared)
        {
            (rest, isShared) = (new long[NumberColumn.PieceRows], false);
        }
    }

    private void Keep(PackedValues piece)
    {
        var number = packed / NumberColumn.PieceRows;
        if (number == pieces.Length)
        {
            Array.Resize(ref pieces, Math.Max(4, number * 2));
        }

        pieces[number] = piece;
        packed += NumberColumn.PieceRows;
    }
}
