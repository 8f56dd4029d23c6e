using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>What every bonus shares, grants, pools and limits.</summary>
internal sealed partial class OracleClose
{
    private void Pay(BonusModel bonus)
    {
        var lines = bonus switch
        {
            GrantModel grant => Granted(grant),
            WalkModel walk => Walked(walk),
            PairModel pair => Paired(pair),
            ShareModel share => Shared(share),
            BoardModel board => Boarded(board),
            GuaranteeModel guarantee => Guaranteed(guarantee),
            _ => throw new ArgumentException(bonus.Name),
        };
        lines = [.. lines.Where(line => !line.Amount.IsZero)];
        if (bonus is not PairModel { CapPer: "seller", CapCounting.Count: 0 })
        {
            lines.AddRange(Cut(bonus, lines));
        }

        foreach (var member in Members)
        {
            var sum = Fraction.Sum(lines.Where(line => line.Payee == member.Id).Select(line => line.Amount));
            earned[(bonus.Name, member)] = sum;
            if (bonus.PayableWhen is null)
            {
                continue;
            }

            var waiting = before.Accrued.GetValueOrDefault((bonus.Name, member));
            var payable = bonus.PayableWhen.Holds(new Scene(this, member));
            lines.Add(new Line(bonus.Name, "Accrual", member.Id, "", "", 0, payable ? waiting : -sum));
            Carry.Accrued[(bonus.Name, member)] = payable ? Fraction.Zero : waiting + sum;
        }

        Lines.AddRange(lines.Where(line => !line.Amount.IsZero));
    }

    private static bool MayReceive(BonusModel bonus, Scene scene) => bonus.Receives.All(condition => condition.Holds(scene));

    /// <summary>Rounded once, within the limits of a single line.</summary>
    private Fraction Amount(BonusModel bonus, Fraction exact)
    {
        var amount = exact.Rounded(plan.Decimals, plan.Rounding);
        amount = bonus.EachAtMost is null ? amount : Fraction.Min(amount, Fraction.Parse(bonus.EachAtMost));
        return bonus.EachAtLeast is not null && amount < Fraction.Parse(bonus.EachAtLeast) ? Fraction.Zero : amount;
    }

    private List<Line> Granted(GrantModel grant)
    {
        var lines = new List<Line>();
        KeepOccasions(grant);
        foreach (var member in Members)
        {
            foreach (var scene in grant.PerOrder ? OrdersOf(member, grant.Where, grant.Rate, grant.Amount, grant.Times) : WholeSeller(member, grant.Where))
            {
                var payee = grant.ToParent ? Parent("enrolment", member) : member;
                if (payee is not null && MayReceive(grant, scene with { Self = payee }))
                {
                    lines.AddRange(GrantedOn(grant, member, rank => new Line(grant.Name, "Pay", payee.Id, member.Id, scene.Sale?.Id ?? "", 0,
                        Amount(grant, GrantedExactly(grant, scene with { Celebrated = rank })))
                    { Base = grant.Of?.At(scene) ?? Fraction.One, Rows = scene.Paid }));
                }
            }
        }

        return lines;
    }

    private Fraction GrantedExactly(GrantModel grant, Scene scene)
    {
        var times = grant.Times?.At(scene) ?? Fraction.One;
        if (grant.Amount is not null)
        {
            return grant.Amount.At(scene) * times;
        }

        var @base = grant.Of!.At(scene);
        var own = @base * (grant.Rate?.At(scene) ?? Fraction.One) * times;
        if (grant.LessLegs is null || @base.IsZero)
        {
            return own;
        }

        var legs = Children("enrolment", scene.Self).Select(leg => scene with { Self = leg, Source = leg });
        return Fraction.Max(Fraction.Zero, own - Fraction.Sum(legs.Select(leg => grant.Rate!.At(leg) * grant.LessLegs.At(leg))));
    }

    private List<Line> Shared(ShareModel share)
    {
        var fund = share.Fund.At(new Scene(this, InOrder()[0]));
        var shares = Members.OrderBy(member => member.Joined).Select(member => (Member: member, Scene: new Scene(this, member, member)))
            .Where(entry => MayReceive(share, entry.Scene))
            .Select(entry => (entry.Member, Weight: share.By?.At(entry.Scene) ?? Fraction.One))
            .Select(entry => (entry.Member, Weight: share.WeightAtMost is null ? entry.Weight : Fraction.Min(entry.Weight, Fraction.Parse(share.WeightAtMost))))
            .Select(entry => (entry.Member, Weight: entry.Weight * (share.Times?.At(new Scene(this, entry.Member)) ?? Fraction.One)))
            .Where(entry => entry.Weight > Fraction.Zero).ToList();
        if (shares.Count == 0 || fund <= Fraction.Zero)
        {
            return [];
        }

        var total = share.OutOf is null ? Fraction.Sum(shares.Select(entry => entry.Weight)) : Fraction.Parse(share.OutOf);
        var parts = share.Rounds == "to the fund" && share.OutOf is null
            ? Dealt(fund.Rounded(plan.Decimals, plan.Rounding), [.. shares.Select(entry => entry.Weight)])
            : [.. shares.Select(entry => (fund * entry.Weight / total).Rounded(plan.Decimals, share.Rounds == "down" ? "toward zero" : plan.Rounding))];
        return [.. shares.Zip(parts, (entry, part) => new Line(share.Name, "Pay", entry.Member.Id, "", "", 0, Amount(share, part)))];
    }

