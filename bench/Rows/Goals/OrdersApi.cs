using Grpc.Core;

namespace Compensation.Bench.Goals;

/// <summary>Takes an order and does nothing with it.</summary>
internal sealed class OrdersApi : Orders.OrdersBase
{
    public override Task<Placed> Place(Order request, ServerCallContext context) => Task.FromResult(Answer(request));

    /// <summary>The answer to an order.</summary>
    public static Placed Answer(Order order) => new() { Id = order.Id, Sequence = order.Amount };
}
