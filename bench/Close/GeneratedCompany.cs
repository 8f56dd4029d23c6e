using Compensation.Rules.Closing;
using Compensation.Silo.Generating;

namespace Compensation.Bench;

/// <summary>Takes a synthetic company into memory.</summary>
internal static class GeneratedCompany
{
    /// <summary>The company's columns.</summary>
    public static CompanyColumns Columns(SyntheticCompany company)
    {
        var legs = Array.ConvertAll(company.Leg, leg => (sbyte)leg);
        legs[0] = -1;
        var sellers = new SellerColumns
        {
            Ids = CompanyColumns.IdsOf(company.Count, seller => company.Number[seller]),
            Enrolled = [.. Enumerable.Range(0, company.Count).Select(seller => company.Growth.Joined(seller) * 1000)],
            Trees = [new EdgeColumns(company.Sponsor, NoLegs(company.Count)), new EdgeColumns(company.Placement, legs)],
            Attributes = [],
        };
        var (orders, refunds) = Orders(company);
        return new CompanyColumns(sellers, orders)
        {
            Refunds = refunds,
            Moves = [.. company.Moves().Select(move => new Move(0, move.Seller, move.Sponsor, -1, move.Effective * 1000))],
        };
    }

    /// <summary>The legs of a tree that has none.</summary>
    public static sbyte[] NoLegs(int count)
    {
        var legs = new sbyte[count];
        Array.Fill(legs, (sbyte)-1);
        return legs;
    }

    private static (OrderColumns Orders, List<Refund> Refunds) Orders(SyntheticCompany company)
    {
        var count = checked((int)company.OrderCount);
        var (seller, placed) = (new int[count], new long[count]);
        var (personal, commissionable) = (new long[count], new long[count]);
        var refunds = new List<Refund>();
        var row = 0;
        foreach (var order in company.Orders())
        {
            seller[row] = order.Seller;
            placed[row] = order.Placed * 1000;
            personal[row] = order.PV;
            commissionable[row] = order.CV;
            if (order.Refunded > 0)
            {
                long[]? part = order.PartlyRefunded ? [order.PV / 2, order.CV / 2] : null;
                refunds.Add(new Refund(row, order.Refunded * 1000, part, $"R{refunds.Count + 1}"));
            }

            row++;
        }

        return (new OrderColumns
        {
            Ids = CompanyColumns.IdsOf(count, i => i + 1L),
            Seller = seller,
            Customer = CompanyColumns.Nobody(count),
            Customers = new Ids([]),
            Placed = placed,
            Volumes = [personal, commissionable],
            Attributes = [],
        }, refunds);
    }
}
