using Compensation.Grains;
using Compensation.Ledger.Store;

namespace Compensation.Simulation.Tests;

/// <summary>An event that the ledger must have.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Request">The request that caused it.</param>
/// <param name="Units">What it brings to the period, or takes from it, line by line; empty for nothing.</param>
/// <param name="At">When, by the storefront's word.</param>
/// <param name="Counts">Whether it counts in a period.</param>
internal sealed record ModelEvent(OrderEventKind Kind, string Request, long[] Units, long At, bool Counts)
{
    /// <summary>The place in the ledger and the period that the answer told.</summary>
    public (long Sequence, string? Period) Told { get; set; }
}

/// <summary>An order as its storefront knows it: a second, simple account of what <c>docs/concepts/orders-and-periods.md</c> says of orders that count when
/// paid.</summary>
internal sealed class ModelOrder(string id, int seller, string? customer, long placedAt, long[] units)
{
    public string Id => id;

    public int Seller => seller;

    public string? Customer => customer;

    public long PlacedAt => placedAt;

    public long[] Units => units;

    public long[] Left { get; } = [.. units];

    public List<ModelEvent> Events { get; } = [];

    public bool IsPaid { get; private set; }

    private bool IsCancelled => Events is [.., { Kind: OrderEventKind.Cancelled }];

    private bool IsEmpty => IsPaid && Left.All(left => left == 0);

    /// <summary>Why the order takes no payment, shipment or refund any more.</summary>
    private RefusalCode? IsOver => IsCancelled ? RefusalCode.Cancelled : IsEmpty ? RefusalCode.Refunded : null;

    public ModelEvent Place(string request, bool paid)
    {
        IsPaid = paid;
        return Add(new ModelEvent(paid ? OrderEventKind.Paid : OrderEventKind.Placed, request, [.. units], placedAt, paid));
    }

    public RefusalCode? WhyNoPayment() => IsOver ?? (IsPaid ? RefusalCode.AlreadyPaid : null);

    public ModelEvent Pay(string request, long at)
    {
        IsPaid = true;
        return Add(new ModelEvent(OrderEventKind.Paid, request, [.. Left], at, true));
    }

    public RefusalCode? WhyNoRefund(long[] back) => IsOver
        ?? (!IsPaid ? RefusalCode.NotPaid : back.Where((taken, line) => taken > Left[line]).Any() ? RefusalCode.MoreThanLeft : null);

    public ModelEvent Refund(string request, long at, long[] back)
    {
        for (var line = 0; line < back.Length; line++)
        {
            Left[line] -= back[line];
        }

        return Add(new ModelEvent(OrderEventKind.Refunded, request, back, at, true));
    }

    public RefusalCode? WhyNoCancellation() => IsOver;

    public ModelEvent Cancel(string request, long at) =>
        IsPaid ? Refund(request, at, [.. Left]) : Add(new ModelEvent(OrderEventKind.Cancelled, request, [], at, false));

    private ModelEvent Add(ModelEvent happened)
    {
        Events.Add(happened);
        return happened;
    }
}
