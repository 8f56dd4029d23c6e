using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Limits over several bonuses, one after another: each sees what the one before has left of every bonus.</summary>
internal sealed partial class OracleClose
{
    /// <summary>What is left of a seller's pay by a bonus.</summary>
    private readonly Dictionary<(string Bonus, Member Member), Fraction> left = [];

    /// <summary>All that the bonuses pay, before the first limit.</summary>
    private void AddUp()
    {
        var byId = Members.ToDictionary(member => member.Id);
        foreach (var line in Lines)
        {
            left[(line.Bonus, byId[line.Payee])] = Left(line.Bonus, byId[line.Payee]) + line.Amount;
        }
    }

    private void Limit(CapModel cap)
    {
        var on = plan.Bonuses.Select(bonus => bonus.Name).Where(name => cap.On.Count == 0 || cap.On.Contains(name)).ToList();
        var payees = InOrder().Select(member => (Member: member, Sum: Fraction.Sum(on.Select(bonus => Left(bonus, member)))))
            .Where(entry => entry.Sum > Fraction.Zero).ToList();
        if (cap.ReduceBy is { } share)
        {
            payees.ForEach(entry => Take(cap, on, entry.Member, (entry.Sum * Fraction.Parse(share)).Rounded(plan.Decimals, plan.Rounding)));
        }
        else if (cap.Per == "company")
        {
            var over = Fraction.Sum(payees.Select(entry => entry.Sum)) - Room(cap, InOrder()[0], Members);
            CutInOrder(cap, on, payees, over);
        }
        else if (cap.Per is "source" or "source and seller" or "leg")
        {
            LimitSources(cap, on);
        }
        else
        {
            foreach (var group in payees.GroupBy(entry => cap.Per == "owner" ? OwnerOf(entry.Member) : entry.Member))
            {
                var together = cap.Per == "owner" ? Members.Where(position => OwnerOf(position) == group.Key) : [group.Key];
                CutInOrder(cap, on, [.. group], Fraction.Sum(group.Select(entry => entry.Sum)) - Room(cap, group.Key, together));
            }
        }

        foreach (var member in Members.Where(_ => cap.Window != "this period"))
        {
            Carry.Running[(cap.Name, member)] = (Span(cap), Ran(cap, member) + Fraction.Sum(on.Select(bonus => Left(bonus, member))));
        }
    }

