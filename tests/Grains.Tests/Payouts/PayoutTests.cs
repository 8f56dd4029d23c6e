using Compensation.Grains.Payouts;
using Compensation.Rules.Closing;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Payouts;

public sealed class PayoutTests
{
    private static readonly LocalDate Due = new(2026, 2, 15);

    private static readonly Dictionary<string, Func<string, PayoutCommand>> Commands = new()
    {
        ["prepare"] = request => new PayoutCommand.Prepare(request, "max", default, request),
        ["export"] = request => new PayoutCommand.Export(request, "max", default, request),
        ["confirm"] = request => new PayoutCommand.Confirm(request, "bank", default, request),
        ["fail"] = request => new PayoutCommand.Fail(request, "bank", default, request),
    };

    private static readonly Dictionary<PayoutStatus, string[]> Ways = new()
    {
        [PayoutStatus.Absent] = [],
        [PayoutStatus.Prepared] = ["prepare"],
        [PayoutStatus.Exported] = ["prepare", "export"],
        [PayoutStatus.Confirmed] = ["prepare", "export", "confirm"],
        [PayoutStatus.Failed] = ["prepare", "export", "fail"],
    };

    [Fact]
    public void Page_EveryStateAndCommand_IsWhatIsDecided() => LifeTable.Below("## A payout").ShouldBe(
        from status in Enum.GetValues<PayoutStatus>()
        from command in Commands
        select (command.Key, LifeTable.Words($"{status}"), LifeTable.Cell(
            PayoutDecider.Decide(StateOf(status), command.Value("new")), events => LifeTable.Words($"{events.Single().Status}"))));

    [Fact]
    public void Step_Twice_IsRepeated()
    {
        foreach (var status in Enum.GetValues<PayoutStatus>().Except([PayoutStatus.Absent]))
        {
            var state = StateOf(status);
            var last = state.History[^1];
            var again = Commands[Ways[status][^1]]($"{state.History.Count}");
            PayoutDecider.Decide(state, again).ShouldRepeat().ShouldBe(last);
            PayoutDecider.Decide(state, again with { Request = "other" }).ShouldRepeat().ShouldBe(last);
            PayoutDecider.Decide(state, again with { Reference = "other" }).ShouldBeRefused(RefusalCode.RequestConflict, "request");
        }
    }

    [Fact]
    public void Prepare_AfterAFailure_IsANewEventEachTime()
    {
        var state = StateOf(PayoutStatus.Failed);
        var again = new PayoutCommand.Prepare("second", "max", default, "1"); // of the same content as the first
        state = state.Apply(PayoutDecider.Decide(state, again).ShouldBeAccepted().Single());
        (state.Status, state.History.Count).ShouldBe((PayoutStatus.Prepared, 4));
    }

    [Fact]
    public void Payouts_OfARun_AreItsPaymentsWithoutThoseHeld()
    {
        // Seller 0 earns 100.00 with a fee of 2.00, and 20.00 for the shop; seller 1 is held; seller 2 owes 5.00 of a wallet of their own.
        Payment[] payments =
        [
            new(0, "cash", "EUR", 10000, 2, Due, "earnings"), new(0, "cash", "EUR", -200, 2, Due, "transfer"),
            new(0, "shop", "EUR", 2000, 2, Due, "earnings"), new(0, "cash", "EUR", 700, 2, Due.PlusMonths(1), "Car"),
            new(1, "cash", "USD", 3000, 2, Due, "earnings"), new(2, "travel", "EUR", -500, 2, Due, "Trip"),
        ];
        var list = PayoutList.Of(payments, new HashSet<int> { 1 });

        list.Payouts.ShouldBe([new(0, "cash", "EUR", 2, Due, 9800), new(0, "shop", "EUR", 2, Due, 2000), new(0, "cash", "EUR", 2, Due.PlusMonths(1), 700)]);
        list.HeldBack.ShouldBe([new(1, "cash", "USD", 2, Due, 3000)]);
        list.Owed.ShouldBe([new(2, "travel", "EUR", 2, Due, -500)]);
        PayoutList.TotalsOf(list.Payouts.Concat(list.HeldBack)).ShouldBe(PayoutTotals.None.With("USD", 1, 3000).With("EUR", 3, 12500));
    }

    [Fact]
    public void Totals_TakenOff_LeaveNothing()
    {
        var totals = PayoutTotals.None.With("EUR", 2, 1000).With("USD", 1, 5);
        (totals - totals).ShouldBe(PayoutTotals.None);
        (totals - totals).IsNone.ShouldBeTrue();
        (PayoutTotals.None - totals).IsPositive.ShouldBeFalse();
        totals.ToString().ShouldBe("2 × EUR 1000, 1 × USD 5");
    }

    private static PayoutState StateOf(PayoutStatus status) => Ways[status].Index().Aggregate(PayoutState.Absent, (state, step) =>
        state.Apply(PayoutDecider.Decide(state, Commands[step.Item]($"{step.Index + 1}")).ShouldBeAccepted().Single()));
}
