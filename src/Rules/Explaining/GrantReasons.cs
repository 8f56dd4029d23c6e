using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Explains what a seller is paid for what they did or are.</summary>
internal sealed class GrantReasons(ClosedPeriod period, GrantRule rule)
{
    // Each question asks a bonus of its own: it notes what was paid once.
    public GrantBonus Bonus => new(period.Frame, rule);

    /// <summary>The reasons of a line.</summary>
    public IReadOnlyList<Reason> Of(int line)
    {
        var log = new EventLog();
        var again = Bonus.Explain(period.Lines.Source[line], ref log);
        var found = LineCheck.Find(period, line, again);
        var paid = log.Events.Where(seen => seen.Outcome == Outcome.Paid).ElementAt(found);
        var reasons = OrderReasons.Where(period, paid.At.Row < 0 ? null : rule.Where, paid.At).ToList();
        if (rule.Of is not null && rule.Amount is null)
        {
            reasons.Add(Base(paid));
        }
        else
        {
            reasons.AddRange(OrderReasons.Once(period, paid.At));
        }

        if (paid.At.RankInstead > 0)
        {
            var rank = period.Plan.Ranks[paid.At.RankInstead - 1];
            reasons.Add(new Reason($"for the rank {rank}") { Facts = [new Fact("rank", rank, Unit.Choice, paid.At.RankInstead)] });
        }

        if ((rule.Rate ?? rule.Amount) is { } table)
        {
            reasons.Add(TableReasons.Of(period, rule.Rate is null ? "amount" : "rate", table, paid.At, isShare: rule.Rate is not null));
        }

        reasons.AddRange(Factors(paid));
        var price = paid.Price;
        reasons.Add(TableReasons.Arithmetic(period, price.Units, price.Decimals, price.Rate, again.AmountOf(found)));
        return reasons;
    }

    private Reason Base(in Event paid)
    {
        var units = paid.Price.Units;
        return new Reason($"base: {rule.Of!.Text} of {period.IdOf(paid.At.Source)} = {Numbers.Fixed.Format(units, paid.Price.Decimals)}")
        {
            Facts = [Fact.Seller("source", period.IdOf(paid.At.Source)), Fact.Of("base", units, paid.Price.Decimals, rule.Of.Unit)],
            Because = [new BaseReasons(period).Of(rule.Of, paid.At)],
        };
    }

    private IEnumerable<Reason> Factors(Event paid)
    {
        if (rule.Times is not null)
        {
            yield return TableReasons.Of(period, "times", rule.Times, paid.At, isShare: true);
        }

        if (rule.DividedBy is not null)
        {
            var divisor = rule.DividedBy.At(paid.At);
            yield return new Reason($"divided by {rule.DividedBy.Text} = {period.Text(rule.DividedBy, divisor)}")
            {
                Facts = [period.Show("divisor", rule.DividedBy, divisor)],
            };
        }

        if (rule.LessLegs is not null)
        {
            var left = ClosedPeriod.Percent(paid.Price.Rate);
            yield return new Reason($"less what the legs are paid on {rule.LessLegs.Text} at their own rates, which leaves {left}")
            {
                Because = ClosedPeriod.Some(Legs(paid.At.Self), 10, leg => leg),
            };
        }
    }

    private List<Reason> Legs(int seller)
    {
        var legs = new List<Reason>();
        foreach (var leg in period.Frame.Tree(rule.Tree).Children(seller))
        {
            var spot = new Spot(period.Frame, leg) { Source = leg };
            var @base = rule.LessLegs!.At(spot);
            if (@base != 0)
            {
                var rate = rule.Rate!.At(spot);
                legs.Add(new Reason($"leg of {period.IdOf(leg)}: {period.Text(rule.LessLegs, @base)} at {ClosedPeriod.Percent(rate)}")
                {
                    Facts = [Fact.Seller("leg", period.IdOf(leg)), period.Show("base", rule.LessLegs, @base), Fact.Of("rate", rate)],
                });
            }
        }

        return legs;
    }
}
