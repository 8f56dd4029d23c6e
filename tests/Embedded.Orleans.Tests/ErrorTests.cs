using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Errors travel to the caller; full queues refuse.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task Exception_ThrownAtOnce_TravelsThroughGrainsToTheCaller()
    {
        await using var silo = await TestSilo.StartAsync();
        var inner = silo.Probe("inner");

        var error = await Should.ThrowAsync<ArithmeticException>(
            silo.Probe("outer").Run(_ => inner.Run(_ => throw new ArithmeticException("three halves"))).Soon());

        error.Message.ShouldBe("three halves");
    }

    [Fact]
    public async Task Exception_ThrownLater_TravelsAndLeavesTheGrainAtWork()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");

        await Should.ThrowAsync<ArithmeticException>(probe.Run(async _ =>
        {
            await Task.Yield();
            throw new ArithmeticException();
        }).Soon());

        (await probe.Activation().Soon()).ShouldBe(1, "the same activation");
    }

    [Fact]
    public async Task OneWay_Call_EndsAtOnceAndItsErrorIsLost()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var (release, ran) = (new Signal(), new Signal());

        await probe.Send(async _ =>
        {
            await release.Wait();
            ran.Set();
            throw new ArithmeticException();
        }).Soon();
        ran.IsSet.ShouldBeFalse();
        release.Set();

        await ran.Wait().Soon();
        (await probe.Activation().Soon()).ShouldBe(1);
    }

    [Fact]
    public async Task FullQueue_RefusesTheCallAndKeepsTheOthers()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 3));
        var probe = silo.Probe("p");
        var (began, release) = (new Signal(), new Signal());
        var ran = 0;

        var running = probe.Run(_ =>
        {
            began.Set();
            return release.Wait();
        });
        await began.Wait().Soon();
        var waiting = Enumerable.Range(0, 3).Select(_ => probe.Run(_ => Task.FromResult(ran++))).ToList();
        var error = await Should.ThrowAsync<LimitExceededException>(probe.Run(_ => Task.FromResult(ran++)).Soon());

        error.Message.ShouldContain("MaxEnqueuedRequestsHardLimit");
        release.Set();
        await Task.WhenAll([running, .. waiting]).Soon();
        ran.ShouldBe(3);
    }

    [Fact]
    public async Task Limit_OfAReentrantGrain_CountsTheCallsThatRun()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 2));
        var probe = silo.Grains.GetGrain<IReentrantProbeGrain>("p");
        await probe.Activation().Soon();
        var release = new Signal();

        var accepted = Enumerable.Range(0, 3).Select(_ => probe.Run(_ => release.Wait())).ToList();
        await Should.ThrowAsync<LimitExceededException>(probe.Activation().Soon());

        release.Set();
        await Task.WhenAll(accepted).Soon();
        await probe.Activation().Soon();
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task ActivationThatIsNotDoneInTime_FailsTheCallsThatWaitForIt()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = TimeSpan.FromSeconds(10)));
        var began = new Signal();
        silo.Events.Activating = _ =>
        {
            began.Set();
            return Task.Delay(Timeout.Infinite);
        };

        var call = silo.Probe("p").Activation();
        await began.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<TimeoutException>(call.Soon())).Message.ShouldContain("activation of probe/p");
        silo.Events.Activating = _ => Task.CompletedTask;
        (await silo.Probe("p").Activation().Soon()).ShouldBe(2);
    }

    [Fact]
    public async Task ConstructorThatThrows_FailsTheCallWithItsError()
    {
        await using var silo = await TestSilo.StartAsync();
        silo.Events.Making = () => throw new ArithmeticException("not made");

        var error = await Should.ThrowAsync<InvalidOperationException>(silo.Probe("p").Activation().Soon());

        error.InnerException.ShouldBeOfType<ArithmeticException>().Message.ShouldBe("not made");
    }

    [Fact]
    public async Task FailedActivation_FailsTheCallsThatWaitForIt_AndTheNextCallTriesAgain()
    {
        await using var silo = await TestSilo.StartAsync();
        var (began, release) = (new Signal(), new Signal());
        silo.Events.Activating = async _ =>
        {
            began.Set();
            await release.Wait();
            throw new ArithmeticException("not today");
        };

        var calls = Enumerable.Range(0, 3).Select(_ => silo.Probe("p").Activation()).ToList();
        await began.Wait().Soon();
        release.Set();
        foreach (var call in calls)
        {
            (await Should.ThrowAsync<ArithmeticException>(call.Soon())).Message.ShouldBe("not today");
        }

        silo.Events.Activating = _ => Task.CompletedTask;
        (await silo.Probe("p").Activation().Soon()).ShouldBeGreaterThan(1);
    }
}
