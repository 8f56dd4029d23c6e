using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Bench.Data;

/// <summary>Takes the company into the columns of a snapshot.</summary>
internal static class FrozenCompany
{
    private const long DayMilliseconds = 86_400_000;

    /// <summary>Reads a folder.</summary>
    public static CompanyColumns Read(string folder) => Of(GeneratedCompany.Read(folder));

    private static CompanyColumns Of(GeneratedCompany company)
    {
        var sellers = company.Sponsor.Length;
        var leg = Array.ConvertAll(company.Side, side => (sbyte)side);
        leg[Array.IndexOf(company.Above, -1)] = -1;
        var ids = CompanyColumns.IdsOf(sellers, seller => seller);
        var start = Instant.FromUtc(2026, 1, 1, 0, 0).ToUnixTimeMilliseconds();
        var columns = new SellerColumns
        {
            Ids = ids,
            Enrolled = [.. Enumerable.Repeat(start - DayMilliseconds, sellers)],
            Trees = [new EdgeColumns(company.Sponsor, NoLegs(sellers)), new EdgeColumns(company.Above, leg)],
            Attributes = [],
        };
        return new CompanyColumns(columns, Orders(company.Orders, start))
        {
            BinaryCarry = new Carry
            {
                Period = "2025-12",
                Sellers = ids,
                Items = [Item("Binary/left", company.CarriedLeft), Item("Binary/right", company.CarriedRight)],
            },
        };
    }

    private static OrderColumns Orders(GeneratedOrder[] rows, long start)
    {
        var (seller, placed) = (new int[rows.Length], new NumberColumnBuilder());
        var (personal, commissionable) = (new NumberColumnBuilder(), new NumberColumnBuilder());
        for (var i = 0; i < rows.Length; i++)
        {
            seller[i] = rows[i].Seller;
            placed.Add(start + (rows[i].Day * DayMilliseconds));
            personal.Add(rows[i].Personal);
            commissionable.Add(rows[i].Commissionable);
        }

        return new OrderColumns
        {
            Ids = CompanyColumns.IdsOf(rows.Length, i => i + 1L),
            Seller = seller,
            Customer = null,
            Customers = new Ids([]),
            Placed = placed.ToColumn(),
            Volumes = [personal.ToColumn(), commissionable.ToColumn()],
            Attributes = [],
        };
    }

    private static CarryItem Item(string name, long[] values)
    {
        var sellers = Enumerable.Range(0, values.Length).Where(seller => values[seller] != 0).ToArray();
        return new CarryItem(name, 2, sellers, [.. sellers.Select(seller => values[seller])]);
    }

    private static sbyte[] NoLegs(int count)
    {
        var legs = new sbyte[count];
        Array.Fill(legs, (sbyte)-1);
        return legs;
    }
}
