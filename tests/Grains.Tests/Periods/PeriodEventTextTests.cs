using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

/// <summary>What the ledger keeps of a period's events. These texts stand in ledgers: they may grow, but what is there stays readable.</summary>
public sealed class PeriodEventTextTests
{
    private const string Cause = """ "cause":{"request":"r1","hash":"ab","by":"eva","at":1000} """;

    private static readonly Cause Known = new("r1", "ab", "eva", Instant.FromUnixTimeMilliseconds(1000));

    private static readonly RunResult Run = new(7, "cd", 1000, PayoutTotals.None.With("EUR", 2, 1000), null);

    private const string RunText = """{"run":7,"root":"cd","earned":1000,"payments":{"EUR":[2,1000]}}""";

    public static TheoryData<PeriodEvent, string, string> Events => new()
    {
        { new PeriodEvent.CloseBegun(2, Known, 50), "close begun", """{"asOf":50,"number":2,CAUSE}""" },
        {
            new PeriodEvent.ProgressRecorded(2, Known, new CloseProgress(CloseStep.Calculating, 0, 1)), "progress recorded",
            """{"progress":{"step":"calculating","done":0,"of":1},"number":2,CAUSE}"""
        },
        {
            new PeriodEvent.CloseStopped(2, Known, Run, new LiveComparison(3, 1, new LiveDifference("A", "Team", 1, 2, 2))), "close stopped",
            """{"result":RUN,"live":{"compared":3,"different":1,"first":{"payee":"A","bonus":"Team","live":1,"close":2,"decimals":2}},"number":2,CAUSE}"""
        },
        { new PeriodEvent.ResultRecorded(2, Known, Run), "result recorded", """{"result":RUN,"number":2,CAUSE}""" },
        {
            new PeriodEvent.ResultRecorded(2, Known, Run, new LiveComparison(8, 0, null)), "result recorded",
            """{"result":RUN,"live":{"compared":8,"different":0},"number":2,CAUSE}"""
        },
        {
            new PeriodEvent.ResultRecorded(2, Known, Run, new LiveComparison(8, 0, null, LiveSource.Retraced)), "result recorded",
            """{"result":RUN,"live":{"compared":8,"different":0,"source":"retraced"},"number":2,CAUSE}"""
        },
        {
            new PeriodEvent.CloseStopped(2, Known, Run, new LiveComparison(3, 1, new LiveDifference("A", "Pool", null, 2, 2, "1"))),
            "close stopped",
            """{"result":RUN,"live":{"compared":3,"different":1,"first":{"payee":"A","bonus":"Pool","close":2,"decimals":2,"line":"1"}},"number":2,CAUSE}"""
        },
        { new PeriodEvent.Approved(2, Known, "cd"), "approved", """{"root":"cd","number":2,CAUSE}""" },
        { new PeriodEvent.Rejected(2, Known, "no"), "rejected", """{"reason":"no","number":2,CAUSE}""" },
        {
            new PeriodEvent.PayoutsPrepared(2, Known, PayoutTotals.None.With("EUR", 1, 5), PayoutTotals.None), "payouts prepared",
            """{"prepared":{"EUR":[1,5]},"heldBack":{},"number":2,CAUSE}"""
        },
        {
            new PeriodEvent.PayoutsConfirmed(2, Known, PayoutTotals.None.With("EUR", 1, 5)), "payouts confirmed",
            """{"confirmed":{"EUR":[1,5]},"number":2,CAUSE}"""
        },
        { new PeriodEvent.Paid(2, Known), "paid", """{"number":2,CAUSE}""" },
        { new PeriodEvent.RestatementBegun(2, Known, 50, "wrong"), "restatement begun", """{"asOf":50,"reason":"wrong","number":2,CAUSE}""" },
        {
            new PeriodEvent.DifferencesPosted(2, Known, "2026-02", 1, 200), "differences posted",
            """{"into":"2026-02","adjustments":1,"amount":200,"number":2,CAUSE}"""
        },
        {
            new PeriodEvent.Overridden(2, Known, new OverrideTarget("A", "Team", "B"), 100, "why"), "overridden",
            """{"target":{"seller":"A","bonus":"Team","source":"B"},"value":100,"reason":"why","number":2,CAUSE}"""
        },
        { new PeriodEvent.OverrideWithdrawn(2, Known, "o1", "why"), "override withdrawn", """{"overrideId":"o1","reason":"why","number":2,CAUSE}""" },
        {
            new PeriodEvent.Adjusted(2, Known, "A", -50, "", "»why«"), "adjusted",
            """{"seller":"A","amount":-50,"bonus":"","reason":"»why«","number":2,CAUSE}"""
        },
        { new PeriodEvent.Held(2, Known, "A", "why"), "held", """{"seller":"A","reason":"why","number":2,CAUSE}""" },
        { new PeriodEvent.Released(2, Known, "A", "why"), "released", """{"seller":"A","reason":"why","number":2,CAUSE}""" },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_AsText_IsWhatLedgersHave_AndReadsBack(PeriodEvent happened, string kind, string body)
    {
        var text = body.Replace("CAUSE", Cause.Trim(), StringComparison.Ordinal).Replace("RUN", RunText, StringComparison.Ordinal);

        PeriodEventText.KindOf(happened).ShouldBe(kind);
        PeriodEventText.BodyOf(happened).ShouldBe(text);
        ReadBack(kind, text).ShouldBe(happened);
    }

    [Fact]
    public void Events_OfEveryKind_AreAmongThese() => typeof(PeriodEvent).GetNestedTypes().Select(type => type.Name)
        .ShouldBe(Events.Select(row => ((object[])row)[0].GetType().Name).Distinct().Append(nameof(PeriodEvent.Opened)), ignoreOrder: true);

    [Fact]
    public void Event_OfAnUnknownKind_IsNamed() => Should.Throw<InvalidOperationException>(() => ReadBack("audited", "{}")).Message.ShouldContain("'audited'");

    private static PeriodEvent ReadBack(string kind, string body) => PeriodEventText.Read(
        new LedgerPeriod(1, Finance.January, 3, [Row(1, "opened", null), Row(2, kind, body)])).History[^1];

    private static PeriodEventRow Row(int number, string kind, string? body) => new()
    {
        Programme = 1,
        Period = 1,
        Event = number,
        Kind = kind,
        State = "",
        Who = "eva",
        At = 1000,
        Reason = "",
        Body = body,
        Sequence = number,
    };
}
