using System.Collections.Concurrent;
using Compensation.Rules.Closing;

namespace Compensation.Rules.Volumes;

/// <summary>What the orders of the period bring each seller, for all volumes that are columns at once.</summary>
/// <remarks>Whoever adds up has sums of his own, of some of the orders. They are brought into canonical order once.</remarks>
internal sealed class OrderSums
{
    /// <summary>So many orders that what is fetched of them stays in the cache until it is added.</summary>
    private const int Block = 2_048;

    /// <summary>How many blocks are taken at a time.</summary>
    private const int BlocksAtATime = 32;

    private readonly Frame frame;
    private readonly OrderRows rows;
    private readonly int[] volumes;
    private readonly long[]?[] columns;
    private readonly Lazy<bool> isDivided;
    private readonly Lazy<bool> startsInHalves;
    private readonly ConcurrentBag<SellerSums> parts = [];
    private readonly Lock permuting = new();
    private bool needsWhole;
    private int taken;
    private bool isPermuted;

    public OrderSums(Frame frame, OrderRows rows)
    {
        this.frame = frame;
        this.rows = rows;
        volumes = [.. frame.Plan.VolumeRules.Where(rule => rule.IsColumn).Select(rule => rule.Definition.Index)];
        columns = new long[]?[frame.Plan.Volumes.Count];
        isDivided = new(() => frame.Workers.Threads > 1 && !MayOverflow());
        startsInHalves = new(() => volumes.Length == 2 && volumes.All(volume => Units(volume).AreWithin(-SellerSums.MostInHalf, SellerSums.MostInHalf)));
    }

    /// <summary>Adds up the orders that nobody else has taken: all of them, unless somebody helps.</summary>
    public void AddUp()
    {
        var period = rows.PeriodRows;
        var (count, sums) = (period?.Length ?? rows.Count, (SellerSums?)null);
        var sellers = period is null ? [] : new int[Block];
        var units = Array.ConvertAll(volumes, _ => new long[Block]);
        for (int first; (first = TakeBlocks()) < count;)
        {
            sums ??= NewSums();
            var end = (int)Math.Min(count, first + ((long)BlocksAtATime * Block));
            for (var start = first; start < end; start += Block)
            {
                var length = Math.Min(Block, end - start);
                sums.Add(period is null ? Fetch(start, length, units) : Fetch(period.AsSpan(start, length), sellers, units), units);
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

    private NumberColumn Units(int volume) => frame.Snapshot.Orders.Volumes[volume]!;

    private SellerSums NewSums() => new(frame.Snapshot.Sellers.Count, volumes.Length, startsInHalves.Value && !needsWhole);

    /// <summary>Whether the sum of some orders may need more than 64 bits. If so, they are added up in their order: in another one it might be another sum that
    /// does, and the result must be the same with any number of threads.</summary>
    private bool MayOverflow() => volumes.Any(volume => Units(volume).Reach() > (UInt128)long.MaxValue);

    /// <summary>The first order of the next blocks that nobody has taken.</summary>
    private int TakeBlocks() => (int)Math.Min(int.MaxValue, (Interlocked.Increment(ref taken) - 1L) * BlocksAtATime * Block);

    /// <summary>Fetches what consecutive orders bring, and gives their sellers.</summary>
    private ReadOnlySpan<int> Fetch(int start, int length, long[][] units)
    {
        for (var place = 0; place < volumes.Length; place++)
        {
            Units(volumes[place]).CopyTo(start, units[place].AsSpan(0, length));
        }

        return frame.Snapshot.Orders.Seller.AsSpan(start, length);
    }

    /// <summary>Fetches the sellers of some orders, and what the orders bring.</summary>
    private ReadOnlySpan<int> Fetch(ReadOnlySpan<int> period, int[] sellers, long[][] units)
    {
        for (var i = 0; i < period.Length; i++)
        {
            sellers[i] = frame.Snapshot.Orders.Seller[period[i]];
            for (var place = 0; place < volumes.Length; place++)
            {
                units[place][i] = Units(volumes[place])[period[i]];
            }
        }

        return sellers.AsSpan(0, period.Length);
    }

    /// <summary>The sums of all orders.</summary>
    private SellerSums Joined()
    {
        if (Join() is { AreTooLarge: false } sums)
        {
            return sums;
        }

        // Somebody has more than half of 64 bits: everything once more.
        needsWhole = true;
        taken = 0;
        AddUp();
        return Join();
    }

    private SellerSums Join()
    {
        var sums = parts.TryTake(out var first) ? first : NewSums();
        while (parts.TryTake(out var part))
        {
            sums.Add(part, frame.Workers);
        }

        return sums;
    }

    private void Permute(SellerSums sums)
    {
        foreach (var volume in volumes)
        {
            columns[volume] = frame.Take();
        }

        frame.ForBlocks((from, to) =>
        {
            // A block's sums stay in the cache from its first volume to its last.
            for (var place = 0; place < volumes.Length; place++)
            {
                sums.CopyTo(place, frame.RowOf.AsSpan(from, to - from), columns[volumes[place]].AsSpan(from, to - from));
            }
        });
        foreach (var volume in volumes)
        {
            TakeRefunds(volume, columns[volume]!);
        }
    }

    private void TakeRefunds(int volume, long[] column)
    {
        var period = rows.PeriodRows;
        foreach (var (row, left) in rows.LeftAfterRefunds(volume))
        {
            if (rows.SellerOf(row) is >= 0 and var seller && (period is null || Array.BinarySearch(period, row) >= 0))
            {
                column[seller] = checked(column[seller] - (Units(volume)[row] - left));
            }
        }
    }
}
