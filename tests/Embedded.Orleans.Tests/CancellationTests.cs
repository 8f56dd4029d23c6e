using Compensation.Embedded.Orleans.Tests.Probes;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>A caller's token ends its wait at once, and reaches the grain in a turn of its own.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task RunningCall_Cancelled_EndsTheWaitAndTellsTheGrainInATurn()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var (began, release, told) = (new Signal(), new Signal(), new Signal());
        TaskScheduler? tellingScheduler = null;
        TaskScheduler? scheduler = null;

        var call = silo.Probe("p").RunCancellable(
            async (_, token) =>
            {
                scheduler = TaskScheduler.Current;
                token.ShouldNotBe(source.Token);
                using var registration = token.Register(() =>
                {
                    tellingScheduler = TaskScheduler.Current;
                    told.Set();
                });
                began.Set();
                await release.Wait();
            },
            source.Token);
        await began.Wait().Soon();
        await source.CancelAsync();

        var error = await Should.ThrowAsync<OperationCanceledException>(call.Soon());
        error.CancellationToken.ShouldBe(source.Token);
        await told.Wait().Soon();
        tellingScheduler.ShouldBeSameAs(scheduler);
        release.Set();
    }

    [EmbeddedFact("Orleans may run it all the same: the cancellation is a message of its own.")]
    public async Task WaitingCall_Cancelled_NeverRuns()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var probe = silo.Probe("p");
        var (began, release) = (new Signal(), new Signal());
        var ran = false;

        var running = probe.Run(_ =>
        {
            began.Set();
            return release.Wait();
        });
        await began.Wait().Soon();
        var waiting = probe.RunCancellable(
            (_, _) =>
            {
                ran = true;
                return Task.CompletedTask;
            },
            source.Token);
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting.Soon());
        release.Set();
        await running.Soon();
        await probe.Activation().Soon();

        ran.ShouldBeFalse();
    }

    [Fact]
    public async Task Call_WithATokenThatIsCancelledAlready_IsNotSent()
    {
        await using var silo = await TestSilo.StartAsync();

        // Already the call throws, not its task.
        Should.Throw<OperationCanceledException>(
            () => { _ = silo.Probe("p").RunCancellable((_, _) => Task.CompletedTask, new CancellationToken(canceled: true)); });

        (await silo.Probe("p").Activation().Soon()).ShouldBe(1, "the first activation came with this call");
    }

    [Fact]
    public async Task Token_ThroughTwoGrains_ReachesTheLast()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var (began, told) = (new Signal(), new Signal());
        var last = silo.Probe("last");

        var call = silo.Probe("first").RunCancellable(
            (_, token) => last.RunCancellable(
                async (_, inner) =>
                {
                    inner.Register(told.Set);
                    began.Set();
                    await told.Wait();
                },
                token),
            source.Token);
        await began.Wait().Soon();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call.Soon());
        await told.Wait().Soon();
    }

    [Fact]
    public async Task GrainThatThrowsForItsToken_AnswersCancelled()
    {
        await using var silo = await TestSilo.StartAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            silo.Probe("p").Run(_ => throw new OperationCanceledException()).Soon());
    }
}
