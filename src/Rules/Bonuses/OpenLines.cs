using System.Buffers;
using Compensation.Rules.Closing;

namespace Compensation.Rules.Bonuses;

/// <summary>Lines that are being written, few enough to stay in the processor's cache until they are packed.</summary>
/// <remarks>
/// Their columns stand one behind the other in one array, so that a line is written with one look at its bounds. The memory is borrowed, and used again for
/// those that come after.
/// </remarks>
internal sealed class OpenLines
{
    /// <summary>So many that all columns fit into an array of a power of two, as they are lent.</summary>
    private const int Most = 1_792;

    /// <summary>From one column to the next; columns that began at the same place of a page would drive each other out of the cache.</summary>
    private const int Stride = Most + 8;

    private const int Fields = (int)LineField.Amount + 1;

    private readonly long[] cells = ArrayPool<long>.Shared.Rent(Fields * Stride);

    public int Count { get; private set; }

    public bool IsFull => Count == Most;

    /// <summary>One column.</summary>
    public ReadOnlySpan<long> this[LineField field] => cells.AsSpan((int)field * Stride, Count);

    public void Add(int bonus, LineKind kind, int payee, int source, int row, int level, long @base, int rate, long amount)
    {
        // The last column first: where it has room, so have the others, and they are not looked at again.
        var line = cells.AsSpan(Count);
        line[(int)LineField.Amount * Stride] = amount;
        line[(int)LineField.Bonus * Stride] = bonus;
        line[(int)LineField.Kind * Stride] = (long)kind;
        line[(int)LineField.Payee * Stride] = payee;
        line[(int)LineField.Source * Stride] = source;
        line[(int)LineField.OrderRow * Stride] = row;
        line[(int)LineField.Level * Stride] = Math.Min(level, ushort.MaxValue);
        line[(int)LineField.Base * Stride] = @base;
        line[(int)LineField.Rate * Stride] = rate;
        Count++;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => Count = 0;

    /// <summary>Gives the memory back; nothing may be added afterwards.</summary>
    public void Return() => ArrayPool<long>.Shared.Return(cells);
}
