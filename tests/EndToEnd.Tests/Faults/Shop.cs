using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Compensation.EndToEnd.Tests.Faults;

/// <summary>A shop that sends what it has to send until it is acknowledged, whatever happens meanwhile; always the same request.</summary>
/// <param name="address">Where the program serves.</param>
/// <param name="authorization">The shop's token.</param>
/// <param name="name">What the ids of its orders begin with.</param>
/// <param name="sellers">Who is credited, in turn.</param>
/// <param name="tally">Where acknowledgements are noted.</param>
/// <param name="volumes">The volumes of an order's line; PV where none is named.</param>
internal sealed class Shop(
    Uri address, string authorization, string name, IReadOnlyList<string> sellers, Tally tally, params string[] volumes) : IDisposable
{
    private const int Unpaid = 5;
    private const int Refunded = 7;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly string[] fields = volumes is [] ? ["PV"] : volumes;
    private readonly ApiClient client = new(address, authorization);
    private int orders;

    public void Dispose() => client.Dispose();

    /// <summary>Places orders one after the other, each another amount; every fifth is paid later, every seventh taken back.</summary>
    /// <param name="isTwice">Whether each request is sent twice at once, and then once more.</param>
    /// <param name="pause">How long to wait after each order.</param>
    /// <param name="stop">Ends it behind an order that is acknowledged.</param>
    public async Task SellAsync(bool isTwice, TimeSpan pause, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref orders);
            var place = Order(number, isPaid: number % Unpaid != 0);
            await SendAsync("PlaceOrder", place, place.IdempotencyKey, isTwice);
            tally.Count(place.Seller, UnitsOf(number));
            if (!place.Paid)
            {
                var pay = new PayOrderRequest { IdempotencyKey = "p-" + place.Order, Order = place.Order, At = place.Placed };
                await SendAsync("PayOrder", pay, pay.IdempotencyKey, isTwice);
            }

            if (number % Refunded == 0)
            {
                var refund = new RefundOrderRequest { IdempotencyKey = "r-" + place.Order, Order = place.Order, At = place.Placed };
                await SendAsync("RefundOrder", refund, refund.IdempotencyKey, isTwice);
                tally.Count(place.Seller, -UnitsOf(number));
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, CancellationToken.None);
            }
        }
    }

    /// <summary>Sends orders on a stream without end, and never reads an answer.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task NeverReadAsync(CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/compensation.v1.StorefrontService/ProcessOrders")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new EndlessContent(() => new ProcessOrdersRequest { Place = Order(Interlocked.Increment(ref orders), isPaid: false) }, stop),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.TryAddWithoutValidation("authorization", authorization);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException)
        {
            // It has ended, or what it was told has: nobody reads that either.
        }
    }

    private static long UnitsOf(int number) => 10_000 + number;

    private PlaceOrderRequest Order(int number, bool isPaid)
    {
        var order = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
        return new PlaceOrderRequest
        {
            IdempotencyKey = "o-" + order,
            Order = order,
            Seller = sellers[number % sellers.Count],
            Placed = TimeProvider.System.GetUtcNow().ToTimestamp(),
            Paid = isPaid,
            Lines =
            {
                new OrderLine
                {
                    Line = 1,
                    Values = { fields.Select(field => new FieldValue { Field = field, Quantity = new Quantity { Units = UnitsOf(number), Decimals = 2 } }) },
                },
            },
        };
    }

    private async Task SendAsync(string method, IMessage request, string key, bool isTwice)
    {
        if (isTwice)
        {
            await Task.WhenAll(SendAsync(method, request, key), SendAsync(method, request, key));
        }

        await SendAsync(method, request, key);
    }

    private async Task SendAsync(string method, IMessage request, string key)
    {
        while (true)
        {
            try
            {
                var answer = await client.CallAsync<OrderResponse>($"StorefrontService/{method}", request, Deadline);
                tally.Acknowledge(key, answer.Receipt.Sequence);
                return;
            }
            catch (CallFailedException refused) when (refused.Code is not (StatusCode.Unavailable or StatusCode.DeadlineExceeded
                or StatusCode.ResourceExhausted or StatusCode.Cancelled))
            {
                tally.Complain($"{method} {key}: {refused.Message}");
                return;
            }
            catch (Exception error) when (error is CallFailedException or HttpRequestException or IOException or InvalidOperationException)
            {
                // Not known what became of it: the same again. A call that the server's end cuts off has no status.
                tally.Fail();
                await Task.Delay(Pause);
            }
        }
    }

    private sealed class EndlessContent(Func<IMessage> next, CancellationToken stop) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            while (!stop.IsCancellationRequested)
            {
                await stream.WriteAsync(ApiClient.Frame(next()), stop);
                await stream.FlushAsync(stop);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
