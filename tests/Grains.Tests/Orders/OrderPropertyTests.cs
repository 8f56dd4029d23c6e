using Compensation.Grains.Orders;
using Compensation.Rules.Plans.Documents;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Orders;

/// <summary>What holds after any commands in any order.</summary>
public sealed class OrderPropertyTests
{
    /// <summary>One command of a random sequence: which, of which lines and volumes, how much later, and whether it is sent again.</summary>
    private sealed record Step(int Command, int Line, int Units, int Minutes, bool IsRepeated, OrdersCount Rule);

    private static readonly Gen<Step> Steps =
        from command in Gen.Choose(0, 7)
        from line in Gen.Choose(1, 3)
        from units in Gen.OneOf(Gen.Choose(0, 600), Gen.Elements(1000, 1001))
        from minutes in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, 60 * 24 * 20))
        from repeated in Gen.Choose(0, 1)
        from rule in Gen.Elements(Enum.GetValues<OrdersCount>())
        select new Step(command, line, units, minutes, repeated == 1, rule);

    [Fact]
    public void AnyCommands_KeepTheBooks() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var shop = new Shop();
        foreach (var step in steps)
        {
            shop.Now += Duration.FromMinutes(step.Minutes);
            shop.OrdersCount = step.Rule;
            var command = Command(shop, step);
            var before = shop.State;
            var decision = shop.Decide(command);
            shop.Decide(command).ToString().ShouldBe(decision.ToString(), "the same question has the same answer");
            if (decision is Decision<OrderEvent>.Accepted)
            {
                shop.Do(command);
            }

            if (step.IsRepeated && decision is Decision<OrderEvent>.Accepted { Events: [var caused] })
            {
                shop.Decide(command).ShouldRepeat().ToString().ShouldBe(caused.ToString());
            }

            (shop.State.Counted is not null || before.Counted is null).ShouldBeTrue("what counts goes on counting");
        }

        ShouldBalance(shop.State);
    }).Check(800);

    private static OrderCommand Command(Shop shop, Step step) => step.Command switch
    {
        0 => shop.Place(),
        1 => shop.Place(paid: true),
        2 => shop.Pay(),
        3 => shop.Ship(),
        4 => step.Units % 5 == 0 ? shop.Cancel() : shop.Pay(),
        5 => step.Units % 5 == 0 ? shop.Refund() : shop.Ship(),
        6 => shop.Refund(Shop.Line(step.Line, step.Units)),
        _ => shop.Refund(Shop.Line(1, step.Units, step.Units / 2), Shop.Line(2, step.Units)),
    };

    /// <summary>Adds up the events with nothing but additions, and compares with the state that the decisions went by.</summary>
    private static void ShouldBalance(OrderState state)
    {
        if (state.History is not [OrderEvent.Placed placed, ..])
        {
            state.History.ShouldBeEmpty();
            return;
        }

        var refunds = state.History.OfType<OrderEvent.Refunded>().ToList();
        foreach (var line in placed.Lines)
        {
            for (var field = 0; field < 2; field++)
            {
                var takenBack = refunds.SelectMany(refund => refund.TakenBack).Where(taken => taken.Number == line.Number).Sum(taken => taken.Units(field));
                var left = state.Left.Single(known => known.Number == line.Number).Units(field);
                (takenBack, left).ShouldBe((line.Units(field) - left, line.Units(field) - takenBack));
                left.ShouldBeInRange(0, line.Units(field));
            }
        }

        // What periods got and gave back comes to what is left, if the order counts; at most one event made it count.
        var counted = state.History.Where(happened => happened is not OrderEvent.Refunded && happened.Counted is not null).ToList();
        counted.Count.ShouldBe(state.Counted is null ? 0 : 1);
        if (state.Counted is not null)
        {
            var brought = counted[0].Counted!.Lines.Sum(line => line.Units(0));
            var tookBack = refunds.Where(refund => refund.Counted is not null).Sum(refund => refund.Counted!.Lines.Sum(line => line.Units(0)));
            (brought - tookBack).ShouldBe(state.Left.Sum(line => line.Units(0)));
            refunds.Where(refund => refund.Counted is not null)
                .ShouldAllBe(refund => refund.Counted!.Period.Start >= state.Counted.Period.Start
                    && (refund.Counted.Period.Contains(refund.Counted.At) || refund.Counted.At == state.Counted.At));
        }

        state.History.Select(happened => happened.Number).ShouldBe(Enumerable.Range(1, state.History.Count));
        Show(OrderState.Of(state.History)).ShouldBe(Show(state));
    }

    private static string Show(OrderState state) => string.Join('\n',
        [$"{state.Status} {state.IsPaid} {state.IsShipped} {state.PlacedAt} {state.Counted}",
            .. state.Left.Select(line => $"{line.Number}: {string.Join(' ', line.Values)}"),
            .. state.History.Select(happened => happened.ToString())]);
}
