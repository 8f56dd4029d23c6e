using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans.Configuration;
using Orleans.Hosting;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Callers wait for the response timeout, 30 s unless set, and then do not know what became of their call.</summary>
public sealed class TimeoutTests
{
    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task Deadlock_OfTwoGrains_TimesOutAndGoesAway()
    {
        await using var silo = await TestSilo.StartAsync();
        var (a, b) = (silo.Probe("a"), silo.Probe("b"));
        var sent = new Signal();

        var outer = a.Run(_ => b.Run(async _ =>
        {
            var back = a.Run(_ => Task.CompletedTask);
            sent.Set();
            await back;
        }));
        await sent.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(29));
        outer.IsCompleted.ShouldBeFalse();
        silo.Time.Advance(TimeSpan.FromSeconds(2));

        var error = await Should.ThrowAsync<TimeoutException>(outer.Soon());
        error.Message.ShouldContain("IProbeGrain/Run");
        error.Message.ShouldContain("unknown");
        await Task.WhenAll(a.Activation(), b.Activation()).Soon();
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task Call_ThatTimedOut_StillRunsToItsEnd()
    {
        await using var silo = await TestSilo.StartAsync();
        var (began, release, ended) = (new Signal(), new Signal(), new Signal());

        var call = silo.Probe("p").Run(async _ =>
        {
            began.Set();
            await release.Wait();
            ended.Set();
        });
        await began.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Should.ThrowAsync<TimeoutException>(call.Soon());

        release.Set();
        await ended.Wait().Soon();
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task Call_WhoseGrainBlocksItsThread_TimesOut()
    {
        await using var silo = await TestSilo.StartAsync();
        using var release = new ManualResetEventSlim();
        var began = new Signal();

        var call = silo.Probe("p").Run(_ =>
        {
            began.Set();
            release.Wait(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        });
        await began.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Should.ThrowAsync<TimeoutException>(call.Soon());
        release.Set();
    }

    [Fact]
    public async Task ResponseTimeout_OfTheMethod_Counts()
    {
        await using var silo = await TestSilo.StartAsync();
        var began = new Signal();

        var call = silo.Probe("p").RunFor5Seconds(_ =>
        {
            began.Set();
            return Task.Delay(Timeout.Infinite);
        });
        await began.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(4));
        call.IsCompleted.ShouldBeFalse();
        silo.Time.Advance(TimeSpan.FromSeconds(2));

        await Should.ThrowAsync<TimeoutException>(call.Soon());
    }

    [Fact]
    public async Task ResponseTimeout_OfTheSilo_Counts()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(1)));
        var began = new Signal();

        var call = silo.Probe("p").Run(_ =>
        {
            began.Set();
            return Task.Delay(Timeout.Infinite);
        });
        await began.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(1.1));

        await Should.ThrowAsync<TimeoutException>(call.Soon());
    }
}
