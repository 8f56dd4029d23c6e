using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Explains lines that change what was or is earned: clawbacks, accruals, manual corrections.</summary>
internal static class CorrectionReasons
{
    /// <summary>What a clawback reverses.</summary>
    public static IReadOnlyList<Reason> Clawback(ClosedPeriod period, int line)
    {
        if (period.RuleOf(period.Lines.Bonus[line]) is PairRule pair)
        {
            return Unmatched(period, pair, line);
        }

        var again = new LineBuffer();
        var seen = new List<(PriorLine Prior, Refund Refund, long From)>();
        Clawbacks.Add(period.Frame, again, new CarryWriter(period.Frame), [], (prior, refund, from) => seen.Add((prior, refund, from)));
        var found = FindAmongEqual(period, line, again);
        var (prior, refund, from) = seen[found];
        var whole = period.RuleOf(period.Lines.Bonus[line])?.Document.Clawback == ClawbackRule.Whole;
        string Shown(long units) => Fixed.Format(units, prior.BaseDecimals);
        var returned = again.BaseOf(found);
        return
        [
            new Reason($"reverses: {period.Money(prior.Amount)} of {prior.Period} by '{prior.Bonus}' on a base of {Shown(prior.Base)}")
            {
                Facts = [new Fact("period", prior.Period), period.MoneyFact("paid", prior.Amount), Fact.Of("base", prior.Base, prior.BaseDecimals)],
            },
            new Reason($"refund {refund.Id} of {period.OrderOf(refund.Row)} returns {Shown(returned)}, after {Shown(from)} before")
            {
                Facts = [new Fact("refund", refund.Id), new Fact("order", period.OrderId(refund.Row)), Fact.Of("returned", returned, prior.BaseDecimals)],
            },
            whole ? new Reason($"the whole line is taken back → {period.Money(period.Lines.Amount[line])}")
                : Part(period, prior.Amount, Shown(from + returned), Shown(prior.Base), Shown(from), line),
        ];
    }

    /// <summary>What a refund undoes of an earlier balance of legs.</summary>
    private static IReadOnlyList<Reason> Unmatched(ClosedPeriod period, PairRule rule, int line)
    {
        var bonus = new PairBonus(period.Frame, rule);
        var again = bonus.Pay();
        var found = LineCheck.Find(period, line, again);
        var number = Enumerable.Range(0, found).Count(other => again.KindOf(other) == LineKind.Clawback);
        var undone = bonus.TakenBack.ElementAt(number);
        string Shown(long units) => Fixed.Format(units, rule.Of.Decimals);
        var leg = period.Plan.Trees[rule.Tree].Document.Legs[undone.Leg];
        return
        [
            new Reason($"reverses: the balance of {undone.Period}, which paid {period.Money(undone.Paid)} for {Shown(undone.Consumed)} of the leg '{leg}'")
            {
                Facts =
                [
                    new Fact("period", undone.Period), period.MoneyFact("paid", undone.Paid),
                    Fact.Of("consumed", undone.Consumed, rule.Of.Decimals, Unit.Volume),
                ],
            },
            new Reason($"the refund of {period.OrderOf(undone.Row)} undoes {Shown(undone.Units)}, after {Shown(undone.Before)} before")
            {
                Facts = [new Fact("order", period.OrderId(undone.Row)), Fact.Of("undone", undone.Units, rule.Of.Decimals, Unit.Volume)],
            },
            Part(period, undone.Paid, Shown(undone.Before + undone.Units), Shown(undone.Consumed), Shown(undone.Before), line),
        ];
    }

    private static Reason Part(ClosedPeriod period, long paid, string until, string whole, string before, int line) =>
        new($"{Fixed.Format(paid, period.Plan.Decimals)} × {until} / {whole} less what was taken back for {before}, each cut off → "
            + period.Money(period.Lines.Amount[line]));

    /// <summary>Several refunds can give equal lines; the order is that of the close.</summary>
    private static int FindAmongEqual(ClosedPeriod period, int line, LineBuffer again)
    {
        var lines = period.Lines;
        var number = Enumerable.Range(0, line).Count(other => lines.Kind[other] == LineKind.Clawback && period.RuleOf(lines.Bonus[other]) is not PairRule);
        return number < again.Count && again.AmountOf(number) == lines.Amount[line] && again.PayeeOf(number) == lines.Payee[line]
            ? number
            : throw new ExplanationMismatchException(line + 1, lines.Amount[line], number < again.Count ? again.AmountOf(number) : null);
    }

    /// <summary>Why an amount was held back or released.</summary>
    public static IReadOnlyList<Reason> Accrual(ClosedPeriod period, int line)
    {
        var lines = period.Lines;
        var rule = period.RuleOf(lines.Bonus[line])!;
        var again = new LineBuffer();
        var earned = period.Frame.Column(new ColumnKey(ColumnKind.Earnings, rule.Index));
        Accruals.Apply(period.Frame, rule, again, earned, new CarryWriter(period.Frame));
        LineCheck.Find(period, line, again);
        var seller = lines.Payee[line];
        var requirements = Requirement.All(period, rule.PayableWhen!, new Spot(period.Frame, seller)).ToList();
        var before = lines.Amount[line] > 0
            ? $"earned before and held back until now: {period.Money(lines.Amount[line])}"
            : $"earned now: {period.Money(earned[seller])}, held back";
        return [new Reason(before), new Reason("payable when") { Because = [.. requirements.Select(SellerExplanation.Tell)] }];
    }

    /// <summary>Who corrected what, and why.</summary>
    public static IReadOnlyList<Reason> Adjustment(ClosedPeriod period, int line)
    {
        var lines = period.Lines;
        var calculated = LineCheck.Copy(lines, other => lines.Kind[other] != LineKind.Adjustment);
        var correction = Corrections.Of(period.Frame, calculated)
            .ElementAt(Enumerable.Range(0, line).Count(other => lines.Kind[other] == LineKind.Adjustment));
        if (correction.Amount != lines.Amount[line])
        {
            throw new ExplanationMismatchException(line + 1, lines.Amount[line], correction.Amount);
        }

        if (correction.Computed is { } computed)
        {
            return
            [
                new Reason($"override {correction.Id}: {correction.Reason}")
                {
                    Facts = [new Fact("override", correction.Id), new Fact("reason", correction.Reason)],
                },
                new Reason($"calculated: {period.Money(computed)}, set to {period.Money(computed + correction.Amount)}")
                {
                    Facts = [period.MoneyFact("calculated", computed), period.MoneyFact("set to", computed + correction.Amount)],
                },
            ];
        }

        return
        [
            new Reason($"adjustment {correction.Id}: {correction.Reason}")
            {
                Facts = [new Fact("adjustment", correction.Id), new Fact("reason", correction.Reason)],
            },
        ];
    }
}
