using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Grains.Tests.Orders;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Tests.Periods;

/// <summary>The finance department with one period, January 2026, whose commands and events tests write shortly.</summary>
/// <remarks>Max begins closes and restatements, Ida overrides and adjusts, Eva approves. The run pays two sellers, 700 and 300 cents.</remarks>
internal sealed class Finance
{
    public static readonly Period January = Shop.Calendar.Find("2026-01")!;

    public static readonly PayoutTotals Payments = Eur(2, 1000);

    private int requests;

    public PeriodState State { get; private set; } = PeriodState.NotOpened;

    /// <summary>Now. The cut-off is 2026-02-06T00:00Z.</summary>
    public Instant Now { get; set; } = Shop.At("2026-02-06T00:00:00Z");

    public PeriodContext Context { get; set; } = new(null) { IntoIsOpen = true };

    /// <summary>The result of the version that is worked on: 1,000 cents earned, and 1,200 after a restatement.</summary>
    public RunResult Result => State.Version > 1
        ? new RunResult(8, "root-b", 1200, Eur(2, 1200), null)
        : new RunResult(7, "root-a", 1000, Payments, null);

    public static PayoutTotals Eur(int count, long amount) => PayoutTotals.None.With("EUR", count, amount);

    public static LiveComparison Equal { get; } = new(2, 0, null);

    public static LiveComparison OneCentOff { get; } = new(2, 1, new LiveDifference("A2", "Team", 301, 300, 2));

    public PeriodCommand.Open Open() => new(Request(), "max", Now, January, 3);

    public PeriodCommand.BeginClose BeginClose() => new(Request(), "max", Now, 5000);

    public PeriodCommand.RecordProgress RecordProgress() => new(Request(), "worker", Now, new CloseProgress(CloseStep.Calculating, 1, 2));

    public PeriodCommand.RecordResult RecordResult() =>
        new(Request(), "worker", Now, Result, State.Status == PeriodStatus.Restating ? null : Equal);

    public PeriodCommand.RecordResult RecordOtherResult() => new(Request(), "worker", Now, Result, OneCentOff);

    public PeriodCommand.Approve Approve(string by = "eva") => new(Request(), by, Now, Result.Root);

    public PeriodCommand.Reject Reject() => new(Request(), "eva", Now, "an order is missing");

    /// <summary>Prepares all but what S1 gets if S1 is held; once that is prepared, the rest.</summary>
    public PeriodCommand.PreparePayouts PreparePayouts() => State.HeldBack.IsNone && State.Held.Contains("S1")
        ? new(Request(), "max", Now, Eur(1, 700), Eur(1, 300))
        : new(Request(), "max", Now, State.HeldBack.IsNone ? Payments : State.HeldBack, PayoutTotals.None);

    public PeriodCommand.ConfirmPayouts ConfirmPayouts(int count, long amount) => new(Request(), "bank", Now, Eur(count, amount));

    public PeriodCommand.Restate Restate() => new(Request(), "max", Now, 6000, "a rank was wrong");

    public PeriodCommand.PostDifferences PostDifferences() => new(Request(), "worker", Now, "2026-02", 1, 200);

    public PeriodCommand.Override Override() => new(Request(), "ida", Now, new OverrideTarget("A2"), 4, "by contract");

    public PeriodCommand.Withdraw Withdraw(string id) => new(Request(), "ida", Now, id, "contract ended");

    public PeriodCommand.Adjust Adjust() => new(Request(), "ida", Now, "A2", -50, "Team", "paid twice");

    public PeriodCommand.Hold Hold(string seller) => new(Request(), "ida", Now, seller, "papers are missing");

    public PeriodCommand.Release Release(string seller) => new(Request(), "ida", Now, seller, "papers have come");

    public Decision<PeriodEvent> Decide(PeriodCommand command) => PeriodDecider.Decide(State, command, Context);

    /// <summary>Decides and, if the command is accepted, applies its events.</summary>
    public IReadOnlyList<PeriodEvent> Do(PeriodCommand command)
    {
        var events = Decide(command).ShouldBeAccepted();
        State = events.Aggregate(State, (state, happened) => state.Apply(happened));
        return events;
    }

    /// <summary>A period as far as a state of the tables: those of a first close, then those of a restatement.</summary>
    public static Finance At(string state)
    {
        var finance = new Finance();
        string[] states =
        [
            "not opened", "open", "closing", "calculated", "approved", "prepared", "paid", "restating", "recalculated", "reapproved", "restated",
        ];
        var steps = new Action[]
        {
            () =>
            {
                finance.Do(finance.Open());
                finance.Do(finance.Override() with { Request = "override", Target = new OverrideTarget("A3", "Team", "A4") });
                if (state == "held")
                {
                    finance.Do(finance.Hold("S1"));
                }
            },
            () => finance.Do(finance.BeginClose()),
            () => finance.Do(finance.RecordResult()),
            () => finance.Do(finance.Approve()),
            () => finance.Do(finance.PreparePayouts()),
            () => finance.Do(state == "held" ? finance.ConfirmPayouts(1, 700) : finance.ConfirmPayouts(2, 1000)),
            () => finance.Do(finance.Restate()),
            () => finance.Do(finance.RecordResult()),
            () => finance.Do(finance.Approve()),
            () => finance.Do(finance.PostDifferences()),
        };
        foreach (var step in steps.Take(Array.IndexOf(states, state switch { "stopped" => "closing", "held" => "paid", _ => state })))
        {
            step();
        }

        if (state == "stopped")
        {
            finance.Do(finance.RecordOtherResult());
        }

        return finance;
    }

    private string Request() => $"r{++requests}";
}
