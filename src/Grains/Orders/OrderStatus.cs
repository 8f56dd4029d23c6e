namespace Compensation.Grains.Orders;

/// <summary>Where an order stands.</summary>
public enum OrderStatus
{
    /// <summary>It was never placed.</summary>
    Absent,

    /// <summary>Placed, neither paid nor shipped.</summary>
    Placed,

    /// <summary>Paid, not shipped.</summary>
    Paid,

    /// <summary>Shipped, not paid (cash on delivery).</summary>
    Shipped,

    /// <summary>Paid and shipped.</summary>
    Complete,

    /// <summary>Cancelled before it counted: it never counts.</summary>
    Cancelled,

    /// <summary>Refunded until nothing was left.</summary>
    Refunded,
}
