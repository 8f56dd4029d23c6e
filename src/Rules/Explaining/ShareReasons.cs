using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Explains a part of a fund: the fund, the weight, the total of weights, who gets what is left over.</summary>
internal static class ShareReasons
{
    /// <summary>The reasons of a line.</summary>
    public static IReadOnlyList<Reason> Of(ClosedPeriod period, ShareRule rule, int line)
    {
        var bonus = new ShareBonus(period.Frame, rule);
        LineCheck.Find(period, line, bonus.Pay());
        var division = bonus.Divide();
        var payee = period.Lines.Payee[line];
        var at = Array.IndexOf(division.Payees, payee);
        var (part, weight) = (division.Parts[at], division.Weights[at]);
        var spot = new Spot(period.Frame, payee) { Source = payee };
        var dealt = rule.Document is { Rounds: ShareRounding.ToTheFund, Normalised: true } && rule.OutOf is null;
        var fund = Fixed.Format(division.Fund, rule.Fund.Decimals);
        var (own, total) = (Fixed.Format(weight, rule.WeightDecimals), Fixed.Format(division.Total, rule.WeightDecimals));
        var remainder = dealt ? "rounded down, what is left over goes one unit each to the largest remainders" : Rounded(period, rule);
        return
        [
            new Reason($"fund: {rule.Fund.Text} = {fund}")
            {
                Facts = [Fact.Of("fund", division.Fund, rule.Fund.Decimals, rule.Fund.Unit)],
                Because = [new BaseReasons(period).Of(rule.Fund, spot)],
            },
            new Reason($"weight: {own} of {total}, {division.Payees.Length} take part")
            {
                Facts =
                [
                    Fact.Of("weight", weight, rule.WeightDecimals), Fact.Of("total", division.Total, rule.WeightDecimals),
                    Fact.Of("participants", division.Payees.Length, 0, Unit.Count),
                ],
                Because = rule.By is null ? [] : [TableReasons.Of(period, "weight", rule.By, spot, isShare: false)],
            },
            new Reason($"{fund} × {own} / {total} = {Exact(rule, division, weight)} → {Fixed.Format(part, period.Plan.Decimals)} ({remainder})")
            {
                Facts = [new Fact("exact", Exact(rule, division, weight)), period.MoneyFact("amount", part)],
            },
        ];
    }

    private static string Rounded(ClosedPeriod period, ShareRule rule)
    {
        var rounding = rule.Document.Rounds == ShareRounding.Down ? Rounding.TowardZero : period.Plan.Rounding;
        return rule.Times is null || rule.Document.Normalised ? TableReasons.Words(rounding)
            : $"{TableReasons.Words(rounding)}, times {string.Join(", ", rule.Times.Expressions.Select(of => of.Text))}";
    }

    private static string Exact(ShareRule rule, ShareBonus.Division division, long weight) =>
        Rate.TryQuotient((Int128)division.Fund * weight, (Int128)division.Total * Fixed.PowerOfTen(rule.Fund.Decimals), out var exact)
            ? exact.ToString() : "more digits than are shown";
}
