using Compensation.Embedded.Grpc.Tests.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>Deadlines and cancellation, on a clock that the test moves.</summary>
public sealed class DeadlineTests
{
    private readonly ManualTime time = new();

    /// <summary>Seconds since the clock's beginning, from the units of PROTOCOL-HTTP2.md: hours, minutes, seconds and so on.</summary>
    [Theory]
    [InlineData("2H", 7200)]
    [InlineData("3M", 180)]
    [InlineData("99999999S", 99999999)]
    [InlineData("1500m", 1.5)]
    [InlineData("2500u", 0.0025)]
    [InlineData("150n", 0.0000002)]
    public async Task Timeout_OfEachUnit_GivesTheDeadline(string timeout, double seconds)
    {
        DateTime? deadline = null;
        var script = new Script
        {
            OnUnary = (_, context) =>
            {
                deadline = context.Deadline;
                return Task.FromResult(new SimpleResponse());
            },
        };
        await using var host = await StartAsync(script);
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Unary, new SimpleRequest(), ("grpc-timeout", timeout))).Status.ShouldBe("0");

        deadline.ShouldBe(DateTime.UnixEpoch.AddSeconds(seconds));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("123456789S")]
    public async Task Timeout_ThatIsNone_IsAnInternalErrorThatNamesIt(string timeout)
    {
        await using var host = await StartAsync(new Script());
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest(), ("grpc-timeout", timeout));

        answer.Status.ShouldBe("13");
        answer.Message!.ShouldContain(timeout);
    }

    [Fact]
    public async Task Deadline_OfAHandlerThatDoesNotLook_IsAnsweredAllTheSame()
    {
        var (called, released) = (new TaskCompletionSource<CancellationToken>(), new TaskCompletionSource());
        Exception? late = null;
        var script = new Script
        {
            OnOutput = async (_, responses, context) =>
            {
                await responses.WriteAsync(Script.Out(1));
                called.SetResult(context.CancellationToken);
                await released.Task;
                late = await Record.ExceptionAsync(() => responses.WriteAsync(Script.Out(2)));
            },
        };
        await using var host = await StartAsync(script);
        using var client = new GrpcClient(host.Address);
        var call = client.CallAsync(Script.Output, new StreamingOutputCallRequest(), ("grpc-timeout", "5S"));
        var token = await called.Task.Soon();

        time.Advance(TimeSpan.FromSeconds(4));
        token.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        var answer = await call.Soon();
        answer.Messages(StreamingOutputCallResponse.Parser).Count.ShouldBe(1);
        answer.Status.ShouldBe("4");
        token.IsCancellationRequested.ShouldBeTrue();
        released.SetResult();
        await host.StopAsync().Soon();
        late.ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task Deadline_BeforeAnyMessage_IsAnsweredInPlaceOfThem()
    {
        var called = new TaskCompletionSource();
        var script = new Script
        {
            OnUnary = async (_, context) =>
            {
                called.SetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return new SimpleResponse();
            },
        };
        await using var host = await StartAsync(script);
        using var client = new GrpcClient(host.Address);
        var call = client.CallAsync(Script.Unary, new SimpleRequest(), ("grpc-timeout", "1M"));
        await called.Task.Soon();

        time.Advance(TimeSpan.FromMinutes(1));

        var answer = await call.Soon();
        answer.Status.ShouldBe("4");
        answer.IsTrailersOnly.ShouldBeTrue();
    }

    [Fact]
    public async Task Deadline_WhileTheCallerDoesNotRead_EndsTheWriteThatWaits()
    {
        var waits = new TaskCompletionSource();
        var ended = new TaskCompletionSource<Exception?>();
        var script = new Script
        {
            OnOutput = async (_, responses, _) =>
            {
                ended.SetResult(await Record.ExceptionAsync(async () =>
                {
                    while (true)
                    {
                        var write = responses.WriteAsync(Script.Out(100_000));
                        if (!write.IsCompleted && await Task.WhenAny(write, Task.Delay(100)) != write)
                        {
                            waits.TrySetResult();
                        }

                        await write;
                    }
                }));
            },
        };
        await using var host = await StartAsync(script);
        using var client = new GrpcClient(host.Address);
        var request = GrpcClient.Request(Script.Output, GrpcClient.Frames(new StreamingOutputCallRequest()));
        request.Headers.Add("grpc-timeout", "5S");
        using var response = await client.BeginAsync(request);
        await waits.Task.Soon();

        time.Advance(TimeSpan.FromSeconds(5));

        (await ended.Task.Soon()).ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task Deadline_OfAHandlerThatFailsToHearOfIt_IsAnsweredAllTheSame()
    {
        var called = new TaskCompletionSource();
        var script = new Script
        {
            OnUnary = async (_, context) =>
            {
                context.CancellationToken.Register(() => throw new InvalidOperationException("not now"));
                called.SetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return new SimpleResponse();
            },
        };
        await using var host = await StartAsync(script);
        using var client = new GrpcClient(host.Address);
        var call = client.CallAsync(Script.Unary, new SimpleRequest(), ("grpc-timeout", "5S"));
        await called.Task.Soon();

        time.Advance(TimeSpan.FromSeconds(5));

        (await call.Soon()).Status.ShouldBe("4");
    }

    [Fact]
    public async Task Deadline_ThatIsMet_LeavesTheAnswerAlone()
    {
        await using var host = await StartAsync(new Script());
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest(), ("grpc-timeout", "5S"));
        time.Advance(TimeSpan.FromSeconds(10));

        answer.Status.ShouldBe("0");
        answer.Messages(SimpleResponse.Parser).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_WhoLeaves_CancelsTheCall(bool withDeadline)
    {
        var (called, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new Script
        {
            OnDuplex = async (_, responses, context) =>
            {
                context.CancellationToken.Register(left.SetResult);
                await responses.WriteAsync(Script.Out(1));
                called.SetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            },
        };
        await using var host = await StartAsync(script);
        using var client = new GrpcClient(host.Address);
        var request = GrpcClient.Request(Script.Duplex, GrpcClient.Frames(new StreamingOutputCallRequest()));
        if (withDeadline)
        {
            request.Headers.Add("grpc-timeout", "1H");
        }

        var response = await client.BeginAsync(request);
        await called.Task.Soon();

        response.Dispose();

        await left.Task.Soon();
    }

    [Fact]
    public async Task Caller_WhoLeavesWhileTheHandlerReads_EndsTheRead()
    {
        var (called, ended) = (new TaskCompletionSource(), new TaskCompletionSource<Exception?>());
        var script = new Script
        {
            OnInput = async (requests, context) =>
            {
                await requests.MoveNext();
                called.SetResult();
                ended.SetResult(await Record.ExceptionAsync(() => requests.MoveNext()));
                return new StreamingInputCallResponse();
            },
        };
        await using var host = await StartAsync(script);
        using var client = new GrpcClient(host.Address);
        using var leaving = new CancellationTokenSource();
        var content = new OpenContent();
        var call = client.BeginAsync(GrpcClient.Request(Script.Input, content), leaving.Token);
        await content.WriteAsync(Script.In(1));
        await called.Task.Soon();

        await leaving.CancelAsync();

        (await ended.Task.Soon()).ShouldNotBeNull();
        await Should.ThrowAsync<OperationCanceledException>(call);
    }

    private Task<GrpcHost> StartAsync(Script script) =>
        GrpcHost.StartAsync(script, configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
}
