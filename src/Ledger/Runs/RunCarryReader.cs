using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Runs;

/// <summary>Reads <c>carry.csv</c>, <c>lots.csv</c> and <c>places.csv</c>.</summary>
internal sealed class RunCarryReader
{
    private readonly IdTable sellers = new();
    private readonly IdTable names = new();
    private readonly List<(int Decimals, List<int> Seller, List<long> Value)> items = [];
    private readonly List<CarryLot> lots = [];
    private readonly List<CarryPlace> places = [];

    /// <summary>Reads the carry that a period left.</summary>
    public static Carry Read(string folder, string period)
    {
        var reader = new RunCarryReader();
        RunTable.Read(folder, RunFiles.Carry, reader.BindItems);
        if (File.Exists(Path.Combine(folder, RunFiles.Lots)))
        {
            RunTable.Read(folder, RunFiles.Lots, reader.BindLots);
        }

        if (File.Exists(Path.Combine(folder, RunFiles.Places)))
        {
            RunTable.Read(folder, RunFiles.Places, reader.BindPlaces);
        }

        var names = reader.names.ToIds();
        return new Carry
        {
            Period = period,
            Sellers = reader.sellers.ToIds(),
            Items = [.. reader.items.Select((item, i) => ToItem(names[i], item.Decimals, item.Seller, item.Value))],
            Lots = reader.lots,
            Places = reader.places,
        };
    }

    private static CarryItem ToItem(string name, int decimals, List<int> seller, List<long> value)
    {
        var item = new CarryItem(name, decimals, [.. seller], [.. value]);
        Array.Sort(item.Seller, item.Value);
        return item;
    }

    private Action<CsvRows, FieldReader> BindItems(CsvHeader header)
    {
        var (item, seller) = (header.Required("item"), header.Required("seller"));
        var (value, decimals) = (header.Required("value"), header.Required("decimals"));
        return (_, fields) =>
        {
            var index = names.Add(fields.Bytes(item));
            var good = fields.TryNumber(decimals, 0, out var places);
            if (index == items.Count)
            {
                items.Add(((int)places, [], []));
            }

            if (fields.TryId(seller, out var id) & fields.TryNumber(value, 0, out var units) & good)
            {
                items[index].Seller.Add(sellers.Add(id));
                items[index].Value.Add(units);
            }
        };
    }

    private Action<CsvRows, FieldReader> BindLots(CsvHeader header)
    {
        var (bonus, seller, leg) = (header.Required("bonus"), header.Required("seller"), header.Required("leg"));
        var (order, placed, period) = (header.Required("order"), header.Required("placed"), header.Required("period"));
        var (units, amount, total) = (header.Required("units"), header.Required("amount"), header.Required("total"));
        return (_, fields) =>
        {
            var good = fields.TryId(seller, out var id);
            good &= fields.TryNumber(leg, 0, out var legNumber);
            good &= fields.TryInstant(placed, out var when);
            good &= fields.TryNumber(units, 0, out var volume);
            good &= fields.TryNumber(amount, 0, out var paid);
            good &= fields.TryNumber(total, 0, out var whole);
            if (good)
            {
                lots.Add(new CarryLot(
                    Text(fields, bonus), sellers.Add(id), (int)legNumber, Text(fields, order), when, Text(fields, period),
                        volume, paid, whole));
            }
        };
    }

    private Action<CsvRows, FieldReader> BindPlaces(CsvHeader header)
    {
        var (tree, seller) = (header.Required("tree"), header.Required("seller"));
        var (parent, leg) = (header.Required("parent"), header.Required("leg"));
        return (_, fields) =>
        {
            if (fields.TryId(seller, out var id) & fields.TryNumber(leg, 0, out var legNumber) && fields.TryId(parent, out var above))
            {
                places.Add(new CarryPlace(Text(fields, tree), sellers.Add(id), sellers.Add(above), (int)legNumber));
            }
        };
    }

    private static string Text(FieldReader fields, CsvColumn column) => Encoding.UTF8.GetString(fields.Bytes(column));
}
