using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Compensation.Rules.Closing;

namespace Compensation.Rules.Volumes;

/// <summary>What the orders of the period bring each seller, for all volumes that are columns at once.</summary>
/// <remarks>
/// A seller's sums of all volumes stand side by side, by the seller's row in the snapshot: so each order reaches into far memory once, and the sums are
/// brought into canonical order once. Whoever adds up has sums of his own, of some of the orders.
/// </remarks>
internal sealed class OrderSums
{
    /// <summary>So many orders that the sums which they reach stay in the cache until the last volume is added.</summary>
    private const int Block = 2_048;

    /// <summary>How many blocks are taken at a time.</summary>
    private const int BlocksAtATime = 32;

    private readonly Frame frame;
    private readonly OrderRows rows;
    private readonly int[] volumes;
    private readonly long[]?[] columns;
    private readonly Lazy<bool> isDivided;
    private readonly ConcurrentBag<long[]> parts = [];
    private readonly Lock permuting = new();
    private int taken;
    private bool isPermuted;

    public OrderSums(Frame frame, OrderRows rows)
    {
        this.frame = frame;
        this.rows = rows;
        volumes = [.. frame.Plan.VolumeRules.Where(rule => rule.IsColumn).Select(rule => rule.Definition.Index)];
        columns = new long[]?[frame.Plan.Volumes.Count];
        isDivided = new(() => frame.Workers.Threads > 1 && !MayOverflow());
    }

    /// <summary>Adds up the orders that nobody else has taken: all of them, unless somebody helps.</summary>
    public void AddUp()
    {
        var period = rows.PeriodRows;
        var (count, sums) = (period?.Length ?? rows.Count, (long[]?)null);
        var units = Array.ConvertAll(volumes, _ => new long[Block]);
        for (int first; (first = TakeBlocks()) < count;)
        {
            sums ??= Columns.Zeros<long>(checked(frame.Snapshot.Sellers.Count * volumes.Length));
            var end = (int)Math.Min(count, first + ((long)BlocksAtATime * Block));
            for (var start = first; start < end; start += Block)
            {
                Add(sums, units, period, start, Math.Min(Block, end - start));
            }
        }

        if (sums is not null)
        {
            parts.Add(sums);
        }
    }

    /// <summary>Adds up some of the orders beside somebody who does already, where that may be divided.</summary>
    public void Help()
    {
        if (isDivided.Value)
        {
            AddUp();
        }
    }

    /// <summary>A volume in canonical order, or null for one that is no column. Each may be asked for once.</summary>
    public long[]? Of(int volume)
    {
        lock (permuting)
        {
            if (Array.IndexOf(volumes, volume) >= 0 && !isPermuted)
            {
                Permute(Joined());
                isPermuted = true;
            }

            var column = columns[volume];
            columns[volume] = null;
            return column;
        }
    }

    /// <summary>Whether the sum of some orders may need more than 64 bits. If so, they are added up in their order: in another one it might be another sum that
    /// does, and the result must be the same with any number of threads.</summary>
    private bool MayOverflow() => volumes.Any(volume => frame.Snapshot.Orders.Volumes[volume]!.Reach() > (UInt128)long.MaxValue);

    /// <summary>The first order of the next blocks that nobody has taken.</summary>
    private int TakeBlocks() => (int)Math.Min(int.MaxValue, (Interlocked.Increment(ref taken) - 1L) * BlocksAtATime * Block);

    private void Add(long[] sums, long[][] units, int[]? period, int start, int length)
    {
        if (period is not null)
        {
            for (var place = 0; place < volumes.Length; place++)
            {
                Add(sums, place, period.AsSpan(start, length));
            }

            return;
        }

        for (var place = 0; place < volumes.Length; place++)
        {
            frame.Snapshot.Orders.Volumes[volumes[place]]!.CopyTo(start, units[place].AsSpan(0, length));
        }

        var seller = frame.Snapshot.Orders.Seller.AsSpan(start, length);
        if (volumes.Length == 2)
        {
            AddTwo(sums, seller, units[0].AsSpan(0, length), units[1].AsSpan(0, length));
            return;
        }

        for (var place = 0; place < volumes.Length; place++)
        {
            Add(sums, place, seller, units[place].AsSpan(0, length));
        }
    }

