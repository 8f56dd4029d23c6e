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

    /// <summary>Places orders for a while, so many in each call.</summary>
    /// <returns>Orders a second.</returns>
    public async Task<double> InCallsAsync(UnaryCaller shop, int size, int atATime, TimeSpan time)
    {
        var calls = await shop.RunAsync("/compensation.v1.StorefrontService/PlaceOrders", atATime, time,
            _ => UnaryCaller.Frame(new PlaceOrdersRequest { Orders = { Enumerable.Range(0, size).Select(_ => Next()) } }), Check);
        return size * calls.Rate;
    }

    private static void Check(byte[] answer)
    {
        var outcomes = PlaceOrdersResponse.Parser.ParseFrom(answer, 5, answer.Length - 5).Outcomes;
        if (outcomes.FirstOrDefault(outcome => outcome.Error is not null) is { } failed)
        {
            throw new InvalidOperationException($"{failed.Error}");
        }
    }

    private static FieldValue Volume(string field, long units) => new() { Field = field, Quantity = new Quantity { Units = units, Decimals = 2 } };
}
