using System.IO.Compression;
using Compensation.Embedded.Grpc.Tests.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>Compressed messages, as gRPC's compression.md says.</summary>
public sealed class CompressionTests
{
    private static readonly (string, string) GzipIn = ("grpc-encoding", "gzip");
    private static readonly (string, string) GzipOut = ("grpc-accept-encoding", "identity,deflate, gzip");

    [Fact]
    public async Task Request_InGzip_IsRead()
    {
        await using var host = await GrpcHost.StartAsync(Sizes());
        using var client = new GrpcClient(host.Address);
        var message = new SimpleRequest { Payload = Script.Zeros(5000) }.ToByteArray();

        var answer = await client.SendAsync(Script.Unary, new ByteArrayContent(GrpcClient.Frame(Gzip(message), flag: 1)), GzipIn);

        answer.Messages(SimpleResponse.Parser).Single().Payload.Body.Length.ShouldBe(5000);
    }

    [Fact]
    public async Task Request_InGzip_MayHoldMessagesAsTheyAre()
    {
        await using var host = await GrpcHost.StartAsync(Sizes());
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest { Payload = Script.Zeros(7) }, GzipIn);

        answer.Messages(SimpleResponse.Parser).Single().Payload.Body.Length.ShouldBe(7);
    }

    [Fact]
    public async Task Request_InAnUnknownEncoding_IsUnimplementedAndToldWhatIsKnown()
    {
        await using var host = await GrpcHost.StartAsync(Sizes());
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest(), ("grpc-encoding", "snappy"));

        answer.Status.ShouldBe("12");
        answer.Header("grpc-accept-encoding").ShouldBe("identity,gzip");
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task Request_ThatIsNotCompressedAsItSays_IsAnInternalError(string encoding)
    {
        await using var host = await GrpcHost.StartAsync(Sizes());
        using var client = new GrpcClient(host.Address);

        var answer = await client.SendAsync(
            Script.Unary, new ByteArrayContent(GrpcClient.Frame([1, 2, 3], flag: 1)), ("grpc-encoding", encoding));

        answer.Status.ShouldBe("13");
    }

    [Fact]
    public async Task Request_ThatGrowsPastTheLimit_IsRefused()
    {
        await using var host = await GrpcHost.StartAsync(Sizes(), options => options.MaxReceiveMessageSize = 100_000);
        using var client = new GrpcClient(host.Address);

        // Ten million zeros are some ten thousand bytes of gzip.
        var bomb = Gzip(new SimpleRequest { Payload = Script.Zeros(10_000_000) }.ToByteArray());
        bomb.Length.ShouldBeLessThan(100_000);
        var answer = await client.SendAsync(Script.Unary, new ByteArrayContent(GrpcClient.Frame(bomb, flag: 1)), GzipIn);

        answer.Status.ShouldBe("8");
    }

    [Fact]
    public async Task Answer_ToACallerThatReadsGzip_IsCompressed()
    {
        await using var host = await GrpcHost.StartAsync(Sizes(), options => options.ResponseCompressionAlgorithm = "gzip");
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest { Payload = Script.Zeros(5000) }, GzipOut);

        answer.Header("grpc-encoding").ShouldBe("gzip");
        var (flag, bytes) = answer.Frames().Single();
        flag.ShouldBe((byte)1);
        bytes.Length.ShouldBeLessThan(500);
        SimpleResponse.Parser.ParseFrom(Gunzip(bytes)).Payload.Body.Length.ShouldBe(5000);
    }

    [Fact]
    public async Task Answer_ToACallerThatDoesNotReadGzip_IsAsItIs()
    {
        await using var host = await GrpcHost.StartAsync(Sizes(), options => options.ResponseCompressionAlgorithm = "gzip");
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest { Payload = Script.Zeros(50) }, ("grpc-accept-encoding", "br"));

        answer.Header("grpc-encoding").ShouldBeNull();
        answer.Frames().Single().Flag.ShouldBe((byte)0);
    }

    [Fact]
    public async Task Answer_WithoutAByte_IsNotCompressed()
    {
        // An empty gzip is not no bytes, as stock clients say who are told that no bytes are gzip.
        await using var host = await GrpcHost.StartAsync(new Script(), options => options.ResponseCompressionAlgorithm = "gzip");
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest(), GzipOut);

        var (flag, bytes) = answer.Frames().Single();
        (flag, bytes.Length).ShouldBe(((byte)0, 0));
    }

    [Fact]
    public async Task Stream_WithMessagesThatAreNotToBeCompressed_MixesBoth()
    {
        var script = new Script
        {
            OnOutput = async (_, responses, context) =>
            {
                await context.WriteResponseHeadersAsync([new("grpc-internal-encoding-request", "gzip")]);
                await responses.WriteAsync(Script.Out(1000));
                responses.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
                await responses.WriteAsync(Script.Out(2000));
                responses.WriteOptions = null;
                await responses.WriteAsync(Script.Out(3000));
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Output, new StreamingOutputCallRequest(), GzipOut);

        answer.Header("grpc-encoding").ShouldBe("gzip");
        answer.Header("grpc-internal-encoding-request").ShouldBeNull();
        var frames = answer.Frames().ToList();
        frames.Select(frame => (int)frame.Flag).ShouldBe([1, 0, 1]);
        frames.Select(frame => frame.Flag == 1 ? Gunzip(frame.Bytes) : frame.Bytes)
            .Select(bytes => StreamingOutputCallResponse.Parser.ParseFrom(bytes).Payload.Body.Length).ShouldBe([1000, 2000, 3000]);
    }

    [Fact]
    public async Task Host_WithAnUnknownAlgorithm_DoesNotStart()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => GrpcHost.StartAsync(Sizes(), options => options.ResponseCompressionAlgorithm = "brotli"));

        error.Message.ShouldBe("ResponseCompressionAlgorithm: \"brotli\" is not supported; use identity,gzip.");
    }

    /// <summary>Answers with as many zeros as came.</summary>
    private static Script Sizes() => new()
    {
        OnUnary = (request, _) => Task.FromResult(new SimpleResponse { Payload = Script.Zeros(request.Payload?.Body.Length ?? 0) }),
    };

    private static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static byte[] Gunzip(byte[] bytes)
    {
        var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
