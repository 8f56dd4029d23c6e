using Compensation.Embedded.Grpc.Tests.Interop;
using Compensation.Embedded.Grpc.Tests.Testing;
using Google.Protobuf;
using Xunit.Abstractions;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>Requests that chance has broken: each gets some status of gRPC, and the host goes on serving.</summary>
[Trait("Category", "Fuzz")]
public sealed class BrokenRequestTests(ITestOutputHelper output)
{
    private const int Requests = 400;

    private static readonly string[] Paths = [Script.Unary, Script.Input, Script.Output, Script.Duplex];

    private static readonly string[] Headers = ["grpc-timeout", "grpc-encoding", "grpc-accept-encoding", "some-bin", "x-grpc-test-echo-trailing-bin"];

    private static readonly string[] Values = ["", "gzip", "identity", "5S", "1n", "0S", "99999999H", "AA==", "A", "%", ",", "snappy", "-1m"];

    [Fact]
    public async Task Requests_BrokenByChance_GetAStatus()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var host = await GrpcHost.StartAsync<InteropService>(options => options.MaxReceiveMessageSize = 5_000);
        using var client = new GrpcClient(host.Address);
        for (var count = 0; count < Requests; count++)
        {
            var header = (Pick(random, Headers), Pick(random, Values));

            var answer = await client.SendAsync(Pick(random, Paths), new ByteArrayContent(Body(random)), header).Soon();

            ((int)answer.HttpStatus).ShouldBe(200);
            int.Parse(answer.Status!).ShouldBeInRange(0, 16);
        }

        (await client.CallAsync(Script.Unary, new SimpleRequest { ResponseSize = 5 })).Messages(SimpleResponse.Parser).Single()
            .Payload.Body.Length.ShouldBe(5);
    }

    [Fact]
    public async Task Message_WhosePartSaysThatItHasTwoGigabytes_IsNoMessage()
    {
        await using var host = await GrpcHost.StartAsync<InteropService>();
        using var client = new GrpcClient(host.Address);

        // Field 3, the payload, a message of 2,147,483,647 bytes.
        var answer = await client.SendAsync(Script.Unary, new ByteArrayContent(GrpcClient.Frame([0x1A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]))).Soon();

        answer.Status.ShouldBe("13", "as gRPC's table of statuses has it for a request that cannot be parsed");
    }

    /// <summary>One to three messages, with some bytes replaced, and perhaps cut off.</summary>
    private static byte[] Body(Random random)
    {
        var messages = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new SimpleRequest
        {
            ResponseSize = random.Next(100),
            Payload = Script.Zeros(random.Next(6_000)),
            ResponseStatus = new() { Code = random.Next(17) },
        });
        var body = messages.SelectMany(message => GrpcClient.Frame(message.ToByteArray(), (byte)(random.Next(4) == 0 ? 1 : 0))).ToArray();
        for (var count = random.Next(4); count > 0; count--)
        {
            body[random.Next(Math.Min(body.Length, 40))] = (byte)random.Next(256);
        }

        return random.Next(3) == 0 ? body[..random.Next(body.Length)] : body;
    }

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}
