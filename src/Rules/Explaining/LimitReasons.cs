using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Explaining;

/// <summary>Explains what a limit took away: total, limit, cut.</summary>
internal static class LimitReasons
{
    /// <summary>The reasons of a cap's line.</summary>
    public static IReadOnlyList<Reason> Of(ClosedPeriod period, int line)
    {
        var lines = period.Lines;
        return period.RuleOf(lines.Bonus[line]) switch
        {
            null => OfCompany(period, line),
            PairRule { CapsItself: true } pair => PairReasons.Of(period, pair, line),
            var rule => OfBonus(period, rule, line),
        };
    }

    private static IReadOnlyList<Reason> OfBonus(ClosedPeriod period, BonusRule rule, int line)
    {
        var lines = period.Lines;
        var again = LineCheck.Copy(lines, other => lines.Bonus[other] == rule.Index && lines.Kind[other] == LineKind.Pay);
        var cuts = new List<(int From, LimitCut Cut)>();
        BonusCaps.Apply(period.Frame, rule, again, seen => cuts.Add((again.Count, seen)));
        var found = LineCheck.Find(period, line, again);
        return [Cut(period, Behind(cuts, found), $"of '{rule.Name}' per {Words(rule.CapPer)}", lines.Amount[line])];
    }

    /// <summary>The cut that a line is part of: the last one that began before it.</summary>
    private static LimitCut Behind(List<(int From, LimitCut Cut)> cuts, int line) => cuts.Last(cut => cut.From <= line).Cut;

    private static IReadOnlyList<Reason> OfCompany(ClosedPeriod period, int line)
    {
        var lines = period.Lines;
        var bonuses = period.Plan.Document.Bonuses.Count;
        var cap = period.Plan.Caps[lines.Bonus[line] - bonuses];
        var first = Enumerable.Range(0, lines.Count).First(other => lines.Kind[other] == LineKind.Cap && lines.Bonus[other] >= bonuses);
        var again = LineCheck.Copy(lines, other => other < first);
        var cuts = new List<(int From, LimitCut Cut)>();
        CompanyCaps.Apply(period.Frame, again, new CarryWriter(period.Frame), [], (_, seen) => cuts.Add((again.Count, seen)));
        var found = LineCheck.Find(period, line, again);
        var on = string.Join(", ", cap.On.Select(bonus => $"'{lines.BonusNames[bonus]}'"));
        return cap.Document.ReduceBy is not null
            ? [new Reason($"reduced: what {on} pay by {ClosedPeriod.Percent(cap.ReduceBy)}") { Facts = [Fact.Of("reduced by", cap.ReduceBy)] }]
            : [Cut(period, Behind(cuts, found), $"on {on} per {Words(cap.Document.Per)}", lines.Amount[line])];
    }

    private static Reason Cut(ClosedPeriod period, LimitCut cut, string what, long amount)
    {
        var shared = cut.Payees.Count == 1 ? "" : $", shared by {cut.Payees.Count}, of which {period.Money(-amount)} here";
        return new Reason($"limit {what}: {period.Money(cut.Total)} earned, {period.Money(cut.Limit)} allowed, {period.Money(cut.Over)} cut{shared}")
        {
            Facts = [period.MoneyFact("total", cut.Total), period.MoneyFact("limit", cut.Limit), period.MoneyFact("cut", cut.Over)],
        };
    }

    private static string Words(CapPer per) => per switch
    {
        CapPer.Owner => "owner",
        CapPer.Company => "company",
        CapPer.Source => "source",
        CapPer.SourceAndSeller => "source and seller",
        CapPer.Leg => "leg",
        _ => "seller",
    };
}
