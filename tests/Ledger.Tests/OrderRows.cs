using Compensation.Rules.Closing;

namespace Compensation.Ledger.Tests;

internal static class OrderRows
{
    /// <summary>The columns without what lies beyond their count, as tests compare them.</summary>
    public static OrderColumns Cut(this OrderColumns orders) => new()
    {
        Ids = orders.Ids,
        Seller = orders.Seller[..orders.Count],
        Customer = orders.Customer?[..orders.Count],
        Customers = orders.Customers,
        Placed = orders.Placed,
        Recorded = orders.Recorded,
        Volumes = orders.Volumes,
        Attributes = orders.Attributes,
    };
}
