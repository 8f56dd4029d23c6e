using Compensation.Ledger.Store;

namespace Compensation.Bench;

/// <summary>The rows of a made-up company: a tree in which seller n stands below seller n / 5, a period, and orders.</summary>
internal static class Company
{
    private const long January = 1_767_225_600_000;

    public static SellerRow Seller(int programme, int seller, long sequence) => new()
    {
        Programme = programme,
        Seller = seller,
        Id = $"S{seller:D7}",
        Enrolled = January,
        Recorded = January,
        Sequence = sequence,
        Values = [1, 20_000],
    };

    public static EdgeRow Edge(int programme, int tree, int seller, long sequence, int change = 1, int? parent = null) => new()
    {
        Programme = programme,
        Tree = tree,
        Seller = seller,
        Change = change,
        Parent = parent ?? (seller == 0 ? null : seller / 5),
        Effective = January,
        Recorded = January,
        Sequence = sequence,
        Who = "import",
    };

    public static OrderEventRow Order(int programme, int storefront, int order, int seller, long sequence) => new()
    {
        Programme = programme,
        Sequence = sequence,
        OrderId = $"O{order:D8}",
        Event = 1,
        Kind = OrderEventKind.Paid,
        Storefront = storefront,
        Seller = seller,
        At = January + order,
        Recorded = January + order,
        Counts = January + order,
        Known = January + order,
        Period = 1,
        Lines = 1,
        Values = [12_345, 10_000, null],
    };

    public static PlanVersionRow Plan(int programme) => new()
    {
        Programme = programme,
        Version = 1,
        Text = "",
        Hash = [],
        Effective = 0,
        Published = 0,
        Who = "import",
        Sequence = 0,
    };

    public static PeriodRow Period(int programme) => new()
    {
        Programme = programme,
        Period = 1,
        Name = "2026-01",
        FirstDay = 20_454,
        LastDay = 20_484,
        Starts = January,
        Ends = January + 1,
        Cutoff = January + 1,
        PlanVersion = 1,
    };

    public static PeriodEventRow Opened(int programme) => new()
    {
        Programme = programme,
        Period = 1,
        Event = 1,
        Kind = "opened",
        State = PeriodEventRow.Open,
        Who = "import",
        At = January,
        Reason = "",
        Sequence = 0,
    };
}
