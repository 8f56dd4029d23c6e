using Compensation.Grains.Periods;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

/// <summary>The full tables of a period's states and commands are those that the page shows.</summary>
public sealed class PeriodTableTests
{
    private static readonly string[] FirstClose =
        ["not opened", "open", "closing", "stopped", "calculated", "approved", "prepared", "paid", "held"];

    private static readonly string[] Restatement = ["restating", "recalculated", "reapproved", "restated"];

    private static readonly Dictionary<string, Func<Finance, PeriodCommand>> Commands = new()
    {
        ["open"] = finance => finance.Open(),
        ["begin close"] = finance => finance.BeginClose(),
        ["record progress"] = finance => finance.RecordProgress(),
        ["record result"] = finance => finance.RecordResult(),
        ["record result that differs"] = finance => finance.RecordOtherResult(),
        ["approve"] = finance => finance.Approve(),
        ["reject"] = finance => finance.Reject(),
        ["prepare payouts"] = finance => finance.PreparePayouts(),
        ["confirm some payouts"] = finance => finance.ConfirmPayouts(1, 300),
        ["confirm all payouts"] = finance => finance.ConfirmPayouts(2, 1000),
        ["restate"] = finance => finance.Restate(),
        ["post differences"] = finance => finance.PostDifferences(),
        ["override"] = finance => finance.Override(),
        ["withdraw an override"] = finance => finance.Withdraw("override"),
        ["adjust"] = finance => finance.Adjust(),
        ["hold"] = finance => finance.Hold("S9"),
        ["release"] = finance => finance.Release("S1"),
    };

    [Fact]
    public void Page_EveryStateAndCommand_IsWhatIsDecided() => LifeTable.Below("## A period").ShouldBe(Decided(FirstClose));

    [Fact]
    public void Page_EveryStateAndCommandOfARestatement_IsWhatIsDecided() => LifeTable.Below("### Restatement").ShouldBe(Decided(Restatement));

    [Fact]
    public void Commands_OfTheTable_AreAllThereAre() => typeof(PeriodCommand).GetNestedTypes()
        .Except(Commands.Values.Select(command => command(Finance.At("open")).GetType())).ShouldBeEmpty();

    [Fact]
    public void States_OfTheTable_AreAllThereAre() => Enum.GetValues<PeriodStatus>()
        .Except(FirstClose.Concat(Restatement).Select(state => Finance.At(state).State.Status)).ShouldBeEmpty();

    private static IEnumerable<(string Command, string State, string Outcome)> Decided(string[] states) =>
        from state in states
        from command in Commands
        let finance = Finance.At(state)
        select (command.Key, state, LifeTable.Cell(finance.Decide(command.Value(finance)), events => Accepted(finance.State, events)));

    private static string Accepted(PeriodState before, IReadOnlyList<PeriodEvent> events)
    {
        var after = events.Aggregate(before, (state, happened) => state.Apply(happened)).Status;
        return string.Join(", ", events.Select(happened => LifeTable.Words(happened.GetType().Name)))
            + (after == before.Status ? "" : $" → {after}");
    }
}
