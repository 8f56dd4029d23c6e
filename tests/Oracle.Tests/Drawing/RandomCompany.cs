using Compensation.Oracle.Tests.Model;
using NodaTime;

namespace Compensation.Oracle.Tests.Drawing;

/// <summary>Draws a company: a chain, a star, a deep or a bushy tree, one root or several, binary placement, a few months of orders.</summary>
internal static class RandomCompany
{
    private static readonly string[] Amounts = ["10", "25", "49.99", "50", "75.55", "100", "100", "120.01", "200", "333.33", "500", "1000"];

    public static Company Draw(Dice dice, int months, bool refunds = true)
    {
        var company = new Company();
        var count = dice.Chance(10) ? dice.Between(1, 3) : dice.Between(2, 60);
        var (start, shape, roots) = (Instant.FromUtc(2025, 1, 1, 0, 0), dice.Below(5), dice.Chance(25) ? 10 : 0);
        foreach (var order in dice.Shuffled(count))
        {
            // Ids in another order than dates of joining, so that neither stands in for the other.
            var member = new Member($"s{order:00}", start.Plus(Duration.FromHours(company.Members.Count * 5)).ToUnixTimeMilliseconds());
            if (company.Members.Count > 0 && !dice.Chance(roots))
            {
                member.Sponsor = Sponsor(dice, company.Members, shape);
                Place(dice, company, member);
            }

            company.Members.Add(member);
        }

        for (var month = 1; month <= months; month++)
        {
            AddSales(dice, company, month, refunds && dice.Chance(25) ? 20 : 0);
        }

        return company;
    }

    private static Member Sponsor(Dice dice, List<Member> members, int shape) => shape switch
    {
        0 => members[^1],
        1 => members[0],
        2 => members[^Math.Min(members.Count, dice.Between(1, 3))],
        3 => members[dice.Below((members.Count / 4) + 1)],
        _ => members[dice.Below(members.Count)],
    };

    /// <summary>Somewhere below the sponsor in a free leg, or nowhere, which makes another root.</summary>
    private static void Place(Dice dice, Company company, Member member)
    {
        var at = member.Sponsor!;
        while (true)
        {
            var leg = dice.Chance(60) ? 0 : 1;
            if (company.Members.FirstOrDefault(other => other.Place == at && other.Leg == leg) is not { } taken)
            {
                (member.Place, member.Leg) = dice.Chance(95) ? (at, leg) : (null, -1);
                return;
            }

            at = taken;
        }
    }

    private static void AddSales(Dice dice, Company company, int month, int refunds)
    {
        var (start, busy) = (Instant.FromUtc(2026, month, 2, 0, 0), dice.Between(30, 95));
        foreach (var member in company.Members)
        {
            for (var number = 0; number < 3 && dice.Chance(busy); number++)
            {
                var pv = Fraction.Parse(dice.Pick(Amounts));
                var cv = dice.Chance(80) ? (pv * Fraction.Parse("0.8")).Rounded(2, "half up") : Fraction.Parse(dice.Pick(Amounts));
                var sale = new Sale(
                    $"o{month}-{member.Id}-{number}", member, dice.Chance(30) ? $"c{member.Id}{dice.Below(2)}" : null, month,
                    start.Plus(Duration.FromMinutes(dice.Below(25 * 24 * 60))).ToUnixTimeMilliseconds(),
                    new Dictionary<string, Fraction> { ["PV"] = pv, ["CV"] = cv }, null);
                foreach (var row in Rows(dice, sale))
                {
                    company.Sales.Add(dice.Chance(refunds) ? Refunded(dice, row) : row);
                }
            }
        }
    }

    /// <summary>An order in one row, or now and then in two or three: other volumes, another buyer, a little later.</summary>
    private static List<Sale> Rows(Dice dice, Sale sale)
    {
        var more = dice.Chance(20) ? dice.Between(1, 2) : 0;
        return Enumerable.Range(0, more + 1).Select(number => number == 0 ? sale : sale with
        {
            Placed = sale.Placed + (dice.Chance(50) ? 0 : number * 1000),
            Customer = dice.Chance(60) ? sale.Customer : dice.Chance(50) ? $"c{sale.Seller}0" : null,
            Volumes = new Dictionary<string, Fraction> { ["PV"] = Fraction.Parse(dice.Pick(Amounts)), ["CV"] = Fraction.Parse(dice.Pick(Amounts)) },
        }).ToList();
    }

    /// <summary>Refunded in whole, in part, or (a wrong entry that must not break anything) twice over.</summary>
    private static Sale Refunded(Dice dice, Sale sale)
    {
        var part = Fraction.Parse(dice.Pick("100%", "50%", "200%"));
        return sale with { Refunded = sale.Volumes.ToDictionary(volume => volume.Key, volume => (volume.Value * part).Rounded(2, "half up")) };
    }
}
