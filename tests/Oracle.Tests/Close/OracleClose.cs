using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>
/// The slow and obvious second implementation: recursive, on objects, in exact fractions, one seller and one question at a time. It knows nothing of the
/// engine; it reads the plan's own records and does what the reference says.
/// </summary>
internal sealed partial class OracleClose : IFigures
{
    private readonly PlanModel plan;
    private readonly Company company;
    private readonly int month;
    private readonly OracleCarry before;
    private readonly Dictionary<(string Name, Member Member), Fraction> values = [];
    private readonly Dictionary<(string Tree, Member Member), Member?> parents = [];
    private readonly Dictionary<(string Tree, Member Member), IReadOnlyList<Member>> children = [];
    private readonly Dictionary<(string Bonus, Member Member), Fraction> earned = [];
    private readonly Dictionary<Member, IReadOnlyList<Sale>> sales = [];
    private Dictionary<Member, int> rank = [];

    public OracleClose(PlanModel plan, Company company, int month, OracleCarry before)
    {
        (this.plan, this.company, this.month, this.before) = (plan, company, month, before);
        rank = company.Members.ToDictionary(member => member, _ => 0);
        Carry = new OracleCarry { From = this };
    }

    public List<Line> Lines { get; } = [];

    public OracleCarry Carry { get; }

    public List<PaidOut> Payments { get; } = [];

    public IReadOnlyList<Member> Members => company.Members;

    public IReadOnlyList<Sale> SalesOf(Member member)
    {
        if (!sales.TryGetValue(member, out var own))
        {
            sales[member] = own = [.. company.Sales.Where(sale => sale.Seller == member && sale.Month == month)];
        }

        return own;
    }

    public void Run()
    {
        ReachRanks();
        foreach (var bonus in plan.Bonuses)
        {
            Pay(bonus);
        }

        ClawBack();
        AddUp();
        foreach (var cap in plan.Caps)
        {
            Limit(cap);
        }

        PayOut();
    }

    public Fraction Value(string name, Member member)
    {
        if (name is "PV" or "CV")
        {
            var deducted = company.LateRefunds.Where(refund => plan.DeductedFrom == name && refund.Month == month && refund.Sale.Seller == member);
            return Fraction.Sum(SalesOf(member).Select(sale => sale.Value(name))) - Fraction.Sum(deducted.Select(refund => refund.Volumes[name]));
        }

        if (!values.TryGetValue((name, member), out var value))
        {
            value = Measured(plan.Measures.Single(measure => measure.Name == name), member);
            values[(name, member)] = value;
        }

        return value;
    }

    public Fraction Rank(Member member) => Fraction.Of(rank[member]);

    public Fraction PreviousRank(Member member) => Fraction.Of(before.Rank.GetValueOrDefault(member));

    public Fraction Previous(string name, Member member) => before.From?.Value(name, member) ?? Fraction.Zero;

    public Fraction Earned(string bonus, Member member) => earned.GetValueOrDefault((bonus, member));

    /// <summary>The last millisecond of the period: trees stand as they do then, unless a plan says otherwise.</summary>
    private long LastMoment => Months.Start(Months.First(month + 1)) - 1;

    public int Leg(Member member) => member.At("placement", LastMoment).Leg;

    public IReadOnlyList<Member> Children(string tree, Member member)
    {
        if (!children.TryGetValue((tree, member), out var below))
        {
            children[(tree, member)] = below = [.. Members.Where(other => Parent(tree, other) == member)];
        }

        return below;
    }

    public Member? Parent(string tree, Member member)
    {
        if (!parents.TryGetValue((tree, member), out var parent))
        {
            parents[(tree, member)] = parent = FindParent(tree, member);
        }

        return parent;
    }

    /// <summary>All above a seller in a tree, the nearest first.</summary>
    private IEnumerable<Member> Upline(string tree, Member member)
    {
        for (var above = Parent(tree, member); above is not null; above = Parent(tree, above))
        {
            yield return above;
        }
    }

    private Member? FindParent(string tree, Member member)
    {
        switch (plan.Trees.FirstOrDefault(model => model.Name == tree))
        {
            case null:
                return member.At(tree, LastMoment).Parent;
            case CompressedTree compressed:
                var kept = Upline("enrolment", member).FirstOrDefault(above => compressed.Keep.Holds(new Scene(this, above)));
                return compressed.Keep.Holds(new Scene(this, member)) ? kept : null;
            case PassUpTree up:
                if (Parent("enrolment", member) is not { } sponsor)
                {
                    return null;
                }

                var first = Children("enrolment", sponsor).OrderBy(other => other.Joined).Take(up.Count);
                var passedTo = up.PassesOn ? Parent(tree, sponsor) : Parent("enrolment", sponsor);
                return first.Contains(member) ? passedTo ?? sponsor : sponsor;
            case LineTree line:
                return line.Of.Holds(new Scene(this, member))
                    ? Members.Where(other => other.Joined < member.Joined && line.Of.Holds(new Scene(this, other))).MaxBy(other => other.Joined)
                    : null;
            default:
                throw new ArgumentException(tree);
        }
    }

    /// <summary>Who has a seller's volume after compression: they themselves, or who is nearest above of those who were kept.</summary>
    private Member? TakerOf(string tree, Member member)
    {
        var keep = plan.Trees.OfType<CompressedTree>().Single(model => model.Name == tree).Keep;
        return Upline("enrolment", member).Prepend(member).FirstOrDefault(above => keep.Holds(new Scene(this, above)));
    }

    /// <summary>Nobody has a rank at first; the whole ladder is tried again for everybody until nobody rises.</summary>
    private void ReachRanks()
    {
        var rising = plan.Ranks.Count > 0;
        while (rising)
        {
            values.Clear();
            var reached = Members.ToDictionary(member => member, member => Math.Max(rank[member], Reached(member)));
            rising = Members.Any(member => reached[member] > rank[member]);
            rank = reached;
        }

        values.Clear();
        foreach (var member in Members)
        {
            GiveGrace(member);
            KeepTitle(member);
            Carry.Rank[member] = rank[member];
        }
    }

    private int Reached(Member member)
    {
        var best = 0;
        for (var ordinal = 1; ordinal <= plan.Ranks.Count; ordinal++)
        {
            var step = plan.Ranks[ordinal - 1];
            var needs = step.Maintain.Count > 0 && before.Rank.GetValueOrDefault(member) >= ordinal ? step.Maintain : step.Needs;
            if (needs.All(need => need.Holds(new Scene(this, member))))
            {
                best = ordinal;
            }
            else if (plan.StepByStep)
            {
                return best;
            }
        }

        return best;
    }

    private void GiveGrace(Member member)
    {
        var (last, used) = (before.Rank.GetValueOrDefault(member), before.GraceUsed.GetValueOrDefault(member));
        var given = rank[member] < last && used < plan.GracePeriods;
        rank[member] = given ? last : rank[member];
        Carry.GraceUsed[member] = given ? used + 1 : 0;
    }

    private void KeepTitle(Member member)
    {
        var title = before.Title.GetValueOrDefault(member);
        List<int> below = [.. before.Below.GetValueOrDefault(member) ?? []];
        if (rank[member] >= title || plan.Title == "follows rank")
        {
            (title, below) = (rank[member], []);
        }
        else if (plan.Title == "demoted")
        {
            below.Add(rank[member]);
            if (below.Count >= plan.DemotedAfter)
            {
                (title, below) = (plan.DemotedTo == "one down" ? title - 1 : below.Max(), []);
            }
        }

        Carry.Title[member] = title;
        Carry.Below[member] = below;
    }
}
