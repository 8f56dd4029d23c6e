using Compensation.Grains;
using Compensation.Grains.Orders;
using Compensation.Grains.Programmes;
using NodaTime;
using Orleans;
using Orleans.Runtime;

namespace Compensation.Bench.Comparators;

/// <summary>Hands out orders that decide like all others and write nothing: the way of an order without its commit.</summary>
internal sealed class UnwrittenOrders(IGrainFactory grains) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => grains.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => typeof(TGrainInterface) == typeof(IOrderGrain)
            ? (TGrainInterface)(object)new Unwritten(grains.GetGrain<IUnwrittenOrderGrain>(primaryKey))
            : grains.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => grains.GetGrain<TGrainInterface>(grainId);

    /// <summary>An order that can only be placed.</summary>
    private sealed class Unwritten(IUnwrittenOrderGrain order) : IOrderGrain
    {
        public Task<OrderAnswer> Place(PlaceRequest request) => order.Place(request);

        public Task<OrderAnswer> Pay(PayRequest request) => throw new NotSupportedException();

        public Task<OrderAnswer> Ship(ShipRequest request) => throw new NotSupportedException();

        public Task<OrderAnswer> Cancel(CancelRequest request) => throw new NotSupportedException();

        public Task<OrderAnswer> Refund(RefundRequest request) => throw new NotSupportedException();

        public Task<OrderView?> Read() => throw new NotSupportedException();
    }
}

/// <summary>Represents an order that decides and writes nothing.</summary>
internal interface IUnwrittenOrderGrain : IGrainWithStringKey
{
    /// <summary>Decides.</summary>
    Task<OrderAnswer> Place(PlaceRequest request);
}

/// <inheritdoc cref="IUnwrittenOrderGrain"/>
internal sealed class UnwrittenOrderGrain(ProgrammeDirectory programmes) : Grain, IUnwrittenOrderGrain
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
}
