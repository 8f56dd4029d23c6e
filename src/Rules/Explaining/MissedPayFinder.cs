using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Finds what a seller was not paid, by computing again every source that may have brought it.</summary>
internal sealed class MissedPayFinder(ClosedPeriod period, int seller)
{
    private const int MostSources = 1_000;
    private const int MostMissed = 200;

    private readonly List<(long Amount, MissedPay Missed)> found = [];
    private readonly List<string> notes = [];

    public IReadOnlyList<string> Notes => notes;

    public IReadOnlyList<MissedPay> Find()
    {
        foreach (var rule in period.Plan.Bonuses.Where(rule => CloseWork.IsRunning(rule, period.Frame.Snapshot.Period)).OrderBy(rule => rule.Index))
        {
            switch (rule)
            {
                case WalkRule walk:
                    FindIn(walk);
                    break;
                case GrantRule grant:
                    FindIn(grant);
                    break;
                case PairRule pair:
                    FindIn(pair);
                    break;
                case ShareRule share:
                    FindIn(share);
                    break;
                default:
                    notes.Add($"what '{rule.Name}' did not pay is not listed");
                    break;
            }
        }

        var largest = found.OrderByDescending(entry => entry.Amount).Select(entry => entry.Missed).ToList();
        if (largest.Count > MostMissed)
        {
            notes.Add($"the {MostMissed} largest of {largest.Count} amounts that were not paid are listed");
        }

        return largest.Take(MostMissed).ToList();
    }

    private void FindIn(WalkRule rule)
    {
        var reasons = new WalkReasons(period, rule);
        foreach (var bonus in reasons.Bonuses)
        {
            var sources = Enumerable.Range(0, period.Frame.Count).Where(source => bonus.MayPass(source, seller));
            foreach (var source in Largest(rule, sources.Select(source => (source, bonus.BaseOf(source)))))
            {
                var log = new EventLog();
                bonus.Explain(source, ref log);
                AddMissed(rule, reasons, log.Events);
            }
        }
    }

