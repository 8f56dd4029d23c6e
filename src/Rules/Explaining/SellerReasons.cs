using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;
using Compensation.Rules.Ranks;

namespace Compensation.Rules.Explaining;

/// <summary>Puts together what there is to say about one seller.</summary>
internal sealed class SellerReasons(ClosedPeriod period, int seller)
{
    public SellerExplanation Explain()
    {
        var missed = new MissedPayFinder(period, seller);
        var found = missed.Find();
        return new SellerExplanation(period.IdOf(seller), period.Result.Period, Ranks(), Measures(), Lines(),
            [.. period.Result.Payments.Where(payment => payment.Payee == seller)], found, missed.Notes)
        {
            Places = [.. period.Frame.Recorded.GivenTo(seller).Select(given => Place(given.Tree, given.Place, given.LegsThen))],
        };
    }

    /// <summary>Where the seller stands, without what was not paid and why.</summary>
    public SellerCard Card() => new(Ranks(), Measures(), Earned());

    private List<Fact> Earned()
    {
        var lines = period.Lines;
        var sums = new SortedDictionary<int, long>();
        foreach (var line in period.ByPayee.Value.Of(seller))
        {
            sums[lines.Bonus[line]] = checked(sums.GetValueOrDefault(lines.Bonus[line]) + lines.Amount[line]);
        }

        return [.. sums.Select(sum => period.MoneyFact(lines.BonusNames[sum.Key], sum.Value))];
    }

    private Reason Place(TreeRule tree, Placement place, long[]? legsThen)
    {
        var names = tree.Document.Legs;
        var leg = place.Leg < names.Count ? $" on the {names[place.Leg]}" : "";
        var why = legsThen is null ? ", at an earlier close"
            : legsThen.Length == 0 ? $", as a recruit of {Sponsor()}"
            : $", when {Sponsor()}'s legs had {string.Join(" and ", legsThen.Select(units => Numbers.Fixed.Format(units, tree.PlacedBy!.Decimals)))}";
        return new Reason($"in '{tree.Name}' below {period.IdOf(place.Parent)}{leg}{why}")
        {
            Facts =
            [
                new Fact("tree", tree.Name), Fact.Seller("parent", period.IdOf(place.Parent)),
                .. leg.Length == 0 ? Array.Empty<Fact>() : [new Fact("leg", names[place.Leg])],
            ],
        };

        string Sponsor() => period.IdOf(period.Frame.Tree(0).Parent[seller]);
    }

    private RankCard? Ranks()
    {
        var plan = period.Plan;
        if (plan.Ranks.Count == 0)
        {
            return null;
        }

        var previous = period.Frame.Column(new ColumnKey(ColumnKind.PreviousRank, 0))[seller];
        var steps = plan.Ladder.Select(rule => Step(rule, previous)).ToList();
        var rank = period.Result.Rank[seller];
        return new RankCard(plan.RankDomain[rank], plan.RankDomain[period.Result.Title[seller]], plan.RankDomain[previous], steps,
            steps.Find(step => step.Ordinal == rank + 1), Notes(steps, rank));
    }

    private RankStep Step(RankRule rule, long previous)
    {
        var maintained = LadderEvaluation.Maintains(rule, previous);
        var at = new Spot(period.Frame, seller);
        var conditions = maintained ? rule.Maintain! : rule.Needs;
        return new RankStep(rule.Name, rule.Ordinal, period.Result.Rank[seller] >= rule.Ordinal, maintained,
            [.. conditions.SelectMany(condition => Requirement.All(period, condition, at))]);
    }

    private List<string> Notes(List<RankStep> steps, long rank)
    {
        var notes = new List<string>();
        var plan = period.Plan;
        if (plan.RankGivenBy >= 0)
        {
            notes.Add($"ranks are given by '{plan.SellerAttributes[plan.RankGivenBy].Name}'");
        }

        foreach (var entry in period.Frame.Snapshot.RankOverrides.Where(entry => period.Frame.NumberOf(entry.Seller) == seller))
        {
            notes.Add($"set by hand to {plan.RankDomain[entry.Rank]} by override {entry.Id}: {entry.Reason}");
        }

        if (period.Frame.Ladder.GraceUsed[seller] is > 0 and var used)
        {
            notes.Add($"kept by grace, period {used} of {plan.Document.Ranks.GracePeriods}");
        }

        if (Limit(plan.RankFloor) is > 0 and var floor && floor == rank)
        {
            notes.Add($"not below {plan.RankDomain[floor]} by '{plan.SellerAttributes[plan.RankFloor].Name}'");
        }

        if (Limit(plan.RankCeiling) is > 0 and var ceiling && ceiling == rank && steps.Exists(step => step.Ordinal > rank && step.Met))
        {
            notes.Add($"not above {plan.RankDomain[ceiling]} by '{plan.SellerAttributes[plan.RankCeiling].Name}'");
        }

        return notes;
    }

    private long Limit(int attribute) => attribute < 0 ? 0 : period.Frame.Column(new ColumnKey(ColumnKind.Attribute, attribute))[seller];

    /// <summary>The plan's volumes and named measures with the seller's values.</summary>
    public List<Fact> Measures()
    {
        var facts = new List<Fact>();
        foreach (var volume in period.Plan.Volumes)
        {
            facts.Add(Fact.Of(volume.Name, period.Frame.Column(new ColumnKey(ColumnKind.Volume, volume.Index))[seller], volume.Decimals, Unit.Volume));
        }

        foreach (var measure in period.Plan.Measures.Where(measure => measure.Named))
        {
            var value = period.Frame.Column(new ColumnKey(ColumnKind.Measure, measure.Index))[seller];
            var text = measure.Unit is Unit.Choice ? measure.Domain?[value] ?? Numbers.Fixed.Format(value, 0)
                : measure.Unit is Unit.Flag ? (value != 0 ? "yes" : "no")
                : Numbers.Fixed.Format(value, measure.Decimals);
            facts.Add(new Fact(measure.Name, text, measure.Unit, value, measure.Decimals));
        }

        return facts;
    }

    private List<SellerLine> Lines()
    {
        var own = new List<SellerLine>();
        foreach (var line in period.ByPayee.Value.Of(seller))
        {
            own.Add(Line(line));
        }

        return own;
    }

    private SellerLine Line(int line)
    {
        var lines = period.Lines;
        var kind = lines.Kind[line] == LineKind.Pay ? "" : $", {lines.Kind[line]}";
        var source = lines.Source[line] < 0 || lines.Source[line] == seller ? "" : $" from {period.IdOf(lines.Source[line])}";
        var level = lines.Level[line] == 0 ? "" : $" on level {lines.Level[line]}";
        var bonus = lines.BonusNames[lines.Bonus[line]];
        return new SellerLine(line + 1, $"line {line + 1}: {period.Money(lines.Amount[line])}{source}{level} by '{bonus}'{kind}", bonus, lines.Kind[line],
            period.MoneyFact("amount", lines.Amount[line]));
    }
}
