using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Ticks of timers wait and run as calls do.</summary>
public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Tick_WhileACallRuns_WaitsForItsEnd()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var (began, release, ticked) = (new Signal(), new Signal(), new Signal());

        var call = probe.Run(self =>
        {
            self.RegisterGrainTimer(() => Set(ticked), Second, Timeout.InfiniteTimeSpan);
            began.Set();
            return release.Wait();
        });
        await began.Wait().Soon();
        silo.Time.Advance(Second);
        await probe.Interleave(_ => Task.CompletedTask).Soon();
        ticked.IsSet.ShouldBeFalse();

        release.Set();
        await call.Soon();
        await ticked.Wait().Soon();
    }

    [Fact]
    public async Task Call_WhileATickRuns_WaitsForItsEnd()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var (ticking, release, began) = (new Signal(), new Signal(), new Signal());
        await Register(probe, _ =>
        {
            ticking.Set();
            return release.Wait();
        }, new(Second, Timeout.InfiniteTimeSpan)).Soon();
        silo.Time.Advance(Second);
        await ticking.Wait().Soon();

        var call = probe.Run(_ => Set(began));
        await probe.Interleave(_ => Task.CompletedTask).Soon();
        began.IsSet.ShouldBeFalse();

        release.Set();
        await call.Soon();
    }

    [Fact]
    public async Task InterleavingTick_WhileACallRuns_Runs()
    {
        await using var silo = await TestSilo.StartAsync();
        var (began, release) = (new Signal(), new Signal());

        var call = silo.Probe("p").Run(self =>
        {
            self.RegisterGrainTimer(() => Set(release), new GrainTimerCreationOptions(Second, Second) { Interleave = true });
            began.Set();
            return release.Wait();
        });
        await began.Wait().Soon();
        silo.Time.Advance(Second);

        await call.Soon();
    }

    /// <summary>The time to the next tick begins at the end of the last one, and an error does not stop the timer.</summary>
    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task Ticks_FollowEachOther_AfterErrorsToo()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var ticks = 0;
        await Register(probe, _ => ++ticks == 2 ? throw new ArithmeticException() : Task.CompletedTask, new(Second, 2 * Second)).Soon();

        foreach (var expected in new[] { 0, 1, 1, 2, 2, 3 })
        {
            ticks.ShouldBe(expected);
            silo.Time.Advance(Second);
            // A tick is queued as the clock moves; a call behind it has waited for it.
            await probe.Run(_ => Task.CompletedTask).Soon();
        }
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task Change_SetsTheTimesAnew_AndDisposeEndsTheTimer()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var ticks = 0;
        IGrainTimer? timer = null;
        var token = CancellationToken.None;
        await probe.Run(self =>
        {
            timer = self.RegisterGrainTimer(
                (step, cancelled) =>
                {
                    ticks += step;
                    token = cancelled;
                    return Task.CompletedTask;
                },
                10,
                Second,
                Second);
            return Task.CompletedTask;
        }).Soon();

        timer!.Change(5 * Second, Timeout.InfiniteTimeSpan);
        silo.Time.Advance(4 * Second);
        await probe.Activation().Soon();
        ticks.ShouldBe(0);
        silo.Time.Advance(Second);
        await probe.Activation().Soon();
        ticks.ShouldBe(10);
        token.IsCancellationRequested.ShouldBeFalse();

        timer.Change(Second, Second);
        timer.Dispose();
        token.IsCancellationRequested.ShouldBeTrue();
        silo.Time.Advance(10 * Second);
        await probe.Activation().Soon();
        ticks.ShouldBe(10);
    }

    [Fact]
    public async Task Timer_EndsWithItsActivation()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var ticks = 0;
        await probe.Run(self =>
        {
            self.RegisterGrainTimer(() => Task.FromResult(ticks++), Second, Second);
            self.Leave();
            return Task.CompletedTask;
        }).Soon();
        (await probe.Activation().Soon()).ShouldBe(2);

        silo.Time.Advance(10 * Second);
        await probe.Activation().Soon();

        ticks.ShouldBe(0);
    }

    /// <summary>A tick is no use of the grain, unless it was told to keep it alive.</summary>
    [EmbeddedTheory(EmbeddedFactAttribute.Clock)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task KeepAlive_DecidesWhetherTicksAreUse(bool keepAlive, int activationAfterwards)
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var ticked = new Signal();
        await Register(probe, _ => Set(ticked), new(TimeSpan.FromMinutes(10), Timeout.InfiniteTimeSpan) { KeepAlive = keepAlive }).Soon();

        silo.Time.Advance(TimeSpan.FromMinutes(10));
        await ticked.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromMinutes(10));

        (await probe.Activation().Soon()).ShouldBe(activationAfterwards);
    }

    private static Task Register(IProbeGrain probe, Func<CancellationToken, Task> tick, GrainTimerCreationOptions options) => probe.Run(self =>
    {
        self.RegisterGrainTimer(tick, options);
        return Task.CompletedTask;
    });

    private static Task Set(Signal signal)
    {
        signal.Set();
        return Task.CompletedTask;
    }
}
