using Compensation.Grains;
using Compensation.Grains.Orders;
using Compensation.Grains.Programmes;
using NodaTime;
using Orleans;

namespace Compensation.Bench.Comparators;

/// <summary>An order that decides like all others and writes nothing: the way of an order without its commit. It can only be placed.</summary>
internal sealed class UnwrittenOrderGrain(ProgrammeDirectory programmes) : Grain, IOrderGrain
{
    /// <inheritdoc/>
    public async Task<OrderAnswer> Place(PlaceRequest request)
    {
        DeactivateOnIdle();
        var key = OrderKey.Read(this.GetPrimaryKeyString());
        var programme = programmes.Of(key.Programme);
        var terms = await programme.TermsAsync();
        var command = new OrderCommand.Place(key.Order, request.Request, request.Storefront, Instant.FromUnixTimeMilliseconds(request.At), request.Seller,
            request.Customer, request.Lines, request.IsPaid);
        var decision = OrderDecider.Decide(
            OrderState.Absent, command, terms.ContextAt(programme.Now, (await programme.SellerAsync(request.Seller))?.Enrolled));
        return decision is Decision<OrderEvent>.Accepted { Events: [var happened] }
            ? new OrderAnswer { Kind = OrderAnswerKind.Done, Sequence = 1, Event = 1, Status = OrderState.Absent.Apply(happened).Status }
            : throw new InvalidOperationException($"{decision}");
    }

    /// <inheritdoc/>
    public Task<OrderAnswer> Pay(PayRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<OrderAnswer> Ship(ShipRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<OrderAnswer> Cancel(CancelRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<OrderAnswer> Refund(RefundRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<OrderView?> Read(CancellationToken cancellation = default) => throw new NotSupportedException();
}
