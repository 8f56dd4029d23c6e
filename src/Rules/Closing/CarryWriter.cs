namespace Compensation.Rules.Closing;

/// <summary>Collects what the period leaves to the next; bonuses that are computed side by side may add their items at once.</summary>
internal sealed class CarryWriter(Frame frame)
{
    private readonly SortedDictionary<string, CarryItem> items = new(StringComparer.Ordinal);
    private readonly List<CarryLot> lots = [];

    /// <summary>Adds an item; zeros are left out.</summary>
    /// <param name="name">The item.</param>
    /// <param name="values">One value per seller.</param>
    /// <param name="decimals">The decimals of its values; 0 for counts, ranks and places.</param>
    public void Add(string name, long[] values, int decimals = 0)
    {
        var count = ReferenceEquals(values, frame.Zeros) ? 0 : values.Length - values.AsSpan().Count(0);
        if (count == 0)
        {
            return;
        }

        var (sellers, kept) = (new int[count], new long[count]);
        for (int seller = 0, next = 0; next < count; seller++)
        {
            // Written whether it counts or not: where every second one does, a processor that has to guess takes longer.
            (sellers[next], kept[next]) = (seller, values[seller]);
            next += values[seller] != 0 ? 1 : 0;
        }

        lock (items)
        {
            items[name] = new CarryItem(name, decimals, sellers, kept);
        }
    }

    /// <summary>Adds an item of which few sellers have a value.</summary>
    public void Add(string name, SortedDictionary<int, long> values, int decimals)
    {
        if (values.Count > 0)
        {
            lock (items)
            {
                items[name] = new CarryItem(name, decimals, [.. values.Keys], [.. values.Values]);
            }
        }
    }

    /// <summary>Adds items of counts, ranks and places.</summary>
    public void AddAll(IEnumerable<(string Item, long[] Values)> all) => AddAll(all.Select(entry => (entry.Item, entry.Values, 0)));

    public void AddAll(IEnumerable<(string Item, long[] Values, int Decimals)> all)
    {
        foreach (var (item, values, decimals) in all)
        {
            Add(item, values, decimals);
        }
    }

    public void AddLots(IEnumerable<CarryLot> all) => lots.AddRange(all);

    /// <summary>Hands on items that this period did not change.</summary>
    public void HandOn(string prefix)
    {
        foreach (var name in frame.Carried.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !items.ContainsKey(name)).ToList())
        {
            Add(name, frame.Carried.Entries(name), frame.Carried.DecimalsOf(name));
        }
    }

    public Carry ToCarry(string period, Ids sellers) => new()
    {
        Period = period,
        Sellers = sellers,
        Items = [.. items.Values],
        Lots = lots,
        Places = [.. frame.Recorded.Given()],
    };
}
