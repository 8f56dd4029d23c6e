using System.Runtime.InteropServices;
using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Bench;

/// <summary>Reads the frozen data on which other programs were measured: <c>sellers.bin</c> and <c>orders.bin</c>.</summary>
/// <remarks>
/// Little-endian. <c>sellers.bin</c>: the numbers of sellers and orders (64 bits each), then columns: sponsor, position above (32
/// bits, -1 for none), leg (8 bits), volume carried left, carried right (64 bits, hundredths). <c>orders.bin</c>: rows of
/// seller, PV, CV in hundredths and the day of the month from 0, 32 bits each. A seller's id is the position.
/// </remarks>
internal static class FrozenCompany
{
    private const long DayMilliseconds = 86_400_000;

    /// <summary>Reads a folder.</summary>
    public static CompanyColumns Read(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, "sellers.bin"));
        var counts = Column<long>(file, 2);
        var (sellers, orders) = (checked((int)counts[0]), checked((int)counts[1]));
        var (sponsor, above) = (Column<int>(file, sellers), Column<int>(file, sellers));
        var leg = Column<sbyte>(file, sellers);
        var (left, right) = (Column<long>(file, sellers), Column<long>(file, sellers));
        leg[Array.IndexOf(above, -1)] = -1;
        var ids = CompanyColumns.IdsOf(sellers, seller => seller);
        var start = Instant.FromUtc(2026, 1, 1, 0, 0).ToUnixTimeMilliseconds();
        var columns = new SellerColumns
        {
            Ids = ids,
            Enrolled = [.. Enumerable.Repeat(start - DayMilliseconds, sellers)],
            Trees = [new EdgeColumns(sponsor, GeneratedCompany.NoLegs(sellers)), new EdgeColumns(above, leg)],
            Attributes = [],
        };
        return new CompanyColumns(columns, ReadOrders(folder, orders, start))
        {
            BinaryCarry = new Carry
            {
                Period = "2025-12",
                Sellers = ids,
                Items = [Item("Binary/left", left), Item("Binary/right", right)],
            },
        };
    }

    private static OrderColumns ReadOrders(string folder, int count, long start)
    {
        using var file = File.OpenRead(Path.Combine(folder, "orders.bin"));
        var rows = Column<int>(file, count * 4);
        var (seller, placed) = (new int[count], new long[count]);
        var (personal, commissionable) = (new long[count], new long[count]);
        for (var i = 0; i < count; i++)
        {
            (seller[i], personal[i], commissionable[i]) = (rows[i * 4], rows[(i * 4) + 1], rows[(i * 4) + 2]);
            placed[i] = start + (rows[(i * 4) + 3] * DayMilliseconds);
        }

        return new OrderColumns
        {
            Ids = CompanyColumns.IdsOf(count, i => i + 1L),
            Seller = seller,
            Customer = CompanyColumns.Nobody(count),
            Customers = new Ids([]),
            Placed = placed,
            Volumes = [personal, commissionable],
            Attributes = [],
        };
    }

    private static CarryItem Item(string name, long[] values)
    {
        var sellers = Enumerable.Range(0, values.Length).Where(seller => values[seller] != 0).ToArray();
        return new CarryItem(name, 2, sellers, [.. sellers.Select(seller => values[seller])]);
    }

    /// <summary>Reads a column as it lies in the file.</summary>
    public static T[] Column<T>(Stream file, int count)
        where T : unmanaged
    {
        var column = new T[count];
        file.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
        return column;
    }
}
