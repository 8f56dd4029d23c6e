using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Explains guarantees, boards and custom kinds of bonus.</summary>
internal static class OtherReasons
{
    /// <summary>The reasons of what a leader keeps of what leaders below passed up.</summary>
    public static IReadOnlyList<Reason> Of(ClosedPeriod period, GuaranteeRule rule, int line)
    {
        var guarantee = new GuaranteeBonus(period.Frame, rule);
        var again = guarantee.Pay();
        var found = LineCheck.Find(period, line, again);
        var share = guarantee.PassUp()[again.PayeeOf(found)];
        var who = period.IdOf(again.PayeeOf(found));
        return
        [
            new Reason($"{who} has {period.Money(share.Own)} of the own group and {period.Money(share.Received)} from leaders below, "
                + $"owes {period.Money(share.Owes)} upward and keeps {period.Money(share.Kept)}")
            {
                Facts =
                [
                    period.MoneyFact("own", share.Own), period.MoneyFact("received", share.Received), period.MoneyFact("owes", share.Owes),
                    period.MoneyFact("passed", share.Passed), period.MoneyFact("kept", share.Kept),
                ],
            },
            new Reason($"{period.IdOf(again.SourceOf(found))} passed up {period.Money(again.BaseOf(found))}: "
                + $"{period.Money(again.AmountOf(found))} of what is kept, shares dealt by largest remainder"),
        ];
    }

    /// <summary>The reasons of a board that was full.</summary>
    public static IReadOnlyList<Reason> Of(ClosedPeriod period, BoardRule rule, int line)
    {
        var again = new BoardBonus(period.Frame, rule).Pay();
        var found = LineCheck.Find(period, line, again);
        var head = again.PayeeOf(found);
        var at = new Spot(period.Frame, head) { Source = head };
        var positions = BoardBonus.SizeOf(rule.Document.Width, rule.Document.Height);
        return
        [
            new Reason($"board: {period.IdOf(again.SourceOf(found))} took the last of {positions} positions, and {period.IdOf(head)} stood at its head"),
            TableReasons.Of(period, "pays", rule.Pays, at, isShare: false),
            TableReasons.Arithmetic(period, 1, 0, again.RateOf(found), again.AmountOf(found)),
        ];
    }

    /// <summary>The reasons of a line of a custom kind: what its code gave the engine.</summary>
    public static IReadOnlyList<Reason> Of(ClosedPeriod period, CustomRule rule, int line)
    {
        var source = period.Lines.Source[line];
        var again = new CustomWork(period.Frame, rule).Explain(source);
        var found = LineCheck.Find(period, line, again);
        var reasons = new BaseReasons(period);
        var (decimals, rate) = (period.Lines.BaseDecimals[rule.Index], again.RateOf(found));
        return
        [
            .. rule.Measures.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry =>
                reasons.Of(entry.Value, new Spot(period.Frame, source)) is var reason ? reason with { Text = $"{entry.Key}: {reason.Text}" } : reason),
            TableReasons.Arithmetic(period, again.BaseOf(found), decimals, rate, again.AmountOf(found)),
        ];
    }
}
