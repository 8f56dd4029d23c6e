using System.Text;

namespace Compensation.Oracle.Tests.Model;

/// <summary>Writes a plan of the oracle in the plan language.</summary>
internal static class PlanText
{
    public static string Quoted(Formula formula) => $"\"{formula.Text}\"";

    public static string Of(PlanModel plan)
    {
        var text = new StringBuilder();
        text.AppendLine($"""
            plan: Oracle
            version: 1
            effective: 2026-01-01
            currency: EUR
            zone: Europe/Berlin
            decimals: {plan.Decimals}
            rounding: {plan.Rounding}
            volumes:
              PV: {"{}"}
              CV: {"{}"}
            trees:
              enrolment: {"{}"}
              placement: {"{ legs: [left, right] }"}
            """);
        foreach (var tree in plan.Trees)
        {
            text.AppendLine($"  {tree.Name}: {Flow(Tree(tree))}");
        }

        text.AppendLine("measures:");
        foreach (var measure in plan.Measures)
        {
            text.AppendLine($"  {measure.Name}: {(measure.Is is { } formula ? Quoted(formula) : measure.Table?.Text ?? Flow(Measure(measure)))}");
        }

        Ranks(plan, text);
        text.AppendLine("bonuses:");
        foreach (var bonus in plan.Bonuses)
        {
            var keys = Bonus(bonus).Concat(Common(bonus)).Where(key => key.Value is not null).Select(key => $"{key.Key}: {key.Value}");
            text.AppendLine($"  - {string.Join("\n    ", keys)}");
        }

        if (plan.Caps.Count > 0)
        {
            text.AppendLine("caps:");
        }

        foreach (var cap in plan.Caps)
        {
            text.AppendLine($"  - {{ cap: {cap.Name}, per: {(cap.Company ? "company" : "seller")}, at most: {Quoted(cap.AtMost)} }}");
        }

        return text.Append(plan.Minimum is null ? "" : $"payout: {{ minimum: {plan.Minimum} }}\n").ToString();
    }

    private static void Ranks(PlanModel plan, StringBuilder text)
    {
        if (plan.Ranks.Count == 0)
        {
            return;
        }

        text.AppendLine($"""
            ranks:
              evaluate: {(plan.StepByStep ? "step by step" : "highest first")}
              title: {plan.Title}
              demoted after: {plan.DemotedAfter}
              demoted to: {plan.DemotedTo}
              grace periods: {plan.GracePeriods}
              ladder:
            """);
        foreach (var rank in plan.Ranks)
        {
            text.AppendLine($"    - {Flow([("rank", rank.Name), ("needs", List(rank.Needs)), ("maintain", List(rank.Maintain))])}");
        }
    }

    private static IEnumerable<(string Key, string? Value)> Tree(TreeModel tree) => tree switch
    {
        CompressedTree compressed => [("from", "enrolment"), ("keep", Quoted(compressed.Keep))],
        PassUpTree up => [("from", "enrolment"), ("pass up", $"{up.Count}"), ("passes on", up.PassesOn ? "yes" : "no")],
        LineTree line => [("line of", Quoted(line.Of))],
        _ => throw new ArgumentException(tree.Name),
    };

    private static IEnumerable<(string Key, string? Value)> Measure(MeasureModel measure) =>
    [
        (measure.What, Quoted(measure.Of!)),
        ("over", measure.What is "legs" or "upline" ? null : measure.Over),
        ("where", Of(measure.Where)),
        ("until", Of(measure.Until)),
        ("boundary", measure.BoundaryInside ? "inside" : null),
        ("take", measure.What == "legs" ? measure.Take : null),
        ("each at most", measure.EachAtMost),
        ("tree", measure.Tree),
        ("leg", measure.Leg < 0 ? null : measure.Leg == 0 ? "left" : "right"),
        ("at most", measure.AtMost),
    ];

    private static IEnumerable<(string Key, string? Value)> Common(BonusModel bonus) =>
    [
        ("receives", List(bonus.Receives)),
        ("payable when", Of(bonus.PayableWhen)),
        ("cap", bonus.CapAtMost is null ? null : Flow([("at most", bonus.CapAtMost.Text), ("per", bonus.CapPer)])),
        ("each at most", bonus.EachAtMost),
        ("each at least", bonus.EachAtLeast),
    ];

    private static IEnumerable<(string Key, string? Value)> Bonus(BonusModel bonus) => bonus switch
    {
        GrantModel grant => Grant(grant),
        WalkModel walk => Walk(walk),
        PairModel pair => Pair(pair),
        ShareModel share => Share(share),
        _ => throw new ArgumentException(bonus.Name),
    };

