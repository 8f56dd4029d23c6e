using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Explains what a walk up the tree paid: base, path, rate, what was granted below, arithmetic.</summary>
internal sealed class WalkReasons(ClosedPeriod period, WalkRule rule)
{
    private const int MostPassedOver = 20;

    /// <summary>The bonus, once for each stretch of the period in which the tree stood unchanged.</summary>
    public IReadOnlyList<WalkBonus> Bonuses { get; } = [.. WalkBonus.ByEpoch(period.Frame, rule)];

    /// <summary>The reasons of a line.</summary>
    public IReadOnlyList<Reason> Of(int line)
    {
        var again = new LineBuffer();
        var walks = new List<(WalkBonus Bonus, int Lines, EventLog Log)>();
        foreach (var one in Bonuses)
        {
            var seen = new EventLog();
            var lines = one.Explain(period.Lines.Source[line], ref seen);
            walks.Add((one, lines.Count, seen));
            again.AddAll(lines);
        }

        var found = LineCheck.Find(period, line, again);
        var amount = again.AmountOf(found);
        var walk = 0;
        while (found >= walks[walk].Lines)
        {
            found -= walks[walk++].Lines;
        }

        return Of(walks[walk].Bonus, walks[walk].Log, found, amount);
    }

    private IReadOnlyList<Reason> Of(WalkBonus bonus, EventLog log, int found, long amount)
    {
        var paid = log.Events.Where(seen => seen.Outcome == Outcome.Paid).ElementAt(found);
        var path = log.Events.TakeWhile(seen => seen != paid).Where(seen => seen.At.Row == paid.At.Row && seen.Payee >= 0).ToList();
        return
        [
            .. OrderReasons.Where(period, paid.At.Row < 0 ? null : rule.Where, paid.At),
            Base(paid, bonus.IsPartial),
            Path(path, paid),
            TableReasons.Of(period, rule.Rate is null ? "amount" : "rate", rule.Rate ?? rule.Amount!, paid.At, isShare: rule.Rate is not null),
            .. Share(paid, path),
            TableReasons.Arithmetic(period, paid.Price.Units, paid.Price.Decimals, paid.Price.Rate, amount),
        ];
    }

    private Reason Base(in Event paid, bool partial)
    {
        var spot = new Spot(period.Frame, paid.At.Source) { Source = paid.At.Source, Row = paid.At.Row, Rows = paid.At.Rows };
        var value = rule.Of.At(spot);
        var cascaded = rule.Document.Cascade && rule.Rate is not null && (paid.Price.Units != value || paid.Price.Decimals != rule.BaseDecimals);
        var part = partial && paid.At.Row < 0 ? ", of which the orders count that were placed while the tree stood like this" : "";
        var order = paid.At.Row < 0 ? "" : $", {period.OrderOf(paid.At.Row)}";
        var remark = cascaded ? ", from which each level takes what it got" : part;
        return new Reason($"base: {rule.Of.Text} of {period.IdOf(paid.At.Source)}{order} = {period.Text(rule.Of, value)}{remark}")
        {
            Facts = [Fact.Seller("source", period.IdOf(paid.At.Source)), Fact.Of("base", value, rule.Of.Decimals, rule.Of.Unit)],
            Because = [new BaseReasons(period).Of(rule.Of, spot)],
        };
    }

    private Reason Path(List<Event> path, in Event paid)
    {
        var name = period.Plan.Trees[rule.Tree].Name;
        var shown = new List<Reason>();
        var skipped = 0;
        foreach (var seen in path)
        {
            if (seen.Outcome is Outcome.NoLevel or Outcome.InsideGeneration && shown.Count >= MostPassedOver)
            {
                skipped++;
                continue;
            }

            shown.Add(new Reason(Describe(seen)) { Facts = [Fact.Seller("seller", period.IdOf(seen.Payee)), new Fact("outcome", seen.Outcome.ToString())] });
        }

        if (skipped > 0)
        {
            shown.Add(new Reason($"and {skipped} more passed over"));
        }

        shown.Add(new Reason(Describe(paid)) { Facts = [Fact.Seller("seller", period.IdOf(paid.Payee)), new Fact("outcome", nameof(Outcome.Paid))] });
        return new Reason($"path: up from {period.Describe(paid.At.Source)} in the tree '{name}'") { Because = shown };
    }

