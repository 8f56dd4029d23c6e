using Compensation.Grains.Orders;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Orders;

/// <summary>The full tables of an order's states and commands are those that the page shows.</summary>
public sealed class OrderTableTests
{
    private static readonly Dictionary<string, Func<Shop, OrderCommand>> Commands = new()
    {
        ["place"] = shop => shop.Place(at: "2026-01-10T12:00:30Z"),
        ["place, paid"] = shop => shop.Place(paid: true, at: "2026-01-10T12:00:30Z"),
        ["pay"] = shop => shop.Pay(),
        ["ship"] = shop => shop.Ship(),
        ["cancel"] = shop => shop.Cancel(),
        ["refund in whole"] = shop => shop.Refund(),
        ["refund in part"] = shop => shop.Refund(Shop.Line(1, 300)),
    };

    [Theory]
    [InlineData("### Orders count when paid", OrdersCount.WhenPaid)]
    [InlineData("### Orders count when placed", OrdersCount.WhenPlaced)]
    [InlineData("### Orders count when shipped", OrdersCount.WhenShipped)]
    public void Page_EveryStateAndCommand_IsWhatIsDecided(string heading, OrdersCount rule) => LifeTable.Below(heading).ShouldBe(
        from state in Enum.GetValues<OrderStatus>()
        from command in Commands
        let shop = ShopWith(state, rule)
        select (command.Key, LifeTable.Words($"{state}"), LifeTable.Cell(shop.Decide(command.Value(shop)), Accepted)));

    [Theory]
    [InlineData(OrdersCount.WhenPaid)]
    [InlineData(OrdersCount.WhenPlaced)]
    [InlineData(OrdersCount.WhenShipped)]
    public void States_OfTheTable_AreReached(OrdersCount rule)
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            ShopWith(status, rule).State.Status.ShouldBe(status);
        }
    }

    private static string Accepted(IReadOnlyList<OrderEvent> events) =>
        string.Join(", ", events.Select(happened => LifeTable.Words(happened.GetType().Name) + (happened.Counted is null ? "" : ", counts")));

    private static Shop ShopWith(OrderStatus status, OrdersCount rule)
    {
        var shop = new Shop(rule);
        switch (status)
        {
            case OrderStatus.Placed:
                shop.Do(shop.Place());
                break;
            case OrderStatus.Paid:
                shop.Do(shop.Place(paid: true));
                break;
            case OrderStatus.Shipped:
                shop.Do(shop.Place());
                shop.Do(shop.Ship());
                break;
            case OrderStatus.Complete:
                shop.Do(shop.Place(paid: true));
                shop.Do(shop.Ship());
                break;
            case OrderStatus.Cancelled:
                // Where orders count when they are placed none is ever cancelled, unless an earlier version of the plan said otherwise.
                shop.OrdersCount = OrdersCount.WhenShipped;
                shop.Do(shop.Place());
                shop.Do(shop.Cancel());
                shop.OrdersCount = rule;
                break;
            case OrderStatus.Refunded:
                shop.Do(shop.Place(paid: true));
                shop.Do(shop.Refund());
                break;
        }

        // A later moment, so that no command has the content of an earlier one.
        shop.Now += Duration.FromHours(1);
        return shop;
    }
}
