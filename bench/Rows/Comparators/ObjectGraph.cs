using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>P1 as one would write it first: an object for each seller and each order, a dictionary, decimal, LINQ and recursion.</summary>
internal static class ObjectGraph
{
    private static readonly decimal[] Threshold = [0, 500, 2_000, 8_000, 25_000, 75_000, 200_000];
    private static readonly int[] LegsNeeded = [0, 2, 2, 2, 3, 3, 3];
    private static readonly int[] Depth = [2, 3, 4, 5, 6, 7, 7];

    /// <summary>Makes the objects, which is not measured.</summary>
    public static (Dictionary<string, Seller> Sellers, List<Order> Orders) Load(GeneratedCompany company)
    {
        var sellers = Enumerable.Range(0, company.Sponsor.Length).Select(id => new Seller($"{id}")).ToDictionary(seller => seller.Id);
        for (var id = 0; id < company.Sponsor.Length; id++)
        {
            var seller = sellers[$"{id}"];
            seller.Sponsor = company.Sponsor[id] < 0 ? null : sellers[$"{company.Sponsor[id]}"];
            seller.Sponsor?.Frontline.Add(seller);
        }

        return (sellers, company.Orders.Select(order => new Order($"{order.Seller}", order.Personal / 100m, order.Commissionable / 100m)).ToList());
    }

    /// <summary>Computes P1.</summary>
    public static FiguresOfP1 Run(Dictionary<string, Seller> sellers, List<Order> orders)
    {
        foreach (var seller in sellers.Values)
        {
            seller.Clear();
        }

        foreach (var order in orders)
        {
            var seller = sellers[order.Seller];
            seller.Personal += order.Personal;
            seller.Commissionable += order.Commissionable;
        }

        Climb(sellers.Values.Single(seller => seller.Sponsor is null));
        foreach (var source in sellers.Values.Where(seller => seller.Commissionable > 0))
        {
            var amount = Rounded(source.Commissionable * 0.05m);
            var level = 1;
            for (var payee = source.Sponsor; payee is not null && level <= 7; payee = payee.Sponsor)
            {
                if (payee.IsActive && level++ <= Depth[payee.Rank])
                {
                    payee.Unilevel += amount;
                }
            }
        }

        foreach (var payee in sellers.Values.Where(seller => seller.IsActive))
        {
            payee.Matching = payee.Frontline.Sum(seller => Rounded(seller.Unilevel * 0.10m));
        }

        var leaders = sellers.Values.Where(seller => seller.Rank >= 5).ToList();
        var share = leaders.Count == 0 ? 0 : Math.Floor(sellers.Values.Sum(seller => seller.Commissionable) * 2 / leaders.Count) / 100;
        leaders.ForEach(leader => leader.Pool = share);
        return Figures(sellers.Values, share, leaders.Count);
    }

    private static void Climb(Seller seller)
    {
        seller.Group = seller.Personal;
        foreach (var child in seller.Frontline)
        {
            Climb(child);
            seller.Group += child.Group;
        }

        var largest = seller.Frontline.Select(child => child.Group).DefaultIfEmpty().Max();
        seller.Rank = !seller.IsActive ? 0 : Enumerable.Range(1, 6).Where(rank =>
            seller.Group - Math.Max(0, largest - (Threshold[rank] / 2)) >= Threshold[rank]
            && seller.Frontline.Count(child => child.Best >= rank - 1) >= LegsNeeded[rank]).DefaultIfEmpty().Max();
        seller.Best = Math.Max(seller.IsActive ? seller.Rank : -1, seller.Frontline.Select(child => child.Best).DefaultIfEmpty(-1).Max());
    }

    private static FiguresOfP1 Figures(ICollection<Seller> sellers, decimal share, int leaders) => new(
        sellers.Count(seller => seller.IsActive), Cents(sellers.Sum(seller => seller.Personal)), Cents(sellers.Sum(seller => seller.Commissionable)),
        Cents(sellers.Sum(seller => seller.Group)), [.. Enumerable.Range(0, 7).Select(rank => (long)sellers.Count(seller => seller.Rank == rank))],
        Cents(sellers.Sum(seller => seller.Unilevel)), Cents(sellers.Sum(seller => seller.Matching)), Cents(share), leaders,
        sellers.Sum(seller => ((long.Parse(seller.Id, System.Globalization.CultureInfo.InvariantCulture) % 1000) + 1)
            * Cents(seller.Unilevel + seller.Matching + seller.Pool)));

    private static decimal Rounded(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);

    private static long Cents(decimal amount) => (long)(amount * 100);

    /// <summary>Represents a seller.</summary>
    internal sealed class Seller(string id)
    {
        public string Id => id;

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

        public void Clear() => (Personal, Commissionable, Group, Rank, Best, Unilevel, Matching, Pool) = (0, 0, 0, 0, -1, 0, 0, 0);
    }

    /// <summary>Represents an order.</summary>
    internal sealed record Order(string Seller, decimal Personal, decimal Commissionable);
}
