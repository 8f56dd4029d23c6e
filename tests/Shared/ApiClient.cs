using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace Compensation.Testing;

/// <summary>A call that ended with another status than OK.</summary>
internal sealed class CallFailedException(Status status) : Exception($"{(StatusCode)status.Code}: {status.Message}")
{
    public StatusCode Code => (StatusCode)Status.Code;

    public Status Status { get; } = status;

    /// <summary>The reason of its error info; empty where there is none.</summary>
    public string Reason => Detail<ErrorInfo>()?.Reason ?? "";

    public T? Detail<T>() where T : class, IMessage<T>, new() =>
        Status.Details.Select(detail => detail.TryUnpack(out T message) ? message : null).FirstOrDefault(message => message is not null);
}

/// <summary>A caller of the API: generated messages over an HTTP client, and nothing of our gRPC.</summary>
/// <param name="address">Where the API is served.</param>
/// <param name="authorization">The metadata <c>authorization</c>; null for none.</param>
/// <param name="trusts">Whether a server's certificate is trusted; null for what the machine trusts.</param>
internal sealed class ApiClient(Uri address, string? authorization, RemoteCertificateValidationCallback? trusts = null) : IDisposable
{
    private const int HeadLength = 5;

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trusts },
    })
    { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => http.Dispose();

    /// <summary>Calls a method with one message there and one back.</summary>
    /// <param name="method">Its service and name, such as <c>SellerService/GetProfile</c>; with the package where it is another one.</param>
    /// <param name="request">The request.</param>
    /// <param name="deadline">How long to wait; null forever.</param>
    public async Task<TResponse> CallAsync<TResponse>(string method, IMessage request, TimeSpan? deadline = null)
        where TResponse : class, IMessage<TResponse>, new()
    {
        TResponse? answer = null;
        await foreach (var message in StreamAsync<TResponse>(method, request, deadline))
        {
            answer = message;
        }

        return answer ?? throw new InvalidOperationException($"{method} answered OK and nothing.");
    }

    /// <summary>Calls a method with one message there and many back.</summary>
    public IAsyncEnumerable<TResponse> StreamAsync<TResponse>(string method, IMessage request, TimeSpan? deadline = null,
        CancellationToken cancellation = default)
        where TResponse : class, IMessage<TResponse>, new() =>
        SendAsync<TResponse>(method, new ByteArrayContent(Frame(request)), deadline, cancellation);

    /// <summary>Calls a method with many messages there and many back, both at the same time.</summary>
    public IAsyncEnumerable<TResponse> ExchangeAsync<TRequest, TResponse>(
        string method, ChannelReader<TRequest> requests, CancellationToken cancellation = default)
        where TRequest : IMessage
        where TResponse : class, IMessage<TResponse>, new() =>
        SendAsync<TResponse>(method, new FlowingContent<TRequest>(requests), null, cancellation);

    /// <summary>A message as it travels.</summary>
    public static byte[] Frame(IMessage message)
    {
        var bytes = message.ToByteArray();
        var frame = new byte[HeadLength + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), bytes.Length);
        bytes.CopyTo(frame, HeadLength);
        return frame;
    }

    private async IAsyncEnumerable<TResponse> SendAsync<TResponse>(
        string method, HttpContent content, TimeSpan? deadline, [EnumeratorCancellation] CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, method.Contains('.') ? $"/{method}" : $"/compensation.v1.{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", "gzip");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("authorization", authorization);
        }

        if (deadline is { } patience)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", $"{(long)patience.TotalMilliseconds}m");
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        while (await ReadAsync(body, cancellation) is { } bytes)
        {
            var message = new TResponse();
            message.MergeFrom(bytes);
            yield return message;
        }

        Check(response);
    }

    /// <summary>The next message; null at the end.</summary>
    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken cancellation)
    {
        var head = new byte[HeadLength];
        var read = await body.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellation);
        if (read == 0)
        {
            return null;
        }

        var bytes = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
        await body.ReadExactlyAsync(bytes, cancellation);
        if (head[0] == 0)
        {
            return bytes;
        }

        using var unpacked = new MemoryStream();
        await using var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        await packed.CopyToAsync(unpacked, cancellation);
        return unpacked.ToArray();
    }

    private static void Check(HttpResponseMessage response)
    {
        var trailers = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : (HttpHeaders)response.Headers;
        var code = trailers.TryGetValues("grpc-status", out var found) ? int.Parse(found.First(), System.Globalization.CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"No grpc-status, HTTP {(int)response.StatusCode}.");
        if (code == 0)
        {
            return;
        }

        var message = trailers.TryGetValues("grpc-message", out var text) ? Uri.UnescapeDataString(text.First()) : "";
        throw new CallFailedException(trailers.TryGetValues("grpc-status-details-bin", out var details)
            ? Status.Parser.ParseFrom(Convert.FromBase64String(Padded(details.First())))
            : new Status { Code = code, Message = message });
    }

    private static string Padded(string text) => text.PadRight((text.Length + 3) / 4 * 4, '=');

    private sealed class FlowingContent<TRequest>(ChannelReader<TRequest> requests) : HttpContent
        where TRequest : IMessage
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await foreach (var request in requests.ReadAllAsync())
            {
                await stream.WriteAsync(Frame(request));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
