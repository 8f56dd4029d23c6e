using System.Text;
using Compensation.Ledger.Books;
using Compensation.Ledger.Fields;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Testing;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Books;

public class LiveBookTests
{
    private const string Text = """
        plan: Live
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { CV: {} }
        bonuses:
          - unilevel: Team
            of: CV
            rate: [10%]
        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml").Plan!;

    private static readonly Field[] Fields = [new(FieldScope.Order, 0, "CV", FieldType.Units, 2)];

    private static readonly long Placed = Company.Milliseconds(2026, 1, 10);

    // A over B.
    private static LiveBook Open(LiveEffort? effort = null, Func<Snapshot, Snapshot>? complete = null, TimeProvider? time = null)
    {
        var book = new PeriodBook(Plan, Plan.Calendar.Find("2026-01")!, new ProgrammeNames(Fields, ["enrolment"])) { Sequence = 4 };
        book.AddSeller("A"u8, 1, []);
        book.AddSeller("B"u8, 2, []);
        book.AddEdge(1, 1, 0, 0, 1);
        return new LiveBook(Plan, book, Carry.None, SystemClock.Instance, effort, complete, time);
    }

    private static ValueTask Sell(LiveBook live, long sequence, long units) => live.AddAsync(sequence,
        book => book.AddOrder(Encoding.UTF8.GetBytes($"O{sequence}"), 1, -1, Placed, Placed, 1, [units], sequence));

    private static Func<Snapshot, Snapshot> TakesThreeSeconds(ManualTime time) => snapshot =>
    {
        time.Advance(TimeSpan.FromSeconds(3));
        return snapshot;
    };

    private static long PaidIn(LiveFigures figures) => figures.Result.Lines.Amount.Sum();

    [Fact]
    public async Task AtLeast_ASequence_HasEverythingUpToIt()
    {
        await using var live = Open();
        await Sell(live, 5, 100_00);
        (await live.AtLeastAsync(5)).ShouldSatisfyAllConditions(
            figures => figures.Sequence.ShouldBe(5),
            // A gets 10 % of 100.00.
            figures => PaidIn(figures).ShouldBe(10_00));

        await Sell(live, 6, 50_00);
        PaidIn(await live.AtLeastAsync(6)).ShouldBe(15_00);
        live.Latest!.Sequence.ShouldBe(6);
    }

    [Fact]
    public async Task AtLeast_ASequenceThatHasNotCome_Waits()
    {
        await using var live = Open();
        var asked = live.AtLeastAsync(5);
        PaidIn(await live.AtLeastAsync(0)).ShouldBe(0);
        asked.IsCompleted.ShouldBeFalse();

        await Sell(live, 5, 100_00);

        PaidIn(await asked).ShouldBe(10_00);
    }

    [Fact]
    public async Task AtLeast_Nothing_TakesWhatIsKnown()
    {
        await using var live = Open();
        await Sell(live, 5, 100_00);

        (await live.AtLeastAsync(0)).Sequence.ShouldBe(5);
    }

    [Fact]
    public async Task AtLeast_WhileRowsCome_NeverMissesOne()
    {
        await using var live = Open();
        var asked = new List<(long Sequence, Task<LiveFigures> Answer)>();
        for (var sequence = 5L; sequence < 1_005; sequence++)
        {
            await Sell(live, sequence, 1_00);
            if (sequence % 10 == 0)
            {
                asked.Add((sequence, live.AtLeastAsync(sequence)));
            }
        }

        foreach (var (sequence, answer) in asked)
        {
            var figures = await answer;
            figures.Sequence.ShouldBeGreaterThanOrEqualTo(sequence);
            // Each row pays 0.10, and rows begin with sequence 5.
            PaidIn(figures).ShouldBe((figures.Sequence - 4) * 10);
        }
    }

    [Fact]
    public async Task AtLeast_CloseFails_TellsAndGoesOn()
    {
        await using var live = Open();
        await Sell(live, 5, long.MaxValue);
        await Sell(live, 6, long.MaxValue);
        await Should.ThrowAsync<OverflowException>(() => live.AtLeastAsync(6));

        // A row more does not mend it, but whoever asks is answered again.
        await Sell(live, 7, 1_00);
        await Should.ThrowAsync<OverflowException>(() => live.AtLeastAsync(7));
    }

    [Fact]
    public async Task AtLeast_AfterFigures_RestsForTheRemainingPartOfTheTime()
    {
        var time = new ManualTime();
        // Three quarters of the time are three seconds of four.
        await using var live = Open(new LiveEffort(Share: 0.75), TakesThreeSeconds(time), time);
        await live.AtLeastAsync(0);
        await Sell(live, 5, 100_00);
        var asked = live.AtLeastAsync(5);
        live.Refresh();

        time.Advance(TimeSpan.FromMilliseconds(999));
        // What was asked before this is dealt with when it is answered.
        await live.SnapshotAsync();
        asked.IsCompleted.ShouldBeFalse();
        time.GetTimestamp().ShouldBe(TimeSpan.FromMilliseconds(3_999).Ticks);

        time.Advance(TimeSpan.FromMilliseconds(1));
        PaidIn(await asked).ShouldBe(10_00);
        time.GetTimestamp().ShouldBe(TimeSpan.FromSeconds(7).Ticks);
    }

    [Fact]
    public async Task AtLeast_AfterFiguresThatRestNever_ComputesAtOnce()
    {
        var time = new ManualTime();
        await using var live = Open(new LiveEffort(Share: 1), TakesThreeSeconds(time), time);
        await live.AtLeastAsync(0);
        await Sell(live, 5, 100_00);

        PaidIn(await live.AtLeastAsync(5)).ShouldBe(10_00);
    }

    [Fact]
    public async Task AtLeast_ARowThatThePlanCannotTake_TellsInsteadOfWaiting()
    {
        await using var live = Open();
        await live.AddAsync(5, book => throw new FieldValueException("CV", "0.005", "has more decimals than the plan", "Give the plan more."));

        await Should.ThrowAsync<FieldValueException>(() => live.AtLeastAsync(5));
        await Should.ThrowAsync<FieldValueException>(() => live.AtLeastAsync(0));
    }

    [Fact]
    public async Task Dispose_WithAnOpenQuestion_CancelsIt()
    {
        var live = Open();
        var asked = live.AtLeastAsync(99);
        await live.DisposeAsync();

        await Should.ThrowAsync<TaskCanceledException>(() => asked);
    }
}
