using System.Net;
using System.Net.Http.Headers;
using Compensation.Embedded.Grpc.Tests.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>What becomes of requests that are none, and of handlers that fail. Expected is what gRPC's PROTOCOL-HTTP2.md and
/// statuscodes.md say.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcx")]
    public async Task Request_OfAnotherContentType_IsRefusedByHttpStatus(string contentType)
    {
        await using var host = await GrpcHost.StartAsync(new Script());
        using var client = new GrpcClient(host.Address);
        var content = GrpcClient.Frames(new SimpleRequest());
        var request = GrpcClient.Request(Script.Unary, content);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);

        var answer = await client.SendAsync(request);

        answer.HttpStatus.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        answer.Message!.ShouldContain(contentType);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task Request_OfGrpcWithMore_IsServed(string contentType)
    {
        await using var host = await GrpcHost.StartAsync(new Script());
        using var client = new GrpcClient(host.Address);
        var content = GrpcClient.Frames(new SimpleRequest());
        var request = GrpcClient.Request(Script.Unary, content);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        (await client.SendAsync(request)).Status.ShouldBe("0");
    }

    [Theory]
    [InlineData("/grpc.testing.TestService/NoSuchMethod", "Method is unimplemented.")]
    [InlineData("/grpc.testing.NoSuchService/UnaryCall", "Service is unimplemented.")]
    public async Task Request_OfUnknownPath_IsUnimplementedWithoutABody(string path, string message)
    {
        await using var host = await GrpcHost.StartAsync(new Script());
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(path, new SimpleRequest());

        answer.HttpStatus.ShouldBe(HttpStatusCode.OK);
        answer.IsTrailersOnly.ShouldBeTrue();
        answer.Status.ShouldBe("12");
        answer.Message.ShouldBe(message);
    }

    [Fact]
    public async Task Request_OfUnknownPathByAnotherClient_GetsTheHostsOwnAnswer()
    {
        await using var host = await GrpcHost.StartAsync(new Script());
        using var client = new GrpcClient(host.Address);
        var content = new StringContent("{}");
        var request = GrpcClient.Request("/a/b", content);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var answer = await client.SendAsync(request);

        answer.HttpStatus.ShouldBe(HttpStatusCode.NotFound);
        answer.Status.ShouldBeNull();
    }

    [Fact]
    public async Task Handler_ThatRefuses_AnswersInOneBlockOfHeaders()
    {
        var script = new Script
        {
            OnUnary = (_, _) => throw new RpcException(
                new Status(StatusCode.FailedPrecondition, "closed: 100% \u00fc\n"),
                new Metadata { { "grpc-status-details-bin", [1, 2, 3, 4] }, { "retry", "never" } }),
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest());

        answer.IsTrailersOnly.ShouldBeTrue();
        answer.Status.ShouldBe("9");

        // The percent sign is %25, u with two dots is C3 BC in UTF-8, a line's end is 0A.
        answer.Trailer("grpc-message").ShouldBe("closed: 100%25 %C3%BC%0A");
        answer.Trailer("retry").ShouldBe("never");

        // Bytes 01 02 03 04 in base64, unpadded.
        answer.Trailer("grpc-status-details-bin").ShouldBe("AQIDBA");
    }

    [Fact]
    public async Task Handler_ThatRefusesAfterAMessage_AnswersBehindIt()
    {
        var script = new Script
        {
            OnOutput = async (_, responses, _) =>
            {
                await responses.WriteAsync(Script.Out(1));
                throw new RpcException(new Status(StatusCode.Aborted, "enough"));
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Output, new StreamingOutputCallRequest());

        answer.Messages(StreamingOutputCallResponse.Parser).Count.ShouldBe(1);
        answer.Header("grpc-status").ShouldBeNull();
        answer.Trailer("grpc-status").ShouldBe("10");
        answer.Message.ShouldBe("enough");
    }

    [Theory]
    [InlineData(false, "Exception was thrown by handler.")]
    [InlineData(true, "Exception was thrown by handler. InvalidOperationException: the password is hunter2")]
    public async Task Handler_ThatFails_TellsDetailsOnlyWhereAskedTo(bool detailed, string message)
    {
        var script = new Script { OnUnary = (_, _) => throw new InvalidOperationException("the password is hunter2") };
        await using var host = await GrpcHost.StartAsync(script, options => options.EnableDetailedErrors = detailed);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest());

        answer.Status.ShouldBe("2");
        answer.Message.ShouldBe(message);
    }

    [Fact]
    public async Task Handler_ThatSetsAStatus_AnswersWithItAlone()
    {
        var script = new Script
        {
            OnUnary = (_, context) =>
            {
                context.Status = new Status(StatusCode.NotFound, "nobody");
                return Task.FromResult(new SimpleResponse());
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest());

        answer.Status.ShouldBe("5");
        answer.Frames().ShouldBeEmpty();
    }

    [Fact]
    public async Task Handler_WithoutAnAnswer_IsCancelled()
    {
        await using var host = await GrpcHost.StartAsync(new Script { OnUnary = (_, _) => Task.FromResult<SimpleResponse>(null!) });
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Unary, new SimpleRequest())).Status.ShouldBe("1");
    }

    /// <summary>A flag other than 0 and 1; a length without its bytes; half a header; a field number of 0; two messages; none.</summary>
    [Theory]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    public async Task Request_ThatIsNoMessage_IsAnInternalError(byte[] body)
    {
        var called = false;
        var script = new Script
        {
            OnUnary = (_, _) =>
            {
                called = true;
                return Task.FromResult(new SimpleResponse());
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        var answer = await client.SendAsync(Script.Unary, new ByteArrayContent(body));

        answer.Status.ShouldBe("13");
        answer.Message.ShouldNotBeNullOrEmpty();
        called.ShouldBeFalse();
    }

    [Fact]
    public async Task Request_OfALargeMessage_IsRefusedBeforeItsBytesCome()
    {
        await using var host = await GrpcHost.StartAsync(new Script(), options => options.MaxReceiveMessageSize = 100);
        using var client = new GrpcClient(host.Address);

        // The header announces 101 bytes that never come.
        var answer = await client.SendAsync(Script.Unary, new ByteArrayContent([0, 0, 0, 0, 101]));

        answer.Status.ShouldBe("8");
        answer.Message.ShouldBe("Received message exceeds the maximum configured message size: 101 bytes, and 100 are allowed.");
    }

    [Fact]
    public async Task Request_OfFourMebibytes_IsTheLargestUnlessSet()
    {
        await using var host = await GrpcHost.StartAsync(new Script());
        using var client = new GrpcClient(host.Address);

        // 4 MiB: the field's tags and lengths around the zeros take 10 bytes.
        (await client.CallAsync(Script.Unary, new SimpleRequest { Payload = Script.Zeros(4 * 1024 * 1024 - 10) })).Status.ShouldBe("0");
        (await client.CallAsync(Script.Unary, new SimpleRequest { Payload = Script.Zeros(4 * 1024 * 1024 - 9) })).Status.ShouldBe("8");
    }

    [Fact]
    public async Task Request_WithoutALimit_MayBeLargerThanHttpAllows()
    {
        var script = new Script
        {
            OnUnary = (request, _) => Task.FromResult(new SimpleResponse { Payload = Script.Zeros(request.Payload.Body.Length % 1000) }),
        };
        await using var host = await GrpcHost.StartAsync(script, options => options.MaxReceiveMessageSize = null);
        using var client = new GrpcClient(host.Address);

        // Kestrel's own limit of a body is 30,000,000 bytes.
        var answer = await client.CallAsync(Script.Unary, new SimpleRequest { Payload = Script.Zeros(40_000_123) });

        answer.Messages(SimpleResponse.Parser).Single().Payload.Body.Length.ShouldBe(123);
    }

    [Theory]
    [InlineData(Script.Unary)]
    [InlineData(Script.Output)]
    public async Task Answer_OfALargeMessage_IsRefusedAndNotSent(string path)
    {
        var script = new Script
        {
            OnUnary = (_, _) => Task.FromResult(new SimpleResponse { Payload = Script.Zeros(200) }),
            OnOutput = (_, responses, _) => responses.WriteAsync(Script.Out(200)),
        };
        await using var host = await GrpcHost.StartAsync(script, options => options.MaxSendMessageSize = 100);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(path, new SimpleRequest());

        answer.Status.ShouldBe("8");
        answer.IsTrailersOnly.ShouldBeTrue();
    }

    [Fact]
    public async Task ServiceOptions_OfOneService_AreOverThoseOfAll()
    {
        var script = new Script { OnUnary = (_, _) => throw new InvalidOperationException("why") };
        await using var host = await GrpcHost.StartAsync(
            script,
            options => (options.MaxReceiveMessageSize, options.EnableDetailedErrors) = (10, true),
            builder => Microsoft.Extensions.DependencyInjection.GrpcServicesExtensions.AddServiceOptions<ScriptedService>(
                Microsoft.Extensions.DependencyInjection.GrpcServicesExtensions.AddGrpc(builder.Services),
                own => own.MaxReceiveMessageSize = 1000));
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest { Payload = Script.Zeros(500) });

        answer.Status.ShouldBe("2");
        answer.Message!.ShouldContain("why");
    }

    [Fact]
    public async Task Host_WithoutGrpc_IsToldToAddIt()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<InvalidOperationException>(() => app.MapGrpcService<ScriptedService>()).Message.ShouldContain("AddGrpc");
    }

    [Fact]
    public async Task Mapping_OfAClassThatIsNoService_SaysSo()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(() => GrpcHost.StartAsync<Script>());

        error.Message.ShouldContain("is no gRPC service");
    }
}
