using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Compensation.Api.V1;

namespace Compensation.Bench.Goals;

/// <summary>Sends orders over one stream, so many of them unanswered at a time.</summary>
internal static class OrderStreamCaller
{
    /// <summary>Sends for a while and waits for all answers.</summary>
    /// <returns>Orders a second.</returns>
    public static async Task<double> RunAsync(UnaryCaller shop, OrderLoad load, int open, TimeSpan time)
    {
        using var places = new SemaphoreSlim(open);
        var sent = 0;
        var watch = Stopwatch.StartNew();
        using var content = new Orders(async stream =>
        {
            while (watch.Elapsed < time)
            {
                await places.WaitAsync();
                await stream.WriteAsync(UnaryCaller.Frame(new ProcessOrdersRequest { Item = ++sent, Place = load.Next() }));
                if (places.CurrentCount == 0)
                {
                    await stream.FlushAsync();
                }
            }

            await stream.FlushAsync();
        });
        using var response = await shop.OpenAsync("/compensation.v1.StorefrontService/ProcessOrders", content);
        await using var answers = await response.Content.ReadAsStreamAsync();
        var (header, answered) = (new byte[5], 0);
        while (await answers.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
            await answers.ReadExactlyAsync(message);
            if (ProcessOrdersResponse.Parser.ParseFrom(message) is { Error: { } error })
            {
                throw new InvalidOperationException($"{error}");
            }

            answered++;
            places.Release();
        }

        return answered == sent ? answered / watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"Of {sent} orders {answered} were answered.");
    }

    /// <summary>The request's body, as it is written.</summary>
    private sealed class Orders : HttpContent
    {
        private readonly Func<Stream, Task> write;

        public Orders(Func<Stream, Task> write)
        {
            this.write = write;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