    /// <summary>Limits what single sources or legs bring, of which earlier limits have left as large a part as of the whole bonus.</summary>
    private void LimitSources(CapModel cap, List<string> on)
    {
        var order = InOrder().Select((member, index) => (member.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
        var byId = Members.ToDictionary(member => member.Id);
        var groups = Lines.Where(line => on.Contains(line.Bonus) && line.Kind == "Pay" && line.Source.Length > 0)
            .Where(line => cap.Per != "leg" || line.Source != line.Payee)
            .GroupBy(line => (Payee: cap.Per == "source" ? -1 : order[line.Payee], With: cap.Per != "leg" ? order[line.Source] : Head(line)))
            .OrderBy(group => group.Key.Payee).ThenBy(group => group.Key.With)
            .Select(group => (Bonuses: on.Where(bonus => group.Any(line => line.Bonus == bonus)).ToList(),
                Payees: group.GroupBy(line => byId[line.Payee]).OrderBy(own => order[own.Key.Id]).Select(own => (Member: own.Key,
                    Sum: Fraction.Sum(own.GroupBy(line => line.Bonus).Select(ofBonus => Still(ofBonus, own.Key)))))
                    .Where(entry => entry.Sum > Fraction.Zero).ToList()))
            .Where(group => group.Payees.Count > 0).ToList();
        foreach (var (bonuses, payees) in groups)
        {
            CutGroup(cap, bonuses, payees, Fraction.Sum(payees.Select(entry => entry.Sum)) - Room(cap, payees[0].Member, []));
        }

        int Head(Line line)
        {
            var tree = plan.Bonuses.Single(bonus => bonus.Name == line.Bonus) is WalkModel walk ? walk.Tree : "enrolment";
            return Upline(tree, byId[line.Source]).Prepend(byId[line.Source]).FirstOrDefault(member => Parent(tree, member)?.Id == line.Payee) is { } head
                ? order[head.Id] : int.MaxValue;
        }

        Fraction Still(IGrouping<string, Line> lines, Member payee)
        {
            var (amount, now) = (Fraction.Sum(lines.Select(line => line.Amount)), Fraction.Max(Fraction.Zero, Left(lines.Key, payee)));
            var whole = Fraction.Sum(Lines.Where(line => line.Kind == "Pay" && line.Bonus == lines.Key && line.Payee == payee.Id).Select(line => line.Amount));
            return now >= whole ? amount : (amount * now / whole).Rounded(plan.Decimals, "toward zero");
        }
    }

    private Fraction Left(string bonus, Member member) => left.GetValueOrDefault((bonus, member));

    /// <summary>How much may still be paid in the limit's span.</summary>
    private Fraction Room(CapModel cap, Member member, IEnumerable<Member> together) => Fraction.Max(Fraction.Zero,
        cap.AtMost!.At(new Scene(this, member, member)).Rounded(plan.Decimals, plan.Rounding) - Fraction.Sum(together.Select(one => Ran(cap, one))));

    private Fraction Ran(CapModel cap, Member member) =>
        before.Running.GetValueOrDefault((cap.Name, member)) is { Span: var span, Paid: var paid } && span == Span(cap) ? paid : Fraction.Zero;

    private int Span(CapModel cap) => cap.Window switch
    {
        "month to date" => month,
        "quarter to date" => Months.Quarter(month),
        _ => Months.Year(month),
    };

    private void CutInOrder(CapModel cap, List<string> on, List<(Member Member, Fraction Sum)> payees, Fraction over)
    {
        switch (cap.Cuts)
        {
            case "review":
                return;
            case "lower ranks first":
                foreach (var group in payees.GroupBy(entry => rank[entry.Member]).OrderBy(group => group.Key))
                {
                    over -= CutGroup(cap, on, [.. group], over);
                }

                break;
            case "last bonuses first":
                foreach (var bonus in Enumerable.Reverse(on))
                {
                    // Who owes something by another bonus has less to lose than this one paid.
                    var group = payees.Select(entry => (entry.Member,
                        Sum: Fraction.Min(Left(bonus, entry.Member), Fraction.Sum(on.Select(other => Left(other, entry.Member))))));
                    over -= CutGroup(cap, [bonus], [.. group.Where(entry => entry.Sum > Fraction.Zero)], over);
                }

                break;
            default:
                CutGroup(cap, on, payees, over);
                break;
        }
    }

    private Fraction CutGroup(CapModel cap, List<string> on, List<(Member Member, Fraction Sum)> group, Fraction over)
    {
        var cut = Fraction.Min(over, Fraction.Sum(group.Select(entry => entry.Sum)));
        if (cut <= Fraction.Zero)
        {
            return Fraction.Zero;
        }

        foreach (var (entry, part) in group.Zip(Dealt(cut, [.. group.Select(entry => entry.Sum)])))
        {
            Take(cap, on, entry.Member, part);
        }

        return cut;
    }

    /// <summary>Takes an amount of a seller away, from all the limit's bonuses in proportion.</summary>
    private void Take(CapModel cap, List<string> on, Member member, Fraction amount)
    {
        if (amount.IsZero)
        {
            return;
        }

        Lines.Add(new Line(cap.Name, "Cap", member.Id, "", "", 0, -amount));
        foreach (var (bonus, part) in on.Zip(Dealt(amount, [.. on.Select(bonus => Fraction.Max(Fraction.Zero, Left(bonus, member)))])))
        {
            left[(bonus, member)] = Left(bonus, member) - part;
        }
    }
}
