using System.Text;

namespace Compensation.Oracle.Tests.Model;

/// <summary>Writes a plan of the oracle in the plan language.</summary>
internal static partial class PlanText
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
            attributes:
              sellers:
                owner: seller
                paid in: [{string.Join(", ", PayCurrency.All.Select(currency => currency.Code))}]
            currencies:
            {string.Join("\n", PayCurrency.All.Select(currency =>
                $"  {currency.Code}: {{ payout factor: {currency.PayoutFactor}, decimals: {currency.Decimals} }}"))}
            volumes:
              PV: {"{}"}
              CV: {"{}"}
            trees:
              enrolment: {Flow([("as of", AsOf("enrolment"))])}
              placement: {Flow([("legs", $"[{string.Join(", ", plan.Legs)}]"), ("as of", AsOf("placement"))])}
            """);
        foreach (var tree in plan.Trees)
        {
            text.AppendLine($"  {tree.Name}: {Flow(Tree(tree))}");
        }

        text.AppendLine("measures:");
        foreach (var measure in plan.Measures)
        {
            var written = measure is { Is: { } formula, Window: "this period", AtMost: null, AtLeast: null } ? Quoted(formula)
                : measure.Table?.Text ?? Flow(Measure(plan, measure));
            text.AppendLine($"  {measure.Name}: {written}");
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
            text.AppendLine($"  - {Flow(Cap(cap))}");
        }

        text.Append(plan.DeductedFrom is null ? "" : $"refunds: {{ deducted from: [{plan.DeductedFrom}] }}\n");
        return text.Append($"payout: {Flow(Payout(plan))}\n").ToString();

        string AsOf(string tree) => plan.AsOfOrder.Contains(tree) ? "order" : "period end";
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

    private static IEnumerable<(string Key, string? Value)> Measure(PlanModel plan, MeasureModel measure) =>
    [
        (measure.Is is null ? measure.What : "is", Quoted(measure.Is ?? measure.Of!)),
        ("over", measure.What is "legs" or "upline" || measure.Is is not null ? null : measure.Over),
        ("where", Of(measure.Where)),
        ("until", Of(measure.Until)),
        ("boundary", measure.BoundaryInside ? "inside" : null),
        ("take", measure.What == "legs" ? measure.Take : null),
        ("each at most", measure.EachAtMost),
        ("tree", measure.Is is null ? measure.Tree : null),
        ("leg", measure.Leg < 0 ? null : plan.Legs[measure.Leg]),
        ("at most", measure.AtMost),
        ("at least", measure.AtLeast),
        ("window", measure.Window == "this period" ? null : measure.Window),
        ("across", measure.Across == "sum" ? null : measure.Across),
    ];

    private static IEnumerable<(string Key, string? Value)> Cap(CapModel cap) =>
    [
        ("cap", cap.Name),
        ("on", cap.On.Count == 0 ? null : $"[{string.Join(", ", cap.On)}]"),
        ("per", cap.Per),
        ("at most", cap.AtMost?.Text),
        ("reduce by", cap.ReduceBy),
        ("cuts", cap.Cuts == "pro rata" ? null : cap.Cuts),
        ("window", cap.Window == "this period" ? null : cap.Window),
    ];

    private static IEnumerable<(string Key, string? Value)> Common(BonusModel bonus) =>
    [
        ("receives", List(bonus.Receives)),
        ("payable when", Of(bonus.PayableWhen)),
        ("cap", bonus.CapAtMost is null ? null : Flow(
        [
            ("at most", bonus.CapAtMost.Text), ("per", bonus.CapPer),
            ("counting", bonus.CapCounting.Count == 0 ? null : $"[{string.Join(", ", bonus.CapCounting)}]"),
        ])),
        ("wallet", bonus.Wallet == "cash" ? null : bonus.Wallet),
        ("instalments", bonus.Instalments.Count == 0 ? null : $"[{string.Join(", ", bonus.Instalments.Select(Instalment))}]"),
        ("each at most", bonus.EachAtMost),
        ("each at least", bonus.EachAtLeast),
        ("clawback", bonus.Clawback == "proportional" ? null : bonus.Clawback),
    ];

    private static IEnumerable<(string Key, string? Value)> Bonus(BonusModel bonus) => bonus switch
    {
        GrantModel grant => Grant(grant),
        WalkModel walk => Walk(walk),
        PairModel pair => Pair(pair),
        ShareModel share => Share(share),
        BoardModel board => Board(board),
        GuaranteeModel guarantee => Guarantee(guarantee),
        _ => throw new ArgumentException(bonus.Name),
    };

    private static IEnumerable<(string Key, string? Value)> Grant(GrantModel grant) =>
    [
        (Head(grant), grant.Name),
        ("of", Of(grant.Of)),
        ("rate", grant.Rate?.Text),
        ("amount", grant.Amount?.Text),
        ("times", grant.Times?.Text),
        ("less legs", Of(grant.LessLegs)),
        ("per", grant.PerOrder && !Fills(grant, "per") ? "order" : null),
        ("where", Of(grant.Where)),
        ("to", grant.ToParent ? "parent" : null),
        ("once", grant.Once == "every period" || Fills(grant, "once") ? null : grant.Once),
        ("skipped ranks", grant.SkippedRanks == "not paid" ? null : grant.SkippedRanks),
        ("held for", grant.HeldFor == 1 ? null : $"{grant.HeldFor}"),
    ];

    private static IEnumerable<(string Key, string? Value)> Walk(WalkModel walk) =>
    [
        (Head(walk), walk.Name),
        ("of", Of(walk.Of)),
        ("per", walk.PerOrder ? "order" : null),
        ("times", walk.Times?.Text),
        ("where", Of(walk.Where)),
        ("tree", walk.Tree),
        ("starts", Fills(walk, "starts") ? null : walk.StartsAtSelf ? "self" : "parent"),
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
        ("depth", Fills(walk, "depth") ? null : walk.Depth?.Text),
        ("rate", walk.Rate?.Text),
        ("amount", walk.Amount?.Text),
        ("less", walk.LessRatesBelow && !Fills(walk, "less") ? "rates below" : null),
        ("blocked by", Fills(walk, "blocked by") ? null : walk.BlockedBy),
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
        (Head(pair), pair.Name),
        ("tree", "placement"),
        ("of", Of(pair.Of)),
        ("percent", pair.Percent?.Text),
        ("cycles", pair.Cycles.Count == 0 ? null : "[" + string.Join(", ", pair.Cycles.Select(cycle => Flow(
        [
            ("takes", $"[{string.Join(", ", cycle.Takes)}]"), ("pays", cycle.Pays.Text), ("when", Of(cycle.When)),
            ("first only", cycle.FirstOnly ? "yes" : null),
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
        ("lots", pair.Lots ? "yes" : null),
        ("strong leg", pair.StrongLegOnce ? "once" : null),
        ("cycles at most", pair.CyclesAtMost is { } most ? $"{most}" : null),
    ];

    private static IEnumerable<(string Key, string? Value)> Share(ShareModel share) =>
    [
        (Head(share), share.Name),
        ("fund", Of(share.Fund)),
        ("by", share.By?.Text),
        ("times", share.Times?.Text),
        ("weight at most", share.WeightAtMost),
        ("out of", share.OutOf),
        ("rounds", share.Rounds),
    ];

    private static IEnumerable<(string Key, string? Value)> Board(BoardModel board) =>
    [
        ("board", board.Name),
        ("width", $"{board.Width}"),
        ("height", $"{board.Height}"),
        ("enters", Quoted(board.Enters)),
        ("pays", board.Pays.Text),
        ("re-enters", board.ReEnters ? "yes" : null),
    ];

    private static IEnumerable<(string Key, string? Value)> Guarantee(GuaranteeModel guarantee) =>
    [
        ("guarantee", guarantee.Name),
        ("of", Quoted(guarantee.Of)),
        ("rate", guarantee.Rate),
        ("leaders", Quoted(guarantee.Leaders)),
        ("guaranteed", Quoted(guarantee.Guaranteed)),
        ("tree", guarantee.Tree),
    ];

    private static string? Of(Formula? formula) => formula is null ? null : Quoted(formula);

    private static string? List(IReadOnlyList<Formula> formulas) => formulas.Count == 0 ? null : $"[{string.Join(", ", formulas.Select(Quoted))}]";

    private static string Flow(IEnumerable<(string Key, string? Value)> keys) =>
        "{ " + string.Join(", ", keys.Where(key => key.Value is not null).Select(key => $"{key.Key}: {key.Value}")) + " }";
}