    private static IEnumerable<(string Key, string? Value)> Grant(GrantModel grant) =>
    [
        ("grant", grant.Name),
        ("of", Of(grant.Of)),
        ("rate", grant.Rate?.Text),
        ("amount", grant.Amount?.Text),
        ("times", grant.Times?.Text),
        ("less legs", Of(grant.LessLegs)),
        ("per", grant.PerOrder ? "order" : null),
        ("where", Of(grant.Where)),
        ("to", grant.ToParent ? "parent" : null),
    ];

    private static IEnumerable<(string Key, string? Value)> Walk(WalkModel walk) =>
    [
        ("walk", walk.Name),
        ("of", Of(walk.Of)),
        ("per", walk.PerOrder ? "order" : null),
        ("times", walk.Times?.Text),
        ("where", Of(walk.Where)),
        ("tree", walk.Tree),
        ("starts", walk.StartsAtSelf ? "self" : null),
        ("first step in", walk.FirstStepIn),
        ("levels", walk.When is null && walk.SkipFirst == 0 && walk.Sources is null ? null : Flow(
        [
            ("when", Of(walk.When)),
            ("otherwise", walk.UsesUp ? "use up" : null),
            ("skip first", walk.SkipFirst == 0 ? null : $"{walk.SkipFirst}"),
            ("sources", Of(walk.Sources)),
        ])),
        ("generation", walk.Generation is null ? null : Flow(
        [
            ("ends at", Of(walk.Generation.EndsAt) ?? "own rank"),
            ("ineligible", walk.Generation.Ineligible),
            ("source counts", walk.Generation.SourceCounts ? "yes" : null),
            ("numbered from", $"{walk.Generation.NumberedFrom}"),
            ("pays", walk.Generation.PaysEveryone ? "everyone" : null),
        ])),
        ("depth", walk.Depth?.Text),
        ("rate", walk.Rate?.Text),
        ("amount", walk.Amount?.Text),
        ("less", walk.LessRatesBelow ? "rates below" : null),
        ("blocked by", walk.BlockedBy),
        ("counting", walk.CountsReceiversOnly ? "receivers" : null),
        ("granted at first", Of(walk.GrantedAtFirst)),
        ("total", walk.Total),
        ("at least", walk.AtLeast),
        ("reserve", walk.Reserve is { } reserve ? Flow([("share", reserve.Share), ("when", Of(reserve.When))]) : null),
        ("ends at", Of(walk.EndsAt)),
        ("cascade", walk.Cascade ? "yes" : null),
        ("not received", walk.PassesUp ? "passes up" : null),
    ];

    private static IEnumerable<(string Key, string? Value)> Pair(PairModel pair) =>
    [
        ("pair", pair.Name),
        ("tree", "placement"),
        ("of", Of(pair.Of)),
        ("percent", pair.Percent?.Text),
        ("cycles", pair.Cycles.Count == 0 ? null : "[" + string.Join(", ", pair.Cycles.Select(cycle => Flow(
        [
            ("takes", $"[{cycle.Stronger}, {cycle.Weaker}]"), ("pays", cycle.Pays.Text), ("when", Of(cycle.When)),
        ]))) + "]"),
        ("table", pair.Table.Count == 0 ? null : Flow(pair.Table.Select(row => ($"from {row.From}", (string?)row.Pays)))),
        ("leg at most", pair.LegAtMost),
        ("on", pair.On),
        ("volume ratio", pair.VolumeRatio ? "yes" : null),
        ("unused", pair.Flushed ? "flushed" : null),
        ("consumes", pair.Consumes),
        ("carry at most", pair.CarryAtMost),
        ("carry expires after", pair.ExpiresAfter == 0 ? null : $"{pair.ExpiresAfter}"),
        ("flush when", Of(pair.FlushWhen)),
        ("on cap", pair.FlushOnCap ? "flush" : null),
        ("not received", pair.NotReceived),
        ("strong leg", pair.StrongLegOnce ? "once" : null),
        ("cycles at most", pair.CyclesAtMost is { } most ? $"{most}" : null),
    ];

    private static IEnumerable<(string Key, string? Value)> Share(ShareModel share) =>
    [
        ("share", share.Name),
        ("fund", Of(share.Fund)),
        ("by", share.By?.Text),
        ("times", share.Times?.Text),
        ("weight at most", share.WeightAtMost),
        ("out of", share.OutOf),
        ("rounds", share.Rounds),
    ];

    private static string? Of(Formula? formula) => formula is null ? null : Quoted(formula);

    private static string? List(IReadOnlyList<Formula> formulas) => formulas.Count == 0 ? null : $"[{string.Join(", ", formulas.Select(Quoted))}]";

    private static string Flow(IEnumerable<(string Key, string? Value)> keys) =>
        "{ " + string.Join(", ", keys.Where(key => key.Value is not null).Select(key => $"{key.Key}: {key.Value}")) + " }";
}
