using Compensation.Grains.Orders;
using Orleans;
using Orleans.Runtime;

namespace Compensation.Bench.Comparators;

/// <summary>Hands out grains, and of the two classes of orders that this program has always the same.</summary>
/// <param name="grains">The silo's grains.</param>
/// <param name="isWritten">Whether orders are written; else they decide only.</param>
internal sealed class OrdersOfClass(IGrainFactory grains, bool isWritten) : IGrainFactory
{
    private readonly string order = (isWritten ? typeof(OrderGrain) : typeof(UnwrittenOrderGrain)).FullName!;

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => grains.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        grains.GetGrain<TGrainInterface>(primaryKey, typeof(TGrainInterface) == typeof(IOrderGrain) ? order : grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => grains.GetGrain<TGrainInterface>(grainId);
}
