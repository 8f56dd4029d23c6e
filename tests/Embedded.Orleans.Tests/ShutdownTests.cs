using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Before the silo has started and once it stops, calls are refused; what is there comes to its end.</summary>
public sealed class ShutdownTests
{
    [EmbeddedFact("Orleans fails with a NullReferenceException.")]
    public async Task Call_BeforeTheSiloHasStarted_IsRefused()
    {
        await using var silo = TestSilo.New();

        await Should.ThrowAsync<SiloUnavailableException>(silo.Probe("p").Activation().Soon());
    }

    [Fact]
    public async Task Stop_DeactivatesEverything()
    {
        await using var silo = await TestSilo.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => silo.Probe($"p{i}").Activation())).Soon();

        await silo.StopAsync().Soon();

        silo.Events.Deactivated.Select(end => end.Activation).ShouldBe(Enumerable.Range(1, 100), ignoreOrder: true);
        silo.Events.Deactivated.ShouldAllBe(end => end.Reason == DeactivationReasonCode.ShuttingDown);
        await Should.ThrowAsync<SiloUnavailableException>(silo.Probe("p").Activation().Soon());
    }

    [EmbeddedFact("Orleans goes on taking calls for a while.")]
    public async Task Calls_ThatRaceWithTheEnd_AreAnsweredOrRefused_AndNeverFailOverWhatIsGone()
    {
        for (var round = 0; round < 60; round++)
        {
            var silo = await TestSilo.StartAsync();
            var grains = silo.Grains;
            var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
            {
                for (var call = 0; ; call++)
                {
                    await grains.GetGrain<IProbeGrain>($"{caller}-{call}", typeof(ProbeGrain).FullName).Activation();
                }
            })).ToList();
            if (round % 2 == 0)
            {
                await silo.StopAsync().Soon();
            }

            await silo.DisposeAsync();
            foreach (var caller in callers)
            {
                await Should.ThrowAsync<SiloUnavailableException>(caller.Soon());
            }
        }
    }

    [EmbeddedFact("Orleans goes on taking calls for a while.")]
    public async Task Stop_LetsCallsThatRunAndWaitEnd_WithTheCallsThatTheyMake()
    {
        await using var silo = await TestSilo.StartAsync();
        var (began, release) = (new Signal(), new Signal());
        var other = silo.Probe("other");
        var ran = new List<string>();

        var running = silo.Probe("p").Run(async _ =>
        {
            began.Set();
            await release.Wait();
            await other.Run(_ => Add("called while stopping"));
            ran.Add("running");
        });
        await began.Wait().Soon();
        var waiting = silo.Probe("p").Run(self =>
        {
            self.Number.ShouldBe(1, "no activation is made for a call that waits already");
            return Add("waiting");
        });
        var stop = silo.StopAsync();
        await Should.ThrowAsync<SiloUnavailableException>(silo.Probe("q").Activation().Soon());
        stop.IsCompleted.ShouldBeFalse();
        release.Set();
        await Task.WhenAll(running, waiting, stop).Soon();

        ran.ShouldBe(["called while stopping", "running", "waiting"]);

        Task Add(string what)
        {
            ran.Add(what);
            return Task.CompletedTask;
        }
    }

    [EmbeddedFact("Orleans says it in other words.")]
    public async Task Stop_CutShort_FailsTheCallsThatAreLeft()
    {
        await using var silo = await TestSilo.StartAsync();
        var began = new Signal();
        var (later, refused) = (new Signal(), new Signal());
        using var patience = new CancellationTokenSource();

        var running = silo.Probe("p").Run(async _ =>
        {
            began.Set();
            await later.Wait();
            await Should.ThrowAsync<SiloUnavailableException>(silo.Probe("p").Activation());
            refused.Set();
        });
        await began.Wait().Soon();
        var waiting = silo.Probe("p").Activation();
        var stop = silo.StopAsync(patience.Token);
        await patience.CancelAsync();
        await stop.Soon();
        later.Set();

        (await Should.ThrowAsync<SiloUnavailableException>(running.Soon())).Message.ShouldContain("unknown");
        await Should.ThrowAsync<SiloUnavailableException>(waiting.Soon());
        await refused.Wait().Soon();
    }
}
