using Compensation.Rules.Tests.Numbers;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>Placement by volume against a slow search: newcomers one by one, each leg added up from scratch.</summary>
public class PlacingPropertyTests
{
    private static readonly long January = Company.Millisecond("2026-01-01");

    /// <summary>What is drawn: for each seller but the first a sponsor and, if they stand, a recorded place; orders by seller and hour.</summary>
    private sealed record Drawn(bool Weak, (int Above, int Leg, bool Stands, int Hour)[] Sellers, (int Seller, int Hour, int Units)[] Orders);

    private static Gen<Drawn> Companies { get; } =
        from weak in Gen.Elements(true, false)
        from count in Gen.Choose(1, 14)
        from sellers in (from above in Gen.Choose(0, 1000)
                         from leg in Gen.Choose(0, 1)
                         from stands in Gen.Frequency((1, Gen.Constant(true)), (2, Gen.Constant(false)))
                         select (above, leg, stands)).ListOf(count)
        from hours in Gen.Shuffle(Enumerable.Range(1, count))
        from orders in (from seller in Gen.Choose(0, count)
                        from hour in Gen.Choose(0, (count * 2) + 2)
                        from units in Gen.Choose(1, 4)
                        select (seller, hour, units)).ListOf(count * 2)
        select new Drawn(weak, [.. sellers.Select((seller, at) => (seller.above, seller.leg, seller.stands, hours[at]))], [.. orders]);

    [Fact]
    public void Close_AnyCompany_PlacesAsASlowSearchDoes()
    {
        Prop.ForAll(Companies.ToArbitrary(), drawn =>
        {
            var company = new Newcomers($"{{ rule: {(drawn.Weak ? "weak side" : "power leg")}, by: PV }}").Stands("S0", "", "");
            var (sponsor, joined) = (new List<int> { -1 }, new List<int> { -1 });
            var children = new Dictionary<(int, int), int>();
            foreach (var (above, leg, wantsPlace, hour) in drawn.Sellers)
            {
                var seller = sponsor.Count;
                var standing = Enumerable.Range(0, seller).Where(other => joined[other] < 0).ToList();
                var stands = wantsPlace && standing.Exists(other => !children.ContainsKey((other, leg)));
                var parent = stands ? standing.First(other => !children.ContainsKey((other, leg))) : above % (drawn.Sellers.Length + 1);
                if (stands)
                {
                    children[(parent, leg)] = seller;
                    company.Stands($"S{seller}", $"S{parent}", leg == 0 ? "left" : "right");
                }
                else
                {
                    // Sponsors have smaller numbers, whenever they joined.
                    parent %= seller;
                    company.Joins($"S{seller}", $"S{parent}", January + (hour * 2) + 1);
                }

                sponsor.Add(parent);
                joined.Add(stands ? -1 : (hour * 2) + 1);
            }

            foreach (var (seller, hour, units) in drawn.Orders)
            {
                company.Order($"S{seller}", units, January + hour);
            }

            company.Places().ShouldBe(Slowly(drawn, sponsor, joined, children));
        }).Check(400);
    }

    private static IReadOnlyList<string> Slowly(Drawn drawn, List<int> sponsor, List<int> joined, Dictionary<(int, int), int> children)
    {
        var waiting = Enumerable.Range(0, joined.Count).Where(seller => joined[seller] >= 0).ToHashSet();
        var moment = joined.ToList();
        var places = new SortedDictionary<int, string>();
        while (waiting.Count > 0)
        {
            var newcomer = waiting.Where(seller => !waiting.Contains(sponsor[seller])).MinBy(seller => joined[seller]);
            waiting.Remove(newcomer);
            moment[newcomer] = Math.Max(joined[newcomer], moment[sponsor[newcomer]]);
            var (left, right) = (VolumeOf(0), VolumeOf(1));
            var leg = (drawn.Weak ? right < left : right > left) ? 1 : 0;
            var parent = sponsor[newcomer];
            while (children.TryGetValue((parent, leg), out var child))
            {
                parent = child;
            }

            children[(parent, leg)] = newcomer;
            places[newcomer] = $"S{newcomer}: S{parent} {(leg == 0 ? "left" : "right")}";

            int VolumeOf(int side) => children.TryGetValue((sponsor[newcomer], side), out var head)
                ? drawn.Orders.Where(order => order.Hour < moment[newcomer] && IsWithin(order.Seller, head)).Sum(order => order.Units)
                : 0;
        }

        return [.. places.Values];

        bool IsWithin(int seller, int head) => seller == head
            || (children.TryGetValue((head, 0), out var left) && IsWithin(seller, left))
            || (children.TryGetValue((head, 1), out var right) && IsWithin(seller, right));
    }

    [Fact]
    public void PowerLeg_AHundredThousandInOneLine_IsFast()
    {
        // Everybody goes to the end of the left line, whoever brought them: by turns Top, whose left leg has bought more, and the one before, who has nobody.
        const int Count = 100_000;
        var company = new Newcomers("{ rule: power leg, by: PV }").Stands("S0", "", "");
        for (var seller = 1; seller <= Count; seller++)
        {
            company.Joins($"S{seller}", seller % 2 == 0 ? "S0" : $"S{seller - 1}", January + (seller * 2));
            company.Order($"S{seller}", 100, January + (seller * 2) + 1);
        }

        var carry = company.Close().Carry;

        carry.Places.Count.ShouldBe(Count);
        carry.Places.ShouldAllBe(place => place.Leg == 0);
        carry.Places.Select(place => int.Parse(carry.Sellers[place.Seller][1..]) - int.Parse(carry.Sellers[place.Parent][1..])).Distinct().ShouldBe([1]);
    }
}
