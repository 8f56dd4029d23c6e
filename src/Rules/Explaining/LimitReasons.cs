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
        LimitCut? cut = null;
        BonusCaps.Apply(period.Frame, rule, again, seen => cut = seen.Payees.Contains(lines.Payee[line]) && (cut is null || Fits(seen)) ? seen : cut);
        LineCheck.Find(period, line, again);
        return [Cut(period, cut!, $"of '{rule.Name}' per {Words(rule.CapPer)}", lines.Amount[line])];

        // A seller can be cut several times, once for each source or leg; theirs alone is the cut itself.
        bool Fits(LimitCut seen) => seen.Payees.Count == 1 && seen.Over == -lines.Amount[line];
    }

    private static IReadOnlyList<Reason> OfCompany(ClosedPeriod period, int line)
    {
        var lines = period.Lines;
        var bonuses = period.Plan.Document.Bonuses.Count;
        var cap = period.Plan.Caps[lines.Bonus[line] - bonuses];
        var first = Enumerable.Range(0, lines.Count).First(other => lines.Kind[other] == LineKind.Cap && lines.Bonus[other] >= bonuses);
        var again = LineCheck.Copy(lines, other => other < first);
        LimitCut? cut = null;
        CompanyCaps.Apply(period.Frame, again, new CarryWriter(period.Frame), [], (index, seen) =>
            cut = index == lines.Bonus[line] && seen.Payees.Contains(lines.Payee[line]) ? seen : cut);
        LineCheck.Find(period, line, again);
        var on = string.Join(", ", cap.On.Select(bonus => $"'{lines.BonusNames[bonus]}'"));
        return cut is null
            ? [new Reason($"reduced: what {on} pay by {ClosedPeriod.Percent(cap.ReduceBy)}") { Facts = [Fact.Of("reduced by", cap.ReduceBy)] }]
            : [Cut(period, cut, $"on {on} per {Words(cap.Document.Per)}", lines.Amount[line])];
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
