using Compensation.Grains.Orders;
using Compensation.Grains.Periods;
using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using NodaTime.Text;
using Shouldly;

namespace Compensation.Grains.Tests.Orders;

/// <summary>A storefront with one order, whose commands and events tests write shortly.</summary>
/// <remarks>Months in UTC with a cut-off of 5 days. Lines have PV, CV (both with two decimals) and a category.</remarks>
internal sealed class Shop(OrdersCount ordersCount = OrdersCount.WhenPaid)
{
    public const string Order = "O1";

    public static readonly LineField[] Fields = [new("PV", 2, true), new("CV", 2, true), new("category", 0, false)];

    public static readonly PlanCalendar Calendar = new(new CalendarDocument(), DateTimeZone.Utc, 5);

    private int requests;

    public OrderState State { get; private set; } = OrderState.Absent;

    /// <summary>Now, by the ledger's clock.</summary>
    public Instant Now { get; set; } = At("2026-01-10T12:01:00Z");

    public OrdersCount OrdersCount { get; set; } = ordersCount;

    public Instant? Enrolled { get; set; } = At("2025-06-01T00:00:00Z");

    public int RefundsWithinDays { get; set; }

    public List<(string Period, PeriodStatus Status)> Periods { get; } = [("2026-01", PeriodStatus.Open)];

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    public static OrderLine Line(int number, params long?[] values) => new(number, values);

    public static KnownPeriods Known(IEnumerable<(string Period, PeriodStatus Status)> periods) =>
        new(Calendar, periods.Select(period => (Calendar.Find(period.Period)!, period.Status)));

    public OrderCommand.Place Place(bool paid = false, string at = "2026-01-10T12:00:00Z", params OrderLine[] lines) => new(
        Order, Request(), "shop", At(at), "A1", "C1", lines is [] ? [Line(1, 1000, 800, 3), Line(2, 500, null, 1)] : lines, paid);

    public OrderCommand.Pay Pay() => new(Order, Request(), "shop", Now);

    public OrderCommand.Ship Ship() => new(Order, Request(), "shop", Now);

    public OrderCommand.Cancel Cancel() => new(Order, Request(), "shop", Now, "changed mind");

    public OrderCommand.Refund Refund(params OrderLine[] lines) => new(Order, Request(), "shop", Now, lines is [] ? null : lines, "returned");

    public Decision<OrderEvent> Decide(OrderCommand command) => OrderDecider.Decide(State, command,
        new OrderContext(Known(Periods), OrdersCount, Fields, Now) { Enrolled = Enrolled, RefundsWithinDays = RefundsWithinDays });

    /// <summary>Decides and, if the command is accepted, applies its event.</summary>
    public OrderEvent Do(OrderCommand command)
    {
        var happened = Decide(command).ShouldBeAccepted().ShouldHaveSingleItem();
        State = State.Apply(happened);
        return happened;
    }

    private string Request() => $"r{++requests}";
}
