using System.Net;
using Compensation.Embedded.Grpc.Tests.Interop;
using Compensation.Embedded.Grpc.Tests.Testing;
using Google.Protobuf;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>One message there, one back.</summary>
public sealed class UnaryTests
{
    [Fact]
    public async Task Call_OfAServedMethod_AnswersWithMessageAndStatus()
    {
        await using var host = await GrpcHost.StartAsync<InteropService>();
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(
            "/grpc.testing.TestService/UnaryCall", new SimpleRequest { ResponseSize = 3, Payload = new() { Body = ByteString.CopyFrom(1, 2) } });

        answer.HttpStatus.ShouldBe(HttpStatusCode.OK);
        answer.Header("content-type").ShouldBe("application/grpc");
        answer.Messages(SimpleResponse.Parser).ShouldHaveSingleItem().Payload.Body.Length.ShouldBe(3);
        answer.Status.ShouldBe("0");
        answer.IsTrailersOnly.ShouldBeFalse();
    }
}
