namespace Compensation.Rules.Closing;

/// <summary>Collects what the period leaves to the next.</summary>
internal sealed class CarryWriter(Frame frame)
{
    private readonly SortedDictionary<string, CarryItem> items = new(StringComparer.Ordinal);
    private readonly List<CarryLot> lots = [];

    /// <summary>Adds an item; zeros are left out.</summary>
    public void Add(string name, long[] values)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += value != 0 ? 1 : 0;
        }

        if (count == 0)
        {
            return;
        }

        var (sellers, kept) = (new int[count], new long[count]);
        var next = 0;
        for (var seller = 0; seller < values.Length; seller++)
        {
            if (values[seller] != 0)
            {
                (sellers[next], kept[next]) = (seller, values[seller]);
                next++;
            }
        }

        items[name] = new CarryItem(name, sellers, kept);
    }

    /// <summary>Adds an item of which few sellers have a value.</summary>
    public void Add(string name, SortedDictionary<int, long> values)
    {
        if (values.Count > 0)
        {
            items[name] = new CarryItem(name, [.. values.Keys], [.. values.Values]);
        }
    }

    public void AddAll(IEnumerable<(string Item, long[] Values)> all)
    {
        foreach (var (item, values) in all)
        {
            Add(item, values);
        }
    }

    public void AddLots(IEnumerable<CarryLot> all) => lots.AddRange(all);

    /// <summary>Hands on items that this period did not change.</summary>
    public void HandOn(string prefix)
    {
        foreach (var name in frame.Carried.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !items.ContainsKey(name)).ToList())
        {
            Add(name, frame.Carried.Entries(name));
        }
    }

    public Carry ToCarry(string period, Ids sellers) => new() { Period = period, Sellers = sellers, Items = [.. items.Values], Lots = lots };
}
