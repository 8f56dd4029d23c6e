using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>A caller made of an HTTP client and nothing of gRPC, so that every byte is the test's own.</summary>
internal sealed class GrpcClient(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    public void Dispose() => http.Dispose();

    /// <summary>A request of a method; nothing is sent yet.</summary>
    public static HttpRequestMessage Request(string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content ?? new ByteArrayContent([]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        return request;
    }

    /// <summary>Messages as they travel, one behind the other.</summary>
    public static ByteArrayContent Frames(params IMessage[] messages) => new([.. messages.SelectMany(message => Frame(message.ToByteArray()))]);

    /// <summary>A message as it travels: whether it is compressed, its length in four bytes, itself.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        return [flag, .. length, .. message];
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    public async Task<GrpcAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        return new GrpcAnswer(response, body);
    }

    /// <summary>Sends a request and reads the headers of the answer.</summary>
    public Task<HttpResponseMessage> BeginAsync(HttpRequestMessage request, CancellationToken cancellationToken = default) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Calls a method with one message.</summary>
    public Task<GrpcAnswer> CallAsync(string path, IMessage message, params (string Name, string Value)[] headers) =>
        SendAsync(path, Frames(message), headers);

    /// <summary>Calls a method with whatever bytes.</summary>
    public Task<GrpcAnswer> SendAsync(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        var request = Request(path, content);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return SendAsync(request);
    }
}
