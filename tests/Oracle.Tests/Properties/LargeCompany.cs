using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Oracle.Tests.Properties;

/// <summary>A company too large for drawings, as columns.</summary>
internal static class LargeCompany
{
    private static readonly long Start = Instant.FromUtc(2020, 1, 1, 0, 0).ToUnixTimeMilliseconds();
    private static readonly long January = Instant.FromUtc(2026, 1, 5, 0, 0).ToUnixTimeMilliseconds();

    /// <summary>A company in which everybody orders once.</summary>
    /// <param name="plan">The plan; its trees are <c>enrolment</c> and <c>placement</c>, its volumes PV and CV.</param>
    /// <param name="sponsor">Everybody's parent in both trees, or -1.</param>
    /// <param name="seed">Decides the volumes.</param>
    public static Snapshot Of(Plan plan, int[] sponsor, int seed)
    {
        var random = new Random(seed);
        var count = sponsor.Length;
        var volume = Enumerable.Range(0, count).Select(_ => (long)random.Next(0, 30_000)).ToArray();
        return new Snapshot
        {
            Period = plan.Calendar.Find("2026-01")!,
            Sellers = new SellerColumns
            {
                Ids = new Ids(Enumerable.Range(0, count).Select(i => $"s{i}")),
                Enrolled = [.. Enumerable.Range(0, count).Select(i => Start + (i * 1000L))],
                Trees = [new EdgeColumns(sponsor, new sbyte[count]), new EdgeColumns(sponsor, Legs(sponsor))],
                Attributes = [],
            },
            Orders = new OrderColumns
            {
                Ids = new Ids(Enumerable.Range(0, count).Select(i => $"o{i}")),
                Seller = [.. Enumerable.Range(0, count)],
                Customer = [.. Enumerable.Repeat(-1, count)],
                Customers = new Ids([]),
                Placed = [.. Enumerable.Repeat(January, count)],
                Volumes = [volume, volume],
                Attributes = [],
            },
        };
    }

    /// <summary>A chain: everybody has recruited one.</summary>
    public static int[] Chain(int count) => [.. Enumerable.Range(-1, count)];

    /// <summary>A tree in which everybody has at most two below, at random depth.</summary>
    public static int[] Bushy(int count, int seed)
    {
        var random = new Random(seed);
        var (sponsor, free) = (new int[count], new List<int> { 0, 0 });
        sponsor[0] = -1;
        for (var i = 1; i < count; i++)
        {
            var place = random.Next(free.Count);
            sponsor[i] = free[place];
            free[place] = i;
            free.Add(i);
        }

        return sponsor;
    }

    private static sbyte[] Legs(int[] sponsor)
    {
        var taken = new HashSet<int>();
        return [.. sponsor.Select(above => above < 0 ? (sbyte)-1 : taken.Add(above) ? (sbyte)0 : (sbyte)1)];
    }
}
