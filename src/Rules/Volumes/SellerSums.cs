using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Compensation.Rules.Closing;

namespace Compensation.Rules.Volumes;

/// <summary>What some orders bring each seller: the sums of all volumes side by side, by the seller's row in the snapshot.</summary>
/// <remarks>
/// Two volumes may share a number: the first is its upper half, the second its lower one, as in <c>first × 2³² + second</c>. Such numbers are added as any
/// others, and twice as many of them stay in the cache, which is what adding up five million orders of a million sellers waits for.
/// </remarks>
internal sealed class SellerSums
{
    /// <summary>What an order may bring at most, above zero or below, where two volumes share a number: any two such halves are a number of 64 bits.</summary>
    public const int MostInHalf = int.MaxValue;

    private const int HalfBits = 32;

    /// <summary>The signs of both halves.</summary>
    private const long Signs = unchecked((long)0x8000_0000_8000_0000);

    private readonly int volumes;
    private readonly bool inHalves;
    private readonly int width;
    private readonly long[] sums;

    /// <summary>Has a bit among the <see cref="Signs"/> where a half was too small for its sum.</summary>
    private long overflow;

    /// <summary>Makes room for the sums of all sellers.</summary>
    /// <param name="sellers">How many sellers there are.</param>
    /// <param name="volumes">How many volumes there are.</param>
    /// <param name="inHalves">Whether two volumes share a number; then no order may bring more of either than <see cref="MostInHalf"/>.</param>
    public SellerSums(int sellers, int volumes, bool inHalves)
    {
        (this.volumes, this.inHalves) = (volumes, inHalves);
        width = inHalves ? 1 : volumes;
        sums = Columns.Zeros<long>(checked(sellers * width));
    }

    /// <summary>Whether a sum did not fit into its half; then all of them are worth nothing.</summary>
    public bool AreTooLarge => (overflow & Signs) != 0;

    /// <summary>Adds what orders bring.</summary>
    /// <param name="seller">The row of each order's seller.</param>
    /// <param name="units">By volume what each order brings.</param>
    /// <exception cref="OverflowException">A sum takes more than 64 bits.</exception>
    public void Add(ReadOnlySpan<int> seller, long[][] units)
    {
        if (inHalves)
        {
            AddHalves(seller, units[0], units[1]);
        }
        else if (volumes == 2)
        {
            AddTwo(seller, units[0], units[1]);
        }
        else
        {
            for (var volume = 0; volume < volumes; volume++)
            {
                AddOne(seller, volume, units[volume]);
            }
        }
    }

    /// <summary>Adds the sums of other orders, of which it is known that no sum takes more than 64 bits.</summary>
    /// <param name="others">The sums, kept in the same way.</param>
    /// <param name="workers">Divide the sellers.</param>
    public void Add(SellerSums others, Workers workers)
    {
        overflow |= others.overflow;
        foreach (var found in workers.Collect(sums.Length, (from, to) => AddRange(others.sums, from, to)))
        {
            overflow |= found;
        }
    }

    /// <summary>Copies the sums of one volume.</summary>
    /// <param name="volume">Which, from 0.</param>
    /// <param name="rows">The sellers' rows.</param>
    /// <param name="into">Takes their sums, as many.</param>
    public void CopyTo(int volume, ReadOnlySpan<int> rows, Span<long> into)
    {
        var all = sums;
        if (inHalves)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                into[i] = Half(all[rows[i]], volume);
            }

            return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            into[i] = all[(rows[i] * width) + volume];
        }
    }

    /// <summary>The upper or the lower half of two sums; a lower one below zero has taken one from the upper one.</summary>
    private static long Half(long both, int volume)
    {
        var lower = unchecked((int)both);
        return volume == 0 ? (both >> HalfBits) + (lower < 0 ? 1 : 0) : lower;
    }

    private void AddHalves(ReadOnlySpan<int> seller, ReadOnlySpan<long> upper, ReadOnlySpan<long> lower)
    {
        var (into, found) = (sums, 0L);
        for (var i = 0; i < seller.Length && i < upper.Length && i < lower.Length; i++)
        {
            ref var sum = ref into[seller[i]];
            var units = unchecked((upper[i] << HalfBits) + lower[i]);
            var after = unchecked(sum + units);

            // A sum has left its bits where its sign is that of neither part; the lower half is added as if there were no upper one.
            found |= (sum ^ after) & (units ^ after);
            sum = after;
        }

        overflow |= found;
    }

    /// <summary>The commonest plans have two volumes: personal and commissionable. An order's are added in one go.</summary>
    private void AddTwo(ReadOnlySpan<int> seller, ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        var into = MemoryMarshal.Cast<long, Vector128<long>>(sums.AsSpan());
        var found = Vector128<long>.Zero;
        for (var i = 0; i < seller.Length && i < first.Length && i < second.Length; i++)
        {
            ref var sum = ref into[seller[i]];
            var units = Vector128.Create(first[i], second[i]);
            var after = sum + units;
            found |= (sum ^ after) & (units ^ after);
            sum = after;
        }

        if (Vector128.LessThanAny(found, Vector128<long>.Zero))
        {
            throw new OverflowException();
        }
    }

    private void AddOne(ReadOnlySpan<int> seller, int volume, ReadOnlySpan<long> units)
    {
        for (var i = 0; i < seller.Length; i++)
        {
            ref var sum = ref sums[(seller[i] * width) + volume];
            sum = checked(sum + units[i]);
        }
    }

    /// <summary>Adds a range of other sums, and gives the bits that tell where a half was too small.</summary>
    private long AddRange(long[] others, int from, int to)
    {
        var into = Vectors(sums.AsSpan(from, to - from));
        var added = Vectors(others.AsSpan(from, to - from));
        var found = Vector<long>.Zero;
        for (var i = 0; i < into.Length; i++)
        {
            var after = into[i] + added[i];
            found |= (into[i] ^ after) & (added[i] ^ after);
            into[i] = after;
        }

        var bits = 0L;
        for (var i = 0; i < Vector<long>.Count; i++)
        {
            bits |= found[i];
        }

        for (var i = to - ((to - from) % Vector<long>.Count); i < to; i++)
        {
            var after = unchecked(sums[i] + others[i]);
            bits |= (sums[i] ^ after) & (others[i] ^ after);
            sums[i] = after;
        }

        return inHalves ? bits : 0;
    }

    private static Span<Vector<long>> Vectors(Span<long> values) => MemoryMarshal.Cast<long, Vector<long>>(values);
}
