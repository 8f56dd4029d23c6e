using Compensation.Api.V1;
using Grpc.Core;

namespace Compensation.Bench.Goals;

/// <summary>Answers a shop's orders and does nothing with them: what is left is what a call by gRPC takes, its messages included.</summary>
internal sealed class UntakenOrders : StorefrontService.StorefrontServiceBase
{
    public override Task<OrderResponse> PlaceOrder(PlaceOrderRequest request, ServerCallContext context) => Task.FromResult(new OrderResponse
    {
        Receipt = new Receipt { Sequence = 1 },
        Status = OrderStatus.Paid,
        Period = "2026-07",
        Credited = { new CreditShare { Seller = request.Seller } },
    });
}
