using System.Buffers;
using Compensation.Rules.Closing;

namespace Compensation.Rules.Bonuses;

/// <summary>Lines that are being written, few enough to stay in the processor's cache until they are packed.</summary>
/// <remarks>The memory is borrowed, and used again for those that come after.</remarks>
internal sealed class OpenLines
{
    private const int First = 64;
    private const int Most = 2_048;

    /// <summary>Makes room.</summary>
    /// <param name="isLarge">Whether many lines are to be expected.</param>
    public OpenLines(bool isLarge)
    {
        Resize(isLarge ? Most : First);
    }

    public int Count { get; private set; }

    public bool IsFull => Count >= Most;

    /// <summary>The columns, by <see cref="LineField"/>.</summary>
    public long[][] Columns { get; } = [.. Enum.GetValues<LineField>().Select(_ => Array.Empty<long>())];

    public void Add(int bonus, LineKind kind, int payee, int source, int row, int level, long @base, int rate, long amount)
    {
        var (at, columns) = (Count, Columns);
        if (at == columns[0].Length)
        {
            Resize(Count * 2);
        }

        columns[(int)LineField.Bonus][at] = bonus;
        columns[(int)LineField.Kind][at] = (long)kind;
        columns[(int)LineField.Payee][at] = payee;
        columns[(int)LineField.Source][at] = source;
        columns[(int)LineField.OrderRow][at] = row;
        columns[(int)LineField.Level][at] = Math.Min(level, ushort.MaxValue);
        columns[(int)LineField.Base][at] = @base;
        columns[(int)LineField.Rate][at] = rate;
        columns[(int)LineField.Amount][at] = amount;
        Count = at + 1;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => Count = 0;

    /// <summary>Gives the memory back.</summary>
    public void Return()
    {
        foreach (ref var column in Columns.AsSpan())
        {
            ArrayPool<long>.Shared.Return(column);
            column = [];
        }
    }

    private void Resize(int size)
    {
        foreach (ref var column in Columns.AsSpan())
        {
            var resized = ArrayPool<long>.Shared.Rent(size);
            column.AsSpan(0, Count).CopyTo(resized);
            if (column.Length > 0)
            {
                ArrayPool<long>.Shared.Return(column);
            }

            column = resized;
        }
    }
}
