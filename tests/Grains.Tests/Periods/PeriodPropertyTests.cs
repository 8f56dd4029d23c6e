using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

/// <summary>What holds after any commands in any order.</summary>
public sealed class PeriodPropertyTests
{
    private static readonly string[] Persons = ["max", "ida", "eva", "Eva"];

    private static readonly Func<Finance, string, long, PeriodCommand>[] Commands =
    [
        (finance, _, _) => finance.Open(),
        (finance, by, _) => finance.BeginClose() with { By = by },
        (finance, _, _) => finance.BeginClose(),
        (finance, _, amount) => finance.RecordProgress() with { Progress = new CloseProgress(CloseStep.Calculating, amount, 1000) },
        (finance, _, _) => finance.RecordResult(),
        (finance, _, _) => finance.RecordResult(),
        (finance, _, _) => finance.RecordOtherResult(),
        (finance, by, _) => finance.Approve(by),
        (finance, by, _) => finance.Approve(by),
        (finance, by, amount) => amount % 4 == 0 ? finance.Reject() with { By = by } : finance.Approve(by),
        (finance, _, _) => finance.PreparePayouts(),
        (finance, _, amount) => finance.PreparePayouts() with { Prepared = Finance.Eur(1, amount) },
        (finance, _, amount) => finance.ConfirmPayouts(1, amount),
        (finance, _, _) => finance.ConfirmPayouts(1, 700),
        (finance, _, _) => finance.ConfirmPayouts(2, 1000),
        (finance, by, _) => finance.Restate() with { By = by },
        (finance, _, _) => finance.PostDifferences(),
        (finance, by, _) => finance.Override() with { By = by },
        (finance, _, _) => finance.Withdraw(finance.State.Overrides.FirstOrDefault()?.Cause.Request ?? "none"),
        (finance, by, _) => finance.Adjust() with { By = by },
        (finance, _, _) => finance.Hold("S1"),
        (finance, _, _) => finance.Release("S1"),
    ];

    [Fact]
    public void AnyCommands_KeepTheRules()
    {
        var steps = from command in Gen.Choose(0, Commands.Length - 1)
                    from person in Gen.Elements(Persons)
                    from amount in Gen.Choose(0, 1000)
                    select (command, person, amount);
        var reached = new HashSet<PeriodStatus>();
        Prop.ForAll(steps.ListOf(60).ToArbitrary(), sequence =>
        {
            var finance = new Finance();
            foreach (var (index, by, amount) in sequence)
            {
                var command = Commands[index](finance, by, amount);
                var before = finance.State;
                if (finance.Decide(command) is Decision<PeriodEvent>.Accepted)
                {
                    var events = finance.Do(command);
                    finance.Decide(command).ShouldRepeat().ShouldBeSameAs(events[0]);
                    ShouldKeepWhatIsApproved(before, finance.State);
                }

                reached.Add(finance.State.Status);
            }

            ShouldBalance(finance.State);
        }).Check(1000);
        Enum.GetValues<PeriodStatus>().Except(reached).ShouldBeEmpty("a sequence that never gets anywhere shows nothing");
    }

    private static void ShouldKeepWhatIsApproved(PeriodState before, PeriodState after)
    {
        (before.IsClosed && before.Original != after.Original).ShouldBeFalse("the first approved result stays");
        (before.IsClosed && after.Status is PeriodStatus.Open or PeriodStatus.Closing).ShouldBeFalse("a closed period is not opened again");
        var payable = after.Original?.Payments ?? PayoutTotals.None;
        (payable - after.Confirmed).IsPositive.ShouldBeTrue("no more is paid than was approved");
        (after.History[^1] is PeriodEvent.Paid && after.Confirmed + after.HeldBack != payable).ShouldBeFalse("paid is what is not held back");
    }

    private static void ShouldBalance(PeriodState state)
    {
        // Each approval is by somebody who neither began that calculation nor corrected anything since the approval before.
        var hands = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var beginner = "";
        foreach (var happened in state.History)
        {
            switch (happened)
            {
                case PeriodEvent.CloseBegun or PeriodEvent.RestatementBegun:
                    beginner = happened.Cause.By;
                    break;
                case PeriodEvent.Overridden or PeriodEvent.OverrideWithdrawn or PeriodEvent.Adjusted:
                    hands.Add(happened.Cause.By);
                    break;
                case PeriodEvent.Approved:
                    (hands.Contains(happened.Cause.By) || happened.Cause.By.Equals(beginner, StringComparison.OrdinalIgnoreCase)).ShouldBeFalse();
                    hands.Clear();
                    break;
            }
        }

        var posted = state.History.OfType<PeriodEvent.DifferencesPosted>().Sum(happened => happened.Amount);
        if (state is { Status: PeriodStatus.Paid, Original: { } original, InForce: { } inForce })
        {
            posted.ShouldBe(inForce.Earned - original.Earned, "the original and what was posted come to what is in force");
        }

        Show(PeriodState.Of(state.History)).ShouldBe(Show(state));
    }

    private static string Show(PeriodState state) => string.Join(' ', state.Status, state.Version, state.BegunBy, state.AsOf, state.Progress,
        state.Stopped, state.Result, state.InForce, state.Replaced, state.Original, state.Prepared, state.HeldBack, state.Confirmed,
        string.Join(',', state.Makers.Order()), string.Join(',', state.Held), string.Join('\n', state.History));
}