    /// <summary>What happened at one ancestor, in words.</summary>
    public string Describe(in Event seen)
    {
        var who = period.Describe(seen.Payee);
        var generation = rule.Document.Generation is not null ? "generation" : "level";
        return seen.Outcome switch
        {
            Outcome.Paid => seen.At.Level == 0 ? $"{who}: receives" : $"{who}: {generation} {seen.At.Level}, receives",
            Outcome.LeftOut => $"{who}: left out, the plan skips the first {rule.Document.Levels.SkipFirst}",
            Outcome.NoLevel when rule.Document.Levels.Otherwise == LevelOtherwise.UseUp => $"{who}: uses up {generation} {seen.At.Level}, {Failed(seen)}",
            Outcome.NoLevel => $"{who}: passed over, no {generation}, {Failed(seen)}",
            Outcome.InsideGeneration => $"{who}: inside generation {seen.At.Level}, {Failed(seen)}",
            Outcome.NotReceived => $"{who}: {generation} {seen.At.Level}, may not receive, {Failed(seen)}",
            Outcome.TooDeep => $"{who}: {generation} {seen.At.Level} is too deep, open to depth {Depth(seen)}",
            Outcome.NoRate when seen.RankNeeded > 0 =>
                $"{who}: {generation} {seen.At.Level}, no rate, which begins at {period.Plan.Ranks[seen.RankNeeded - 1]}",
            Outcome.NoRate => $"{who}: {generation} {seen.At.Level}, no rate",
            Outcome.NothingLeft => $"{who}: {generation} {seen.At.Level}, {NothingLeft(seen)}",
            _ => $"{who}: {generation} {seen.At.Level}, less than the smallest amount that is paid",
        };
    }

    /// <summary>Why nothing was left of an ancestor's own rate.</summary>
    public string NothingLeft(in Event seen) => rule.Document.Less == WalkLess.RatesBelow || rule.Total is not null
        ? $"nothing left of {Shown(seen.At.Offered)}, {Shown(seen.At.Granted)} was granted below"
        : $"blocked, somebody below has {Blocking(Shown(seen.At.Offered))}";

    private string Blocking(string rate) => rule.Document.BlockedBy switch
    {
        WalkBlock.Same => $"{rate} too",
        WalkBlock.Higher => $"more than {rate}",
        _ => $"{rate} or more",
    };

    /// <summary>How deep a seller may be paid.</summary>
    public Rate Depth(in Event seen) => rule.Depth?.At(seen.At) ?? Rate.Zero;

    private string Failed(in Event seen) => seen.Failed is null ? "by the plan" : Requirement.Of(period, seen.Failed, seen.At).ToString();

    private string Shown(Rate rate) => rule.Rate is null ? rate.ToString() : ClosedPeriod.Percent(rate);

    private IEnumerable<Reason> Share(Event paid, List<Event> path)
    {
        if (!paid.At.Granted.IsZero && rule.Document.Less == WalkLess.RatesBelow)
        {
            var below = path.Where(seen => seen.Outcome == Outcome.Paid).Select(seen => new Reason(Describe(seen))).ToList();
            yield return new Reason($"less: {Shown(paid.At.Granted)} was granted below") { Facts = [Fact.Of("granted", paid.At.Granted)], Because = below };
        }

        if (rule.Times is not null)
        {
            yield return TableReasons.Of(period, "times", rule.Times, paid.At, isShare: true);
        }

        if (paid.Price.Rate != paid.At.Offered)
        {
            yield return new Reason($"share: {Shown(paid.Price.Rate)}") { Facts = [Fact.Of("share", paid.Price.Rate)] };
        }
    }
}
