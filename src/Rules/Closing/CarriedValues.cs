using Compensation.Rules.Numbers;

namespace Compensation.Rules.Closing;

/// <summary>The carry of the period before, found by seller in canonical numbering.</summary>
internal sealed class CarriedValues
{
    private readonly Frame frame;
    private readonly Dictionary<string, CarryItem> items;
    private readonly Lazy<int[]> numbers;

    public CarriedValues(Frame frame)
    {
        this.frame = frame;
        items = frame.Snapshot.Carry.Items.ToDictionary(item => item.Name, StringComparer.Ordinal);
        numbers = new(Match);
    }

    /// <summary>The names of all items.</summary>
    public IEnumerable<string> Names => items.Keys;

    /// <summary>The canonical number of each carried seller, or -1 for one who is gone.</summary>
    public int[] Numbers => numbers.Value;

    /// <summary>How many decimals an item's values have; 0 for one that was not carried.</summary>
    public int DecimalsOf(string name) => items.TryGetValue(name, out var item) ? item.Decimals : 0;

    /// <summary>An item of volumes or money as a full column with as many decimals as are needed now; zeros where nothing was carried.</summary>
    /// <remarks>They differ from the carried ones where a new version of the plan counts more finely, or less so: then half a unit is rounded up.</remarks>
    public long[] Item(string name, int decimals)
    {
        var values = Item(name);
        if (DecimalsOf(name) is var carried && carried != decimals)
        {
            foreach (ref var value in values.AsSpan())
            {
                value = Fixed.Rescale(value, carried, decimals);
            }
        }

        return values;
    }

    /// <summary>An item as a full column; zeros where nothing was carried.</summary>
    public long[] Item(string name)
    {
        var values = new long[frame.Count];
        if (items.TryGetValue(name, out var item))
        {
            for (var i = 0; i < item.Seller.Length; i++)
            {
                var number = Numbers[item.Seller[i]];
                if (number >= 0)
                {
                    values[number] = item.Value[i];
                }
            }
        }

        return values;
    }

    /// <summary>An item by seller, where few have a value, with the decimals that were carried.</summary>
    public SortedDictionary<int, long> Entries(string name)
    {
        var entries = new SortedDictionary<int, long>();
        if (items.TryGetValue(name, out var item))
        {
            for (var i = 0; i < item.Seller.Length; i++)
            {
                if (Numbers[item.Seller[i]] is >= 0 and var number)
                {
                    entries[number] = item.Value[i];
                }
            }
        }

        return entries;
    }

    private int[] Match()
    {
        var carry = frame.Snapshot.Carry.Sellers;
        var ids = frame.Snapshot.Sellers.Ids;
        var byHash = new Dictionary<ulong, int>(ids.Count);
        var clashes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < ids.Count; row++)
        {
            if (!byHash.TryAdd(Hash(ids.Bytes(row)), row))
            {
                clashes[ids[row]] = row;
            }
        }

        var found = new int[carry.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var row = byHash.GetValueOrDefault(Hash(carry.Bytes(i)), -1);
            if (row >= 0 && !ids.Bytes(row).SequenceEqual(carry.Bytes(i)))
            {
                row = clashes.GetValueOrDefault(carry[i], -1);
            }

            found[i] = frame.NumberOf(row);
        }

        return found;
    }

    /// <summary>FNV-1a, 64 bits: only to find a row, which is then compared.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * 1099511628211UL);
        }

        return hash;
    }
}
