using Compensation.Oracle.Tests.Model;
using NodaTime;

namespace Compensation.Oracle.Tests.Drawing;

/// <summary>Draws a company: a chain, a star, a deep or a bushy tree, one root or several, binary placement, a few months of orders.</summary>
internal static class RandomCompany
{
    private static readonly string[] Amounts = ["10", "25", "49.99", "50", "75.55", "100", "100", "120.01", "200", "333.33", "500", "1000"];

    /// <param name="dice">The dice.</param>
    /// <param name="months">In how many months they buy.</param>
    /// <param name="refunds">Whether some of it is refunded.</param>
    /// <param name="first">The first of those months.</param>
    /// <param name="legs">How many legs the placement tree has.</param>
    /// <param name="moves">Whether somebody may move.</param>
    public static Company Draw(Dice dice, int months, bool refunds = true, int first = 1, int legs = 2, bool moves = false)
    {
        var company = new Company { Legs = legs };
        var count = dice.Chance(10) ? dice.Between(1, 3) : dice.Between(2, 60);
        // Some have joined long ago, some within the first month.
        var apart = Duration.FromHours(dice.Pick(5, 40));
        var start = Instant.FromUnixTimeMilliseconds(Months.Start(Months.First(first))).Minus(apart * count).Plus(Duration.FromDays(dice.Below(20)));
        var (shape, roots) = (dice.Below(5), dice.Chance(25) ? 10 : 0);
        foreach (var order in dice.Shuffled(count))
        {
            // Ids in another order than dates of joining, so that neither stands in for the other.
            var member = new Member($"s{order:00}", start.Plus(apart * company.Members.Count).ToUnixTimeMilliseconds());
            if (company.Members.Count > 0 && !dice.Chance(roots))
            {
                member.Sponsor = Sponsor(dice, company.Members, shape);
                Place(dice, company, member);
            }

            company.Members.Add(member);
        }

        foreach (var member in company.Members)
        {
            member.Owner = dice.Maybe(25, () => dice.Pick(company.Members.Where(other => other.Owner is null).Append(member).ToList()));
            member.PaidIn = dice.Maybe(40, () => dice.Pick(PayCurrency.All));
        }

        for (var month = first; month < first + months; month++)
        {
            AddSales(dice, company, month, refunds && dice.Chance(25) ? 20 : 0);
        }

        if (moves && dice.Chance(40))
        {
            Move(dice, company, first, months);
        }

        if (refunds && dice.Chance(40))
        {
            RefundLate(dice, company, first + months - 1);
        }

        return company;
    }

    /// <summary>A few sellers, with all below them, move to another parent or become a root, before the first month or within the months.</summary>
    private static void Move(Dice dice, Company company, int first, int months)
    {
        var start = Months.Start(Months.First(first).PlusDays(-10));
        var days = Enumerable.Range(0, dice.Between(1, 5)).Select(_ => dice.Below((months * 30) + 10)).Order().ToList();
        foreach (var moment in days.Select((day, index) => start + (day * 86_400_000L) + index))
        {
            var (tree, member) = (dice.Pick("enrolment", "placement"), dice.Pick(company.Members));
            var (parent, leg) = (dice.Chance(10) ? null : dice.Pick(company.Members), tree == "enrolment" ? -1 : dice.Below(company.Legs));
            var isBelow = false;
            for (var at = parent; at is not null; at = at.At(tree, moment).Parent)
            {
                isBelow |= at == member;
            }

            if (!isBelow && (parent is null || leg < 0 || !company.Members.Exists(other => other.At(tree, moment) == (parent, leg))))
            {
                member.Moves.Add(new Moved(tree, parent, parent is null ? -1 : leg, moment));
            }
        }
    }

    /// <summary>Some sales are refunded a month or two later, in whole or in one or two parts.</summary>
    private static void RefundLate(Dice dice, Company company, int last)
    {
        foreach (var sale in company.Sales.Where(sale => sale.Refunded is null && sale.Month < last && dice.Chance(12)))
        {
            var earlier = new List<LateRefund>();
            foreach (var part in dice.Pick<string[]>(["100%"], ["50%"], ["33.33%", "66.67%"], ["20%", "50%"]))
            {
                var month = dice.Between(earlier.Count == 0 ? sale.Month + 1 : earlier[^1].Month, last);
                var volumes = sale.Volumes.ToDictionary(volume => volume.Key, volume => Fraction.Min(
                    (volume.Value * Fraction.Parse(part)).Rounded(2, "half up"),
                    volume.Value - Fraction.Sum(earlier.Select(refund => refund.Volumes[volume.Key]))));
                var placed = Months.Start(Months.First(month).PlusDays(dice.Below(25)));
                earlier.Add(new LateRefund($"late{earlier.Count}-{sale.Id}-{company.Sales.IndexOf(sale)}", sale, month, placed, volumes, [.. earlier]));
            }

            // A later part may not come before an earlier one.
            company.LateRefunds.AddRange(earlier.Zip(earlier.Select(refund => refund.Placed).Order(), (refund, placed) => refund with { Placed = placed }));
        }
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
            var leg = dice.Chance(60) ? 0 : dice.Between(1, company.Legs - 1);
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
        var (start, busy) = (Instant.FromUnixTimeMilliseconds(Months.Start(Months.First(month).PlusDays(1))), dice.Between(30, 95));
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
