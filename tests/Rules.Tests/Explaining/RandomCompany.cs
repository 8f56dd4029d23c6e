using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Tests.Explaining;

/// <summary>A random company for any plan: trees, attributes and orders of two periods as the plan declares them, the same for the same seed.</summary>
internal sealed class RandomCompany(Plan plan, int seed)
{
    private const long Day = 86_400_000;

    private readonly Random random = new(seed);

    /// <summary>The first period of the plan's second year, with orders from a quarter before on.</summary>
    public Snapshot First()
    {
        var period = plan.Calendar.FirstFrom(plan.Document.Effective.PlusYears(1)) ?? plan.Calendar.FirstFrom(plan.Document.Effective)!;
        var count = random.Next(1, 30);
        return new Snapshot
        {
            Period = period,
            Sellers = new SellerColumns
            {
                Ids = new Ids(Enumerable.Range(0, count).Select(seller => $"s{seller}")),
                Enrolled = [.. Enumerable.Range(0, count).Select(_ => period.End.ToUnixTimeMilliseconds() - random.NextInt64(1, 400 * Day))],
                Trees = [.. plan.RecordedTrees.Select(tree => Edges(tree, count))],
                Attributes = [.. plan.SellerAttributes.Select(attribute => Column(attribute, count, period, count))],
            },
            Orders = Orders(period, count),
        };
    }

    /// <summary>The period after that: the same sellers and orders, with refunds of some, or null where the plan has no such period.</summary>
    public Snapshot? Second(Snapshot first, Result closed)
    {
        if (plan.Calendar.Next(first.Period) is not { } period)
        {
            return null;
        }

        // What an order brings in the first period it may lose in the second; an order of the second brings something anew.
        var start = first.Period.Start.ToUnixTimeMilliseconds();
        var shift = period.Start.ToUnixTimeMilliseconds() - start;
        var placed = Array.ConvertAll(first.Orders.Placed.ToArray(), moment => moment >= start && random.Next(3) == 0 ? moment + shift : moment);
        var end = period.End.ToUnixTimeMilliseconds();
        placed = Array.ConvertAll(placed, moment => Math.Min(moment, end - 1));
        var refunded = Enumerable.Range(0, placed.Length)
            .Where(row => placed[row] == first.Orders.Placed[row] && placed[row] >= start && random.Next(3) == 0).ToList();
        return new Snapshot
        {
            Period = period,
            Sellers = first.Sellers,
            Orders = new OrderColumns
            {
                Ids = first.Orders.Ids,
                Seller = first.Orders.Seller,
                Customer = first.Orders.Customer,
                Customers = first.Orders.Customers,
                Placed = placed,
                Volumes = first.Orders.Volumes,
                Attributes = first.Orders.Attributes,
            },
            Carry = closed.Carry,
            Refunds = [.. refunded.Select(row => new Refund(row, period.Start.ToUnixTimeMilliseconds() + 1, null, $"r{row}"))],
            PriorLines = [.. Prior(closed, refunded, first)],
            Adjustments = [new Adjustment(0, 100, "", "a correction", "a")],
        };
    }

    private static IEnumerable<PriorLine> Prior(Result closed, List<int> refunded, Snapshot first)
    {
        var lines = closed.Lines;
        var sellers = refunded.Select(row => first.Orders.Seller[row]).ToHashSet();
        var orders = refunded.Select(row => first.Orders.Ids[row]).ToHashSet();
        int Row(int seller) => seller < 0 ? -1 : closed.SnapshotRow[seller];
        return Enumerable.Range(0, lines.Count)
            .Where(line => lines.Kind[line] == LineKind.Pay
                && (lines.OrderRow[line] >= 0 ? orders.Contains(first.Orders.Ids[lines.OrderRow[line]]) : sellers.Contains(Row(lines.Source[line]))))
            .Select(line => new PriorLine(
                closed.Period, lines.BonusNames[lines.Bonus[line]], Row(lines.Payee[line]), Row(lines.Source[line]), lines.OrderRow[line], lines.Level[line],
                lines.Base[line], lines.BaseDecimals[lines.Bonus[line]], lines.Amount[line]));
    }

    private OrderColumns Orders(Period period, int sellers)
    {
        var count = random.Next(0, 90);
        var start = period.Start.ToUnixTimeMilliseconds();
        var length = period.End.ToUnixTimeMilliseconds() - start;
        // Every fifth row belongs to the order before it, every tenth with the same seller.
        int[] seller = Many(count, () => random.Next(sellers));
        return new OrderColumns
        {
            Ids = new Ids(Enumerable.Range(0, count).Select(row => $"o{(row % 5 == 4 ? row - 1 : row)}")),
            Seller = [.. Enumerable.Range(0, count).Select(row => row % 10 == 9 ? seller[row - 1] : seller[row])],
            Customer = Many(count, () => random.Next(-4, 6) is var customer && customer < 0 ? -1 : customer),
            Customers = new Ids(Enumerable.Range(0, 6).Select(customer => $"c{customer}")),
            Placed = Many(count, () => random.Next(4) == 0 ? start - random.NextInt64(1, 90 * Day) : start + random.NextInt64(length)),
            Volumes = [.. plan.Volumes.Select(volume => volume.Column is null ? null : NumberColumn.FromArray(Many(count, () => Amount(volume.Decimals))))],
            Attributes = [.. plan.OrderAttributes.Select(attribute => Column(attribute, count, period, sellers))],
        };
    }

    /// <summary>Mostly small, now and then large enough for the highest brackets.</summary>
    private long Amount(int decimals) => random.Next(8) switch
    {
        0 => 0,
        1 => random.NextInt64(50_000) * Fixed.PowerOfTen(decimals),
        2 => random.NextInt64(100 * Fixed.PowerOfTen(decimals)),
        _ => random.NextInt64(1_000) * Fixed.PowerOfTen(decimals),
    };

    private EdgeColumns Edges(RecordedTree tree, int count)
    {
        var free = new List<(int Parent, int Leg)>();
        var (parent, leg) = (new int[count], new sbyte[count]);
        for (var seller = 0; seller < count; seller++)
        {
            (parent[seller], leg[seller]) = (-1, -1);
            if (tree.Legs.Count == 0)
            {
                parent[seller] = random.Next(-1, seller);
            }
            else if (free.Count > 0)
            {
                var place = random.Next(free.Count);
                (parent[seller], leg[seller]) = (free[place].Parent, (sbyte)free[place].Leg);
                free.RemoveAt(place);
            }

            free.AddRange(Enumerable.Range(0, tree.Legs.Count).Select(position => (seller, position)));
        }

        return new EdgeColumns(parent, leg);
    }

    private long[] Column(AttributeDefinition attribute, int count, Period period, int sellers) => Many(count, () => attribute.Kind switch
    {
        AttributeKind.Choice or AttributeKind.Rank => random.Next(0, attribute.Choices.Count + 1),
        AttributeKind.Flag => random.Next(4) == 0 ? 0L : 1L,
        AttributeKind.Date => (period.First - new NodaTime.LocalDate(1970, 1, 1)).Days + random.Next(-200, 20),
        AttributeKind.Seller => random.Next(-1, sellers),
        _ => Amount(attribute.Decimals),
    });

    private static T[] Many<T>(int count, Func<T> one) => [.. Enumerable.Range(0, count).Select(_ => one())];
}
