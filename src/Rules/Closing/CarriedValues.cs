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

    /// <summary>Whether anybody has a value of an item.</summary>
    public bool Has(string name) => items.ContainsKey(name);

    /// <summary>The canonical number of each carried seller, or -1 for one who is gone.</summary>
    public int[] Numbers => numbers.Value;

    /// <summary>How many decimals an item's values have; 0 for one that was not carried.</summary>
    public int DecimalsOf(string name) => items.TryGetValue(name, out var item) ? item.Decimals : 0;

    /// <summary>An item of volumes or money as a full column with as many decimals as are needed now; zeros where nothing was carried.</summary>
    /// <remarks>They differ from the carried ones where a new version of the plan counts more finely, or less so: then half a unit is rounded up.</remarks>
    public long[] Item(string name, int decimals)
    {
        var values = Item(name);
        if (items.ContainsKey(name) && DecimalsOf(name) is var carried && carried != decimals)
        {
            foreach (ref var value in values.AsSpan())
            {
                value = Fixed.Rescale(value, carried, decimals);
            }
        }

        return values;
    }

    /// <summary>An item as a full column that nobody changes: where nothing was carried, all share the same zeros.</summary>
    public long[] Read(string name) => items.ContainsKey(name) ? Item(name) : frame.Zeros;

    /// <summary>An item with as many decimals as are needed now, as a full column that nobody changes.</summary>
    public long[] Read(string name, int decimals) => items.ContainsKey(name) ? Item(name, decimals) : frame.Zeros;

    /// <summary>An item as a full column; zeros where nothing was carried.</summary>
    public long[] Item(string name)
    {
        var values = frame.TakeZeros();
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

    /// <summary>Finds the carried sellers among those of the snapshot.</summary>
    private int[] Match()
    {
        var carried = frame.Snapshot.Carry.Sellers;
        var ids = frame.Snapshot.Sellers.Ids;
        var lookup = new Lazy<IdLookup>(() => new IdLookup(ids));
        var found = new int[carried.Count];
        frame.Workers.For(found.Length, (from, to) =>
        {
            // Both often stand in one order: then each is found behind the one before.
            var row = from - 1;
            for (var i = from; i < to; i++)
            {
                var id = carried.Bytes(i);
                row++;
                if (row >= ids.Count || !ids.Bytes(row).SequenceEqual(id))
                {
                    row = lookup.Value.Find(id);
                }

                found[i] = frame.NumberOf(row);
            }
        });
        return found;
    }
}
