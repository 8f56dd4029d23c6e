using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>P1 as a company's first engine is written: entities as they come from a database, a dictionary by id, decimal, LINQ and recursion.</summary>
/// <remarks>
/// It stands for a program that is meant to be read, by somebody who knows the plan and has no reason yet to think of time: one query after the other, each
/// rule where it is said, and a line as an object for everybody who gets something from somebody. It does no more than the plan asks for. Made and not measured
/// are the entities; to link them is part of the work, as putting the trees in order is part of a close.
/// </remarks>
internal static class ObjectGraph
{
    private const int Levels = 7;

    private static readonly decimal[] Threshold = [0, 500, 2_000, 8_000, 25_000, 75_000, 200_000];
    private static readonly int[] LegsNeeded = [0, 2, 2, 2, 3, 3, 3];
    private static readonly int[] Depth = [2, 3, 4, 5, 6, 7, 7];

    /// <summary>Makes the entities, as they would come from two tables.</summary>
    public static (List<Seller> Sellers, List<Order> Orders) Load(GeneratedCompany company) => (
        company.Sponsor.Select((sponsor, id) => new Seller { Id = id, SponsorId = sponsor < 0 ? null : sponsor }).ToList(),
        company.Orders.Select((order, row) => new Order
        {
            Id = row + 1,
            SellerId = order.Seller,
            Personal = order.Personal / 100m,
            Commissionable = order.Commissionable / 100m,
        }).ToList());

    /// <summary>Computes P1.</summary>
    /// <returns>The sellers, with what they get.</returns>
    public static List<Seller> Run(List<Seller> sellers, List<Order> orders)
    {
        sellers.ForEach(seller => seller.Clear());
        var byId = sellers.ToDictionary(seller => seller.Id);
        Link(sellers, byId);
        foreach (var ofSeller in orders.GroupBy(order => order.SellerId))
        {
            byId[ofSeller.Key].Personal = ofSeller.Sum(order => order.Personal);
            byId[ofSeller.Key].Commissionable = ofSeller.Sum(order => order.Commissionable);
        }

        var root = sellers.Single(seller => seller.Sponsor is null);
        AddUpGroup(root);
        FindRank(root);
        var unilevel = new List<Line>();
        foreach (var source in sellers.Where(seller => seller.Commissionable > 0))
        {
            PayUpline(source, unilevel);
        }

        foreach (var ofPayee in unilevel.GroupBy(line => line.Payee))
        {
            ofPayee.Key.Unilevel = ofPayee.Sum(line => line.Amount);
        }

        var matching = sellers.Where(payee => payee.IsActive).SelectMany(Matching).ToList();
        foreach (var ofPayee in matching.GroupBy(line => line.Payee))
        {
            ofPayee.Key.Matching = ofPayee.Sum(line => line.Amount);
        }

        var leaders = sellers.Where(seller => seller.Rank >= 5).ToList();
        var share = leaders.Count == 0 ? 0 : Math.Floor(sellers.Sum(seller => seller.Commissionable) * 2 / leaders.Count) / 100;
        leaders.ForEach(leader => leader.Pool = share);
        return sellers;
    }

    /// <summary>What it came to.</summary>
    public static FiguresOfP1 Figures(List<Seller> sellers)
    {
        var leaders = sellers.Where(seller => seller.Rank >= 5).ToList();
        return new FiguresOfP1(
            sellers.Count(seller => seller.IsActive), Cents(sellers.Sum(seller => seller.Personal)), Cents(sellers.Sum(seller => seller.Commissionable)),
            Cents(sellers.Sum(seller => seller.Group)), [.. Enumerable.Range(0, 7).Select(rank => (long)sellers.Count(seller => seller.Rank == rank))],
            Cents(sellers.Sum(seller => seller.Unilevel)), Cents(sellers.Sum(seller => seller.Matching)), Cents(leaders.FirstOrDefault()?.Pool ?? 0),
            leaders.Count, sellers.Sum(seller => ((seller.Id % 1000) + 1) * Cents(seller.Unilevel + seller.Matching + seller.Pool)));
    }

    private static void Link(List<Seller> sellers, Dictionary<int, Seller> byId)
    {
        foreach (var seller in sellers)
        {
            if (seller.SponsorId is { } sponsor)
            {
                seller.Sponsor = byId[sponsor];
                seller.Sponsor.Frontline.Add(seller);
            }
        }
    }

    private static decimal AddUpGroup(Seller seller) => seller.Group = seller.Personal + seller.Frontline.Sum(AddUpGroup);

    private static void FindRank(Seller seller)
    {
        seller.Frontline.ForEach(FindRank);
        var largest = seller.Frontline.Select(child => child.Group).DefaultIfEmpty().Max();
        for (var rank = 6; rank > 0 && seller.IsActive && seller.Rank == 0; rank--)
        {
            var counted = seller.Group - Math.Max(0, largest - (Threshold[rank] / 2));
            var legs = seller.Frontline.Count(child => child.Best >= rank - 1);
            seller.Rank = counted >= Threshold[rank] && legs >= LegsNeeded[rank] ? rank : 0;
        }

        seller.Best = Math.Max(seller.IsActive ? seller.Rank : -1, seller.Frontline.Select(child => child.Best).DefaultIfEmpty(-1).Max());
    }

    private static void PayUpline(Seller source, List<Line> lines)
    {
        var amount = Rounded(source.Commissionable * 0.05m);
        var level = 0;
        for (var payee = source.Sponsor; payee is not null && level < Levels; payee = payee.Sponsor)
        {
            if (payee.IsActive && ++level <= Depth[payee.Rank] && amount > 0)
            {
                lines.Add(new Line { Source = source, Payee = payee, Level = level, Amount = amount });
            }
        }
    }

    private static IEnumerable<Line> Matching(Seller payee) => payee.Frontline
        .Select(source => new Line { Source = source, Payee = payee, Level = 1, Amount = Rounded(source.Unilevel * 0.10m) }).Where(line => line.Amount > 0);

    private static decimal Rounded(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);

    private static long Cents(decimal amount) => (long)(amount * 100);

    /// <summary>Represents a seller.</summary>
    internal sealed class Seller
    {
        public required int Id { get; init; }

        public required int? SponsorId { get; init; }

        public Seller? Sponsor { get; set; }

        public List<Seller> Frontline { get; } = [];

        public decimal Personal { get; set; }

        public decimal Commissionable { get; set; }

        public decimal Group { get; set; }

        public int Rank { get; set; }

        public int Best { get; set; }

        public decimal Unilevel { get; set; }

        public decimal Matching { get; set; }

        public decimal Pool { get; set; }

        public bool IsActive => Personal >= 100;

        /// <summary>Forgets what was computed.</summary>
        public void Clear()
        {
            Sponsor = null;
            Frontline.Clear();
            (Personal, Commissionable, Group, Rank, Best, Unilevel, Matching, Pool) = (0, 0, 0, 0, -1, 0, 0, 0);
        }
    }

    /// <summary>Represents an order.</summary>
    internal sealed class Order
    {
        public required int Id { get; init; }

        public required int SellerId { get; init; }

        public required decimal Personal { get; init; }

        public required decimal Commissionable { get; init; }
    }

    /// <summary>Represents what somebody gets from somebody.</summary>
    internal sealed class Line
    {
        public required Seller Source { get; init; }

        public required Seller Payee { get; init; }

        public required int Level { get; init; }

        public required decimal Amount { get; init; }
    }
}
