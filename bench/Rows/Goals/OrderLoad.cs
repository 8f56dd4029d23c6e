using Compensation.Api.V1;
using Google.Protobuf.WellKnownTypes;
using NodaTime;

namespace Compensation.Bench.Goals;

/// <summary>Orders as a shop sends them, each with an id of its own.</summary>
internal sealed class OrderLoad(IClock clock, int sellers, Func<int, string> seller)
{
    private int next;

    /// <summary>The method that places one.</summary>
    public const string Place = "/compensation.v1.StorefrontService/PlaceOrder";

    /// <summary>The next order.</summary>
    public PlaceOrderRequest Next()
    {
        var number = Interlocked.Increment(ref next);
        return new PlaceOrderRequest
        {
            IdempotencyKey = $"k{number}",
            Order = $"W-{number}",
            Seller = seller(number % sellers),
            Placed = Timestamp.FromDateTime(clock.GetCurrentInstant().ToDateTimeUtc()),
            Paid = true,
            Lines =
            {
                new OrderLine
                {
                    Line = 1,
                    Values = { Volume("PV", 80_00), Volume("CV", 60_00) },
                },
            },
        };
    }

    /// <summary>Places orders for a while, one by one.</summary>
    public Task<CallRates> RunAsync(UnaryCaller shop, int atATime, TimeSpan time) => shop.RunAsync(Place, atATime, time, _ => UnaryCaller.Frame(Next()));

    private static FieldValue Volume(string field, long units) => new() { Field = field, Quantity = new Quantity { Units = units, Decimals = 2 } };
}
