using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Compensation.Rules.Closing;

namespace Compensation.Rules.Volumes;

/// <summary>What the orders of the period bring each seller, for all volumes that are columns at once.</summary>
/// <remarks>
/// A seller's sums of all volumes stand side by side, by the seller's row in the snapshot: so each order reaches into far memory once, and the sums are
/// brought into canonical order once.
/// </remarks>
internal sealed class OrderSums
{
    /// <summary>So many orders that the sums which they reach stay in the cache until the last volume is added.</summary>
    private const int Block = 2_048;

    private readonly Frame frame;
    private readonly OrderRows rows;
    private readonly int[] volumes;
    private readonly long[]?[] columns;
    private readonly long[][] units;
    private readonly Lock permuting = new();
    private long[] sums = [];

    public OrderSums(Frame frame, OrderRows rows)
    {
        this.frame = frame;
        this.rows = rows;
        volumes = [.. frame.Plan.VolumeRules.Where(rule => rule.IsColumn).Select(rule => rule.Definition.Index)];
        columns = new long[]?[frame.Plan.Volumes.Count];
        units = Array.ConvertAll(volumes, _ => new long[Block]);
    }

    /// <summary>Adds up the orders.</summary>
    public void AddUp()
    {
        sums = Columns.Zeros<long>(checked(frame.Snapshot.Sellers.Count * volumes.Length));
        var period = rows.PeriodRows;
        var count = period?.Length ?? rows.Count;
        for (var start = 0; start < count; start += Block)
        {
            var length = Math.Min(Block, count - start);
            if (period is null && volumes.Length == 2)
            {
                AddTwo(start, length);
                continue;
            }

            for (var place = 0; place < volumes.Length; place++)
            {
                if (period is null)
                {
                    Add(place, start, length);
                }
                else
                {
                    Add(place, period.AsSpan(start, length));
                }
            }
        }

        TakeRefunds(period);
    }

    /// <summary>A volume in canonical order, or null for one that is no column. Each may be asked for once.</summary>
    public long[]? Of(int volume)
    {
        lock (permuting)
        {
            if (Array.IndexOf(volumes, volume) >= 0 && sums.Length > 0)
            {
                Permute();
            }

            var column = columns[volume];
            columns[volume] = null;
            return column;
        }
    }

    /// <summary>The commonest plans have two volumes: personal and commissionable. An order's are added in one go.</summary>
    private void AddTwo(int start, int length)
    {
        var seller = frame.Snapshot.Orders.Seller.AsSpan(start, length);
        var first = Units(0, start, length);
        var second = Units(1, start, length);
        var into = MemoryMarshal.Cast<long, Vector128<long>>(sums.AsSpan());
        var overflow = Vector128<long>.Zero;
        for (var i = 0; i < seller.Length && i < first.Length && i < second.Length; i++)
        {
            ref var sum = ref into[seller[i]];
            var both = Vector128.Create(first[i], second[i]);
            var after = sum + both;

            // A sum has left its 64 bits where its sign is that of neither part.
            overflow |= (sum ^ after) & (both ^ after);
            sum = after;
        }

        if (Vector128.LessThanAny(overflow, Vector128<long>.Zero))
        {
            throw new OverflowException();
        }
    }

    /// <summary>What consecutive orders bring of a volume.</summary>
    private ReadOnlySpan<long> Units(int place, int start, int length)
    {
        var into = units[place].AsSpan(0, length);
        frame.Snapshot.Orders.Volumes[volumes[place]]!.CopyTo(start, into);
        return into;
    }

    private void Add(int place, int start, int length)
    {
        var seller = frame.Snapshot.Orders.Seller.AsSpan(start, length);
        var brought = Units(place, start, length);
        var (into, width) = (sums, volumes.Length);
        for (var i = 0; i < seller.Length; i++)
        {
            ref var sum = ref into[(seller[i] * width) + place];
            sum = checked(sum + brought[i]);
        }
    }

    private void Add(int place, ReadOnlySpan<int> period)
    {
        var (seller, brought) = (frame.Snapshot.Orders.Seller, frame.Snapshot.Orders.Volumes[volumes[place]]!);
        foreach (var row in period)
        {
            ref var sum = ref sums[(seller[row] * volumes.Length) + place];
            sum = checked(sum + brought[row]);
        }
    }

    private void TakeRefunds(int[]? period)
    {
        for (var place = 0; place < volumes.Length; place++)
        {
            var (seller, brought) = (frame.Snapshot.Orders.Seller, frame.Snapshot.Orders.Volumes[volumes[place]]!);
            foreach (var (row, left) in rows.LeftAfterRefunds(volumes[place]))
            {
                if (period is null || Array.BinarySearch(period, row) >= 0)
                {
                    ref var sum = ref sums[(seller[row] * volumes.Length) + place];
                    sum = checked(sum - (brought[row] - left));
                }
            }
        }
    }

    private void Permute()
    {
        var into = Array.ConvertAll(volumes, _ => frame.Take());
        frame.ForBlocks((from, to) =>
        {
            // A block's sums stay in the cache from its first volume to its last.
            var rowOf = frame.RowOf.AsSpan(from, to - from);
            var (byRow, width) = (sums, into.Length);
            for (var place = 0; place < width; place++)
            {
                var column = into[place].AsSpan(from, rowOf.Length);
                for (var i = 0; i < column.Length; i++)
                {
                    column[i] = byRow[(rowOf[i] * width) + place];
                }
            }
        });
        for (var place = 0; place < volumes.Length; place++)
        {
            columns[volumes[place]] = into[place];
        }

        sums = [];
    }
}