    /// <summary>Every part rounded down, what is left one unit each to those who lost most by it, the earlier first.</summary>
    private List<Fraction> Dealt(Fraction whole, IReadOnlyList<Fraction> weights)
    {
        var total = Fraction.Sum(weights);
        if (total.IsZero)
        {
            return [.. weights];
        }

        var unit = Fraction.Of(1, plan.Decimals);
        var parts = weights.Select(weight => (whole * weight / total).Rounded(plan.Decimals, "toward zero")).ToList();
        var losers = Enumerable.Range(0, parts.Count).OrderByDescending(i => (whole * weights[i] / total) - parts[i]).ThenBy(i => i).ToList();
        for (var next = 0; Fraction.Sum(parts) < whole; next++)
        {
            parts[losers[next]] += unit;
        }

        return parts;
    }

    /// <summary>What a bonus's own cap takes away.</summary>
    private List<Line> Cut(BonusModel bonus, IReadOnlyList<Line> lines)
    {
        if (bonus.CapAtMost is null)
        {
            return [];
        }

        var payees = InOrder().Select(member => (Member: member, Sum: Fraction.Sum(lines.Where(line => line.Payee == member.Id).Select(line => line.Amount))))
            .Where(entry => lines.Any(line => line.Payee == entry.Member.Id)).ToList();
        switch (bonus.CapPer)
        {
            case "company":
                return CutTogether(bonus.Name, payees, Room(bonus, InOrder()[0], Members));
            case "owner":
                return [.. payees.GroupBy(entry => OwnerOf(entry.Member)).SelectMany(group => CutTogether(bonus.Name, [.. group],
                    Room(bonus, group.Key, Members.Where(position => OwnerOf(position) == group.Key))))];
            case "source":
                return [.. lines.GroupBy(line => line.Source).SelectMany(group => CutTogether(bonus.Name,
                    [.. payees.Select(entry => (entry.Member, Fraction.Sum(group.Where(line => line.Payee == entry.Member.Id).Select(line => line.Amount))))
                        .Where(entry => group.Any(line => line.Payee == entry.Member.Id))],
                    Limit(bonus.CapAtMost.At, InOrder()[0])))];
            case "source and seller":
                return CutGroups(bonus, lines.GroupBy(line => (line.Payee, line.Source)));
            case "leg":
                return CutGroups(bonus, lines.GroupBy(line => (line.Payee, Leg((WalkModel)bonus, line))));
            default:
                return CutGroups(bonus, lines.GroupBy(line => (line.Payee, "")));
        }
    }

    /// <summary>The front-line seller below the payee on the source's way up.</summary>
    private string Leg(WalkModel walk, Line line)
    {
        var source = Members.Single(member => member.Id == line.Source);
        return Upline(walk.Tree, source).Prepend(source).First(member => Parent(walk.Tree, member)?.Id == line.Payee).Id;
    }

    private List<Line> CutGroups(BonusModel bonus, IEnumerable<IGrouping<(string Payee, string With), Line>> groups) =>
        [.. from line in groups
            let payee = Members.Single(member => member.Id == line.Key.Payee)
            let over = Fraction.Sum(line.Select(one => one.Amount)) - Room(bonus, payee, [payee])
            where over > Fraction.Zero
            select new Line(bonus.Name, "Cap", line.Key.Payee, "", "", 0, -over)];

    private Fraction Limit(Func<Scene, Fraction> atMost, Member member) =>
        Fraction.Max(Fraction.Zero, atMost(new Scene(this, member, member)).Rounded(plan.Decimals, plan.Rounding));

    /// <summary>What a bonus's cap leaves after the bonuses that it counts.</summary>
    private Fraction Room(BonusModel bonus, Member member, IEnumerable<Member> together) => Fraction.Max(Fraction.Zero,
        Limit(bonus.CapAtMost!.At, member) - Fraction.Sum(together.SelectMany(one => bonus.CapCounting.Select(other => Earned(other, one)))));

    /// <summary>Cuts everybody who gets something in proportion.</summary>
    private List<Line> CutTogether(string name, List<(Member Member, Fraction Sum)> payees, Fraction limit)
    {
        var over = Fraction.Sum(payees.Select(entry => entry.Sum)) - limit;
        if (over <= Fraction.Zero)
        {
            return [];
        }

        var cuts = Dealt(over, [.. payees.Select(entry => Fraction.Max(Fraction.Zero, entry.Sum))]);
        return [.. payees.Zip(cuts, (entry, cut) => new Line(name, "Cap", entry.Member.Id, "", "", 0, -cut))];
    }

    /// <summary>Level by level through the enrolment tree, who joined first comes first: who is served first where shares are equal.</summary>
    private List<Member> InOrder()
    {
        var order = Members.Where(member => Parent("enrolment", member) is null).OrderBy(member => member.Joined).ToList();
        for (var next = 0; next < order.Count; next++)
        {
            order.AddRange(Children("enrolment", order[next]).OrderBy(member => member.Joined));
        }

        return order;
    }
}