    /// <summary>The commonest plans have two volumes: personal and commissionable. An order's are added in one go.</summary>
    private static void AddTwo(long[] sums, ReadOnlySpan<int> seller, ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        var into = MemoryMarshal.Cast<long, Vector128<long>>(sums.AsSpan());
        var overflow = Vector128<long>.Zero;
        for (var i = 0; i < seller.Length && i < first.Length && i < second.Length; i++)
        {
            ref var sum = ref into[seller[i]];
            var units = Vector128.Create(first[i], second[i]);
            var after = sum + units;

            // A sum has left its 64 bits where its sign is that of neither part.
            overflow |= (sum ^ after) & (units ^ after);
            sum = after;
        }

        if (Vector128.LessThanAny(overflow, Vector128<long>.Zero))
        {
            throw new OverflowException();
        }
    }

    private void Add(long[] sums, int place, ReadOnlySpan<int> seller, ReadOnlySpan<long> units)
    {
        var width = volumes.Length;
        for (var i = 0; i < seller.Length; i++)
        {
            ref var sum = ref sums[(seller[i] * width) + place];
            sum = checked(sum + units[i]);
        }
    }

    private void Add(long[] sums, int place, ReadOnlySpan<int> period)
    {
        var (seller, units) = (frame.Snapshot.Orders.Seller, frame.Snapshot.Orders.Volumes[volumes[place]]!);
        foreach (var row in period)
        {
            ref var sum = ref sums[(seller[row] * volumes.Length) + place];
            sum = checked(sum + units[row]);
        }
    }

    /// <summary>The sums of all orders, without what was refunded.</summary>
    private long[] Joined()
    {
        if (!parts.TryTake(out var sums))
        {
            return new long[frame.Snapshot.Sellers.Count * volumes.Length];
        }

        while (parts.TryTake(out var part))
        {
            frame.Workers.For(sums.Length, (from, to) =>
            {
                var into = Vectors(sums.AsSpan(from, to - from));
                var others = Vectors(part.AsSpan(from, to - from));
                for (var i = 0; i < into.Length; i++)
                {
                    into[i] += others[i];
                }

                for (var i = to - ((to - from) % Vector<long>.Count); i < to; i++)
                {
                    sums[i] += part[i];
                }
            });
        }

        TakeRefunds(sums);
        return sums;
    }

    private static Span<Vector<long>> Vectors(Span<long> values) => MemoryMarshal.Cast<long, Vector<long>>(values);

    private void TakeRefunds(long[] sums)
    {
        var period = rows.PeriodRows;
        for (var place = 0; place < volumes.Length; place++)
        {
            var (seller, units) = (frame.Snapshot.Orders.Seller, frame.Snapshot.Orders.Volumes[volumes[place]]!);
            foreach (var (row, left) in rows.LeftAfterRefunds(volumes[place]))
            {
                if (period is null || Array.BinarySearch(period, row) >= 0)
                {
                    ref var sum = ref sums[(seller[row] * volumes.Length) + place];
                    sum = checked(sum - (units[row] - left));
                }
            }
        }
    }

    private void Permute(long[] sums)
    {
        var into = Array.ConvertAll(volumes, _ => frame.Take());
        frame.ForBlocks((from, to) =>
        {
            // A block's sums stay in the cache from its first volume to its last.
            var rowOf = frame.RowOf.AsSpan(from, to - from);
            var width = into.Length;
            for (var place = 0; place < width; place++)
            {
                var column = into[place].AsSpan(from, rowOf.Length);
                for (var i = 0; i < column.Length; i++)
                {
                    column[i] = sums[(rowOf[i] * width) + place];
                }
            }
        });
        for (var place = 0; place < volumes.Length; place++)
        {
            columns[volumes[place]] = into[place];
        }
    }
}