    private void AddMissed(WalkRule rule, WalkReasons reasons, IReadOnlyList<Event> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Payee == seller && Why(events[i]) is { } why && events[i].Price.Amount != 0)
            {
                Add(rule, events[i], why, Failed(reasons, events[i]), Instead(rule, events, i));
            }
        }
    }

    private void FindIn(GrantRule rule)
    {
        var bonus = new GrantReasons(period, rule).Bonus;
        var sources = Enumerable.Range(0, period.Frame.Count).Where(source => bonus.MayPay(source, seller)).Select(source => (source, 1L));
        foreach (var source in Largest(rule, sources))
        {
            var log = new EventLog();
            bonus.Explain(source, ref log);
            AddNotReceived(rule, log);
        }
    }

    private void FindIn(PairRule rule)
    {
        var log = new EventLog();
        new PairBonus(period.Frame, rule).Explain(seller, ref log);
        AddNotReceived(rule, log);
    }

    private void FindIn(ShareRule rule)
    {
        var log = new EventLog();
        new ShareBonus(period.Frame, rule).Explain(seller, ref log);
        AddNotReceived(rule, log);
    }

    private void AddNotReceived(BonusRule rule, EventLog log)
    {
        var own = log.Events.Where(seen => seen.Payee == seller);
        foreach (var seen in own.Where(seen => seen is { Outcome: Outcome.NotReceived, Failed: not null, Price.Amount: not 0 }))
        {
            Add(rule, seen, WhyNotPaid.NotReceived, Requirement.Of(period, seen.Failed!, seen.At with { Self = seen.Payee }), -1);
        }
    }

    private List<int> Largest(BonusRule rule, IEnumerable<(int Source, long Base)> sources)
    {
        var all = sources.Where(entry => entry.Base != 0).ToList();
        if (all.Count <= MostSources)
        {
            return [.. all.Select(entry => entry.Source)];
        }

        notes.Add($"of the {all.Count} sources of '{rule.Name}' the {MostSources} largest were looked at");
        return [.. all.OrderByDescending(entry => Math.Abs(entry.Base)).ThenBy(entry => entry.Source).Take(MostSources).Select(entry => entry.Source)];
    }

    private static WhyNotPaid? Why(in Event seen) => seen.Outcome switch
    {
        Outcome.NoLevel => WhyNotPaid.NoLevel,
        Outcome.NotReceived => WhyNotPaid.NotReceived,
        Outcome.TooDeep => WhyNotPaid.TooDeep,
        Outcome.NoRate => WhyNotPaid.NoRate,
        Outcome.NothingLeft => WhyNotPaid.NothingLeft,
        _ => null,
    };

    private Requirement Failed(WalkReasons reasons, in Event seen) => seen.Outcome switch
    {
        Outcome.TooDeep => TooDeep(seen.At.Level, reasons.Depth(seen)),
        Outcome.NoRate => RankNeeded(seen),
        Outcome.NothingLeft => new Requirement(
            reasons.NothingLeft(seen), false, Fact.Of("actual", seen.At.Offered), Fact.Of("granted below", seen.At.Granted)),
        _ => Requirement.Of(period, seen.Failed!, seen.At),
    };

    private static Requirement TooDeep(int level, Rate depth)
    {
        var missing = new Rate(level, 1) - depth;
        return new Requirement("depth", false, new Fact("actual", depth.ToString(), Unit.Count), new Fact("required", $"{level}", Unit.Count, level),
            new Fact("missing", missing.ToString(), Unit.Count));
    }

    private Requirement RankNeeded(in Event seen)
    {
        var (actual, required) = (period.Result.Rank[seen.Payee], seen.RankNeeded);
        var gap = required - actual;
        return new Requirement($"rank >= {period.Plan.RankDomain[required]}", false, new Fact("actual", period.Plan.RankDomain[actual], Unit.Choice, actual),
            new Fact("required", period.Plan.RankDomain[required], Unit.Choice, required),
            new Fact("ranks", $"{gap} rank{(gap == 1 ? "" : "s")}", Unit.Choice, gap));
    }

    /// <summary>Who received instead: who took the same level further up; with rates less those below, who got the rate that was not granted here.</summary>
    private static int Instead(WalkRule rule, IReadOnlyList<Event> events, int missed)
    {
        var seen = events[missed];
        var sameWalk = events.Where((_, index) => index != missed).Where(other => other.At.Row == seen.At.Row && other.Outcome == Outcome.Paid).ToList();
        var above = events.Skip(missed + 1).Where(other => other.At.Row == seen.At.Row && other.Outcome == Outcome.Paid).ToList();
        var instead = seen.Outcome == Outcome.NothingLeft ? sameWalk.Except(above).LastOrDefault(Nobody)
            : rule.Document.Less == WalkLess.RatesBelow || rule.Document.NotReceived == NotReceived.PassesUp ? above.FirstOrDefault(Nobody)
            : above.FirstOrDefault(other => other.At.Level == seen.At.Level, Nobody);
        return instead.Payee;
    }

    private static Event Nobody { get; } = new(Outcome.NoLevel, -1, default);

    private void Add(BonusRule rule, in Event seen, WhyNotPaid why, Requirement failed, int instead)
    {
        var received = instead >= 0 ? period.IdOf(instead) : null;
        var order = seen.At.Row < 0 ? null : period.OrderId(seen.At.Row);
        var level = seen.At.Level == 0 ? "" : $" on level {seen.At.Level}";
        var from = seen.At.Source == seller ? "" : $" from {period.IdOf(seen.At.Source)}";
        var instance = order is null ? "" : $", order {order}";
        var went = received is null ? (rule is ShareRule ? "it stayed in the fund" : "it stayed with the company") : $"{received} received instead";
        var text = $"{period.Money(seen.Price.Amount)}{from}{instance}{level} by '{rule.Name}': {failed}; {went}";
        found.Add((Math.Abs(seen.Price.Amount), new MissedPay(rule.Name, period.IdOf(seen.At.Source), order, seen.At.Level, why, failed,
            period.MoneyFact("amount", seen.Price.Amount), received, text)));
    }
}
