using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Compensation.Bench.Grpc;

/// <summary>Sends the same order over one connection, so many at a time.</summary>
internal sealed class Caller(Uri address) : IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");

    private readonly HttpClient http = new() { BaseAddress = address };
    private readonly byte[] frame = Frame();

    public void Dispose() => http.Dispose();

    /// <summary>Calls a path for a while.</summary>
    public async Task<Measurement> RunAsync(string path, int atATime, TimeSpan time)
    {
        var calls = 0;
        var (bytes, work) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                await CallAsync(path);
                Interlocked.Increment(ref calls);
            }
        })));
        return new Measurement(
            calls / watch.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - work).TotalMicroseconds / calls,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)calls);
    }

    private static byte[] Frame()
    {
        var order = new Order
        {
            Id = "2026-07-000123",
            Seller = "seller-48151",
            Customer = "customer-62342",
            Amount = 12_345,
            Volume = 9_876,
            PlacedAt = 1_784_000_000,
        };
        var frame = new byte[5 + order.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), order.CalculateSize());
        order.WriteTo(frame.AsSpan(5));
        return frame;
    }

    private async Task CallAsync(string path)
    {
        var content = new ByteArrayContent(frame);
        content.Headers.ContentType = ContentType;
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        using var response = await http.SendAsync(request);
        await response.Content.CopyToAsync(Stream.Null);
        if (!response.TrailingHeaders.TryGetValues("grpc-status", out var status) || status.Single() != "0")
        {
            throw new InvalidOperationException($"{path} answered {response}.");
        }
    }
}
