using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Explains a balance of legs: what each carried, what was new, what was matched, consumed and left.</summary>
internal static class PairReasons
{
    /// <summary>The reasons of a line of pay or of its cap.</summary>
    public static IReadOnlyList<Reason> Of(ClosedPeriod period, PairRule rule, int line)
    {
        var bonus = new PairBonus(period.Frame, rule);
        var log = new EventLog();
        var again = bonus.Explain(period.Lines.Payee[line], ref log);
        LineCheck.Find(period, line, again);
        var balance = log.Balance ?? throw new InvalidOperationException("A pair that pays has balanced its legs.");
        var price = balance.Price;
        var reasons = new List<Reason>
        {
            new($"legs in the tree '{period.Plan.Trees[rule.Tree].Name}', by {rule.Of.Text}")
            {
                Because = [.. Enumerable.Range(0, rule.Legs).Select(leg => Leg(period, rule, balance, leg))],
            },
            Matched(rule, price),
        };
        reasons.Add(rule.Cycles.Count > 1
            ? new Reason($"cycles of several kinds pay {period.Money(price.Amount)} together") { Facts = [period.MoneyFact("amount", price.Amount)] }
            : TableReasons.Arithmetic(period, price.Units, price.Decimals, price.Rate, price.Amount));
        if (balance.Cut > 0)
        {
            var limit = price.Amount - balance.Cut;
            reasons.Add(new Reason($"limit: {period.Money(price.Amount)} earned, {period.Money(limit)} allowed, {period.Money(balance.Cut)} cut")
            {
                Facts = [period.MoneyFact("total", price.Amount), period.MoneyFact("limit", limit), period.MoneyFact("cut", balance.Cut)],
            });
        }

        return reasons;
    }

    private static Reason Matched(PairRule rule, in Price price)
    {
        var facts = new List<Fact> { Fact.Of("matched", price.Units, price.Decimals), Fact.Of("rate", price.Rate) };
        return rule.Percent is not null
            ? new Reason($"matched: {Fixed.Format(price.Units, price.Decimals)} at {ClosedPeriod.Percent(price.Rate)}") { Facts = facts }
            : rule.Table.Count > 0 ? new Reason($"matched: the row that pays {price.Rate}") { Facts = facts }
            : new Reason($"matched: {price.Units} cycle{(price.Units == 1 ? "" : "s")} at {price.Rate}") { Facts = facts };
    }

    private static Reason Leg(ClosedPeriod period, PairRule rule, PairBalance balance, int leg)
    {
        var name = period.Plan.Trees[rule.Tree].Document.Legs[leg];
        var decimals = rule.Of.Decimals;
        string Shown(long units) => Fixed.Format(units, decimals);
        var limited = balance.Carried[leg] + balance.Fresh[leg] == balance.Counted[leg] ? "" : $", counts with {Shown(balance.Counted[leg])}";
        var consumed = balance.Counted[leg] - balance.Left[leg];
        var cycles = balance.Turns.Sum();
        var strong = cycles > 0 && rule.Cycles.Any(cycle => cycle.FromStronger != cycle.FromWeaker)
            ? $", the strong leg in {balance.Turns[leg]} of {cycles} cycle{(cycles == 1 ? "" : "s")}" : "";
        return new Reason($"{name}: {Shown(balance.Carried[leg])} carried + {Shown(balance.Fresh[leg])} new{limited}{strong}, " +
            $"{Shown(consumed)} consumed, {Shown(balance.Left[leg])} left{(balance.Kept ? "" : " and flushed")}")
        {
            Facts =
            [
                new Fact("leg", name),
                Fact.Of("carried", balance.Carried[leg], decimals, Unit.Volume), Fact.Of("new", balance.Fresh[leg], decimals, Unit.Volume),
                Fact.Of("counted", balance.Counted[leg], decimals, Unit.Volume), Fact.Of("consumed", consumed, decimals, Unit.Volume),
                Fact.Of("left", balance.Left[leg], decimals, Unit.Volume),
                .. strong.Length == 0 ? Array.Empty<Fact>() : [Fact.Of("cycles as the strong leg", balance.Turns[leg], 0)],
            ],
            Because = NewVolume(period, rule, balance.Seller, leg),
        };
    }

    private static IReadOnlyList<Reason> NewVolume(ClosedPeriod period, PairRule rule, int seller, int leg)
    {
        var tree = period.Frame.Tree(rule.Tree);
        var values = period.Frame.Values(rule.Of);
        var members = new List<int>();
        var open = new Stack<int>();
        foreach (var child in tree.Children(seller))
        {
            if (tree.Leg![child] == leg)
            {
                open.Push(child);
            }
        }

        while (open.TryPop(out var at))
        {
            members.Add(at);
            foreach (var child in tree.Children(at))
            {
                open.Push(child);
            }
        }

        var reasons = new BaseReasons(period);
        var largest = members.Where(member => values[member] != 0).OrderByDescending(member => values[member]).ThenBy(member => member).ToList();
        var volume = ClosedPeriod.Some(largest, 5, member => reasons.Of(rule.Of, new Spot(period.Frame, member)));
        return rule.Added[leg] is { } added && added.At(new Spot(period.Frame, seller)) != 0
            ? [.. volume, reasons.Of(added, new Spot(period.Frame, seller))] : volume;
    }
}
