using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Compensation.Bench.Goals;

/// <summary>Sends unary gRPC calls over one connection, with as little around them as there can be.</summary>
internal sealed class UnaryCaller : IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");

    private readonly HttpClient http;

    /// <summary>Opens the connection.</summary>
    /// <param name="address">The server.</param>
    /// <param name="token">The caller's token; null for none.</param>
    public UnaryCaller(Uri address, string? token = null)
    {
        // A close that lets orders go first answers after minutes.
        http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>A message as it travels.</summary>
    public static byte[] Frame(IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.CalculateSize());
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>Calls, and holds that it succeeds.</summary>
    public async Task<byte[]> CallAsync(string path, byte[] frame)
    {
        var content = new ByteArrayContent(frame);
        content.Headers.ContentType = ContentType;
        using var request = RequestOf(path, content);
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var trailers = response.TrailingHeaders.TryGetValues("grpc-status", out var status) || response.Headers.TryGetValues("grpc-status", out status)
            ? status.Single() : "none";
        return trailers == "0" ? answer
            : throw new InvalidOperationException($"{path} answered {trailers}: {string.Join(' ', response.TrailingHeaders)} {response.Headers}");
    }

    /// <summary>Begins a call whose messages are streamed.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, HttpContent content) => http.SendAsync(RequestOf(path, content),
        HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Calls, and reads the answer.</summary>
    public async Task<T> CallAsync<T>(string path, IMessage message)
        where T : IMessage<T>, new()
    {
        var answer = await CallAsync(path, Frame(message));
        return new MessageParser<T>(() => new T()).ParseFrom(answer, 5, answer.Length - 5);
    }

    private static HttpRequestMessage RequestOf(string path, HttpContent content) => new(HttpMethod.Post, path)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = content,
    };

    /// <summary>Calls for a while, so many calls at a time.</summary>
    /// <param name="path">The method.</param>
    /// <param name="atATime">How many.</param>
    /// <param name="time">For how long.</param>
    /// <param name="frameOf">The message of each call, by its number.</param>
    /// <param name="check">Holds that an answer is as it has to be; null where a call that succeeds says all.</param>
    public async Task<CallRates> RunAsync(string path, int atATime, TimeSpan time, Func<int, byte[]> frameOf, Action<byte[]>? check = null)
    {
        var calls = 0;
        var (bytes, work) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
        var waits = new List<double>[atATime];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(lane => Task.Run(async () =>
        {
            var own = waits[lane] = [];
            while (watch.Elapsed < time)
            {
                var frame = frameOf(Interlocked.Increment(ref calls));
                var start = Stopwatch.GetTimestamp();
                var answer = await CallAsync(path, frame);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                check?.Invoke(answer);
            }
        })));
        var sorted = waits.SelectMany(own => own).Order().ToList();
        return new CallRates(
            calls / watch.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - work).TotalMicroseconds / calls,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)calls,
            sorted[sorted.Count / 2],
            sorted[(int)(sorted.Count * 0.99)]);
    }
}

/// <summary>What calls took, caller and, where both are one process, server together.</summary>
/// <param name="Rate">Calls a second.</param>
/// <param name="Work">Processor time of a call, in microseconds; other programs on the machine disturb it less than the rate.</param>
/// <param name="Bytes">Bytes allocated for a call.</param>
/// <param name="Middle">The median time of a call, in milliseconds.</param>
/// <param name="Late">The time within which 99 of 100 calls are answered, in milliseconds.</param>
internal sealed record CallRates(double Rate, double Work, double Bytes, double Middle, double Late);
