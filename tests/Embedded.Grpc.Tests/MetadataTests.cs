using Compensation.Embedded.Grpc.Tests.Testing;
using Grpc.Core;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>What travels before and behind the messages.</summary>
public sealed class MetadataTests
{
    [Theory]
    [InlineData("AQIDBA==", "01020304")]
    [InlineData("AQIDBA", "01020304")]
    [InlineData("AQI", "0102")]
    [InlineData("", "")]
    [InlineData("AQID,BA", "010203|04")]
    [InlineData("AQI=, AwQ=", "0102|0304")]
    public async Task Request_WithBytes_IsReadWithAndWithoutPaddingAndJoined(string header, string expected)
    {
        var seen = await SeenAsync(("some-bin", header));

        string.Join('|', seen.GetAll("some-bin").Select(entry => Convert.ToHexString(entry.ValueBytes))).ShouldBe(expected);
        seen.GetAll("some-bin").ShouldAllBe(entry => entry.IsBinary);
    }

    [Fact]
    public async Task Request_WithHeaders_GivesAllButTheProtocolsOwn()
    {
        var seen = await SeenAsync(("X-Custom", "one"), ("x-other", "two"), ("grpc-timeout", "1H"), ("grpc-accept-encoding", "gzip"));

        seen.Select(entry => entry.Key).ShouldBe(["x-custom", "x-other"], ignoreOrder: true);
        seen.GetValue("X-CUSTOM").ShouldBe("one");
    }

    [Fact]
    public async Task Request_WithBytesThatAreNone_IsAnInternalErrorThatNamesThem()
    {
        await using var host = await GrpcHost.StartAsync(Reading([]));
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest(), ("some-bin", "%%%"));

        answer.Status.ShouldBe("13");
        answer.Message!.ShouldContain("some-bin");
    }

    [Fact]
    public async Task Answer_WithMetadata_HasItBeforeAndBehind()
    {
        var script = new Script
        {
            OnUnary = async (_, context) =>
            {
                context.ResponseTrailers.Add("after", "a");
                context.ResponseTrailers.Add("after", "b");
                context.ResponseTrailers.Add("after-bin", [255, 254]);
                await context.WriteResponseHeadersAsync([new("before", "c"), new("before-bin", [0])]);
                return new SimpleResponse();
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest());

        answer.Header("before").ShouldBe("c");

        // 00 is AA in base64, FF FE is //4; both unpadded.
        answer.Header("before-bin").ShouldBe("AA");
        answer.Header("after").ShouldBeNull();
        answer.Trailer("after").ShouldBe("a,b");
        answer.Trailer("after-bin").ShouldBe("//4");
        answer.Status.ShouldBe("0");
    }

    [Fact]
    public async Task Answer_WithHeadersTwice_Fails()
    {
        Exception? error = null;
        var script = new Script
        {
            OnUnary = async (_, context) =>
            {
                await context.WriteResponseHeadersAsync([]);
                error = await Record.ExceptionAsync(() => context.WriteResponseHeadersAsync([]));
                return new SimpleResponse();
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Unary, new SimpleRequest())).Status.ShouldBe("0");

        error.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Answer_WithATrailerThatCannotTravel_IsAnInternalError()
    {
        var script = new Script
        {
            OnUnary = (_, context) =>
            {
                context.ResponseTrailers.Add("after", "snow\u2603man");
                return Task.FromResult(new SimpleResponse());
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Unary, new SimpleRequest())).Status.ShouldBe("13");
    }

    [Fact]
    public async Task Context_OfACall_TellsWhoCallsWhat()
    {
        ServerCallContext? seen = null;
        var script = new Script
        {
            OnUnary = (_, context) =>
            {
                seen = context;
                context.Peer.ShouldMatch(@"^ipv4:127\.0\.0\.1:\d+$");
                context.Host.ShouldStartWith("127.0.0.1:");
                context.Deadline.ShouldBe(DateTime.MaxValue);
                context.AuthContext.IsPeerAuthenticated.ShouldBeFalse();
                context.GetHttpContext().Request.Path.Value.ShouldBe(Script.Unary);
                return Task.FromResult(new SimpleResponse());
            },
        };
        await using var host = await GrpcHost.StartAsync(script, options => options.EnableDetailedErrors = true);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest());

        answer.Status.ShouldBe("0", answer.Message);
        seen!.Method.ShouldBe(Script.Unary);
    }

    [Fact]
    public void Metadata_ThatIsEmptyForAll_CannotBeAddedTo()
    {
        Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));
        Should.Throw<ArgumentException>(() => new Metadata { { "a-bin", "text" } });
        Should.Throw<ArgumentException>(() => new Metadata { { "a", [1] } });
        Should.Throw<ArgumentException>(() => new Metadata { { "not a key", "b" } });
        new Metadata { { "Upper", "b" } }.Single().Key.ShouldBe("upper");
    }

    private static Script Reading(Metadata seen) => new()
    {
        OnUnary = (_, context) =>
        {
            foreach (var entry in context.RequestHeaders)
            {
                seen.Add(entry);
            }

            return Task.FromResult(new SimpleResponse());
        },
    };

    private static async Task<Metadata> SeenAsync(params (string, string)[] headers)
    {
        var seen = new Metadata();
        await using var host = await GrpcHost.StartAsync(Reading(seen));
        using var client = new GrpcClient(host.Address);
        (await client.CallAsync(Script.Unary, new SimpleRequest(), headers)).Status.ShouldBe("0");
        return seen;
    }
}
