using Compensation.Grains.Periods;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Grains.Orders;

/// <summary>Represents what a decision about an order knows beside the order itself.</summary>
/// <param name="Periods">The plan's calendar and which periods are open.</param>
/// <param name="OrdersCount">With which event an order begins to count under the plan.</param>
/// <param name="Fields">The programme's fields of order lines, by number.</param>
/// <param name="Recorded">Now, by the ledger's clock: never before anything that is recorded already.</param>
public sealed record OrderContext(KnownPeriods Periods, OrdersCount OrdersCount, IReadOnlyList<LineField> Fields, Instant Recorded)
{
    /// <summary>When the seller of an order that is placed joined; null where the seller is not known. Other commands do not read it.</summary>
    public Instant? Enrolled { get; init; }

    /// <summary>Within how many days of its placing an order may be refunded; 0: without limit.</summary>
    public int RefundsWithinDays { get; init; }

    /// <summary>What is taken at all.</summary>
    public OrderLimits Limits { get; init; } = OrderLimits.Usual;
}

/// <summary>Represents the limits within which orders are taken.</summary>
public sealed record OrderLimits
{
    /// <summary>The limits of which none is set.</summary>
    public static OrderLimits Usual { get; } = new();

    /// <summary>How far the storefronts' clocks may be ahead of the ledger's.</summary>
    /// <value>5 minutes unless it is set; from 0 to a day.</value>
    public Duration Ahead { get; init; } = Duration.FromMinutes(5);

    /// <summary>How long ago an order may have been placed. Older ones come in by import.</summary>
    /// <value>400 days unless it is set.</value>
    public Duration Back { get; init; } = Duration.FromDays(400);

    /// <summary>The most lines of an order.</summary>
    /// <value>1,000 unless it is set.</value>
    public int Lines { get; init; } = 1000;
}
