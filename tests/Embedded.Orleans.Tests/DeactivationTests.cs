using Compensation.Embedded.Orleans.Tests.Probes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>An activation ends when it is asked to or idle; no call is lost over it.</summary>
public sealed class DeactivationTests
{
    [Fact]
    public async Task DeactivateOnIdle_LetsTheCallEnd_AndTheNextCallFindsANewActivation()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");

        await probe.Run(async self =>
        {
            self.Leave();
            await Task.Yield();
            self.Number.ShouldBe(1);
        }).Soon();

        (await probe.Activation().Soon()).ShouldBe(2);
        silo.Events.Deactivated.ShouldBe([(1, DeactivationReasonCode.ApplicationRequested)]);
    }

    [Fact]
    public async Task Calls_ThatCameWhileItEnded_RunInTheNextActivationInTheirOrder()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var (leaving, release, ending, end) = (new Signal(), new Signal(), new Signal(), new Signal());
        silo.Events.Deactivating = (_, _) =>
        {
            ending.Set();
            return end.Wait();
        };
        var seen = new List<(int Call, int Activation)>();

        var first = probe.Run(self =>
        {
            self.Leave();
            leaving.Set();
            return release.Wait();
        });
        await leaving.Wait().Soon();
        var calls = Enumerable.Range(0, 5).Select(Call).ToList();
        release.Set();
        await first.Soon();
        await ending.Wait().Soon();
        calls.AddRange(Enumerable.Range(5, 5).Select(Call));
        end.Set();
        await Task.WhenAll(calls).Soon();

        seen.ShouldBe(Enumerable.Range(0, 10).Select(call => (call, 2)));

        Task Call(int number) => probe.Run(self =>
        {
            seen.Add((number, self.Number));
            return Task.CompletedTask;
        });
    }

    /// <summary>Activations end as soon as they begin, some before all calls have moved to them that their predecessors left.</summary>
    [Fact]
    public async Task Calls_ThatMoveToActivationsThatEndAtOnce_AreAllAnswered()
    {
        await using var silo = await TestSilo.StartAsync();
        var ran = 0;
#if CLUSTER
        const int Calls = 200; // Orleans takes a millisecond for an activation.
#else
        const int Calls = 2_000;
#endif

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Calls; i++)
            {
                await silo.Probe("p").Run(self =>
                {
                    ran++;
                    self.Leave();
                    return Task.CompletedTask;
                });
            }
        }))).Soon();

        ran.ShouldBe(64 * Calls);
    }

    /// <summary>Every call counts once in its activation's count, and an activation hands its count to the test as it ends.</summary>
    [Fact]
    public async Task Calls_WhileActivationsComeAndGo_AreNeitherLostNorDoubled()
    {
        await using var silo = await TestSilo.StartAsync();
        var living = 0;
        var mostLiving = 0;
        silo.Events.Activating = _ =>
        {
            mostLiving = Math.Max(mostLiving, Interlocked.Increment(ref living));
            return Task.CompletedTask;
        };
        silo.Events.Deactivating = async (_, _) =>
        {
            await Task.Yield();
            Interlocked.Decrement(ref living);
        };
        var ran = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                var last = i;
                await silo.Probe("p").Run(async self =>
                {
                    self.BeAlone();
                    Interlocked.Increment(ref ran);
                    if (((last * 16) + caller) % 7 == 0)
                    {
                        self.Leave();
                    }

                    await Task.Yield();
                });
            }
        }))).Soon();

        ran.ShouldBe(16 * 300);
        mostLiving.ShouldBe(1, "of one grain there is one activation at a time");
        silo.Events.Deactivated.Count.ShouldBeGreaterThan(10);
    }

    [EmbeddedFact("Orleans lets no call in once an activation is to leave.")]
    public async Task InterleavingCall_ThatALeavingOneWaitsFor_StillRuns()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");

        await probe.Run(async self =>
        {
            self.Leave();
            await self.AsReference<IProbeGrain>().Interleave(_ => Task.CompletedTask);
        }).Soon();
    }

    [EmbeddedFact("Orleans runs no call of an activation that leaves while it begins.")]
    public async Task DeactivateOnIdle_WhileActivating_StillRunsTheCallsThatWait()
    {
        await using var silo = await TestSilo.StartAsync();
        silo.Events.Activating = probe =>
        {
            probe.Leave();
            return Task.CompletedTask;
        };

        (await silo.Probe("p").Activation().Soon()).ShouldBe(1);
        (await silo.Probe("p").Activation().Soon()).ShouldBe(2);
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task CallThatNeverEnds_HoldsUpTheEndForTheDeactivationTimeoutOnly()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromSeconds(10)));
        var probe = silo.Probe("p");
        var began = new Signal();

        var stuck = probe.Run(self =>
        {
            self.Leave();
            began.Set();
            return Task.Delay(Timeout.Infinite);
        });
        await began.Wait().Soon();
        var next = probe.Activation();
        silo.Time.Advance(TimeSpan.FromSeconds(9));
        next.IsCompleted.ShouldBeFalse();
        silo.Time.Advance(TimeSpan.FromSeconds(2));

        (await next.Soon()).ShouldBe(2);
        stuck.IsCompleted.ShouldBeFalse();
        silo.Time.Advance(TimeSpan.FromSeconds(20));
        await Should.ThrowAsync<TimeoutException>(stuck.Soon());
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task OnDeactivate_ThatNeverEnds_IsLeftBehindAfterTheDeactivationTimeout()
    {
        await using var silo = await TestSilo.StartAsync();
        var ending = new Signal();
        silo.Events.Deactivating = (_, _) =>
        {
            ending.Set();
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        };
        var probe = silo.Probe("p");

        await probe.Run(self =>
        {
            self.Leave();
            return Task.CompletedTask;
        }).Soon();
        await ending.Wait().Soon();
        var next = probe.RunFor5Seconds(_ => Task.CompletedTask);
        silo.Events.Deactivating = (_, _) => Task.CompletedTask;
        var last = probe.Activation();
        silo.Time.Advance(TimeSpan.FromSeconds(31));

        await Should.ThrowAsync<TimeoutException>(next.Soon());
        await Should.ThrowAsync<TimeoutException>(last.Soon());
        (await probe.Activation().Soon()).ShouldBe(2);
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task IdleActivation_EndsAtTheCollectionAge_AndUseKeepsItAlive()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(10)));
        var (used, idle) = (silo.Probe("used"), silo.Probe("idle"));
        (await used.Activation().Soon()).ShouldBe(1);
        (await idle.Activation().Soon()).ShouldBe(2);

        silo.Time.Advance(TimeSpan.FromMinutes(9));
        (await used.Activation().Soon()).ShouldBe(1);
        silo.Time.Advance(TimeSpan.FromMinutes(2));

        (await used.Activation().Soon()).ShouldBe(1);
        (await idle.Activation().Soon()).ShouldBe(3);
        silo.Events.Deactivated.ShouldBe([(2, DeactivationReasonCode.ActivationIdle)]);
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task BusyActivation_IsNotCollected()
    {
        await using var silo = await TestSilo.StartAsync();
        var (began, release) = (new Signal(), new Signal());
        var call = silo.Probe("p").Send(_ =>
        {
            began.Set();
            return release.Wait();
        });
        await began.Wait().Soon();

        silo.Time.Advance(TimeSpan.FromHours(1));
        release.Set();

        (await silo.Probe("p").Activation().Soon()).ShouldBe(1);
        await call;
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task CollectionAgeLimit_OfTheClass_Counts()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Grains.GetGrain<IShortLivedProbeGrain>("p");
        (await probe.Activation().Soon()).ShouldBe(1);

        silo.Time.Advance(TimeSpan.FromMinutes(3));

        (await probe.Activation().Soon()).ShouldBe(2);
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task DelayDeactivation_KeepsAnIdleActivation_UntilItIsTakenBack()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        await probe.Run(self => Stay(self, TimeSpan.FromHours(2))).Soon();

        silo.Time.Advance(TimeSpan.FromHours(1));
        (await probe.Activation().Soon()).ShouldBe(1);

        await probe.Run(self => Stay(self, TimeSpan.FromTicks(-1))).Soon();
        silo.Time.Advance(TimeSpan.FromMinutes(17));
        (await probe.Activation().Soon()).ShouldBe(2);

        static Task Stay(Probe self, TimeSpan time)
        {
            self.Stay(time);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task ScopedServices_LiveAsLongAsTheActivation()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.Services.AddScoped<Scoped>());
        var probe = silo.Probe("p");
        Scoped? first = null;
        Scoped? again = null;

        await probe.Run(self => Keep(first = self.Services.GetRequiredService<Scoped>())).Soon();
        await probe.Run(self => Keep(again = self.Services.GetRequiredService<Scoped>())).Soon();
        again.ShouldBeSameAs(first);
        first!.Disposed.IsSet.ShouldBeFalse();

        await probe.Run(self =>
        {
            self.Leave();
            return Task.CompletedTask;
        }).Soon();
        await first.Disposed.Wait().Soon();

        static Task Keep(Scoped value) => Task.FromResult(value);
    }

    /// <summary>What a grain is made of: a service of all is not of the activation and outlives it, a scoped one is the activation's own.</summary>
    [Fact]
    public async Task ServicesOfTheConstructor_LiveAsLongAsTheyAreRegisteredFor()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton<SharedTool>().AddScoped<OwnTool>());
        var made = silo.Grains.GetGrain<IMadeGrain>("m");
        var first = await made.Leave().Soon();
        var second = await made.Leave().Soon();
        await first.Disposed.Wait().Soon();
        await second.Disposed.Wait().Soon();
        second.ShouldNotBeSameAs(first);

        var shared = silo.Services.GetRequiredService<SharedTool>();
        (await made.IsMadeOf(shared).Soon()).ShouldBeTrue();
        shared.Disposed.IsSet.ShouldBeFalse();
    }

    private sealed class Scoped : IDisposable
    {
        public Signal Disposed { get; } = new();

        public void Dispose() => Disposed.Set();
    }
}
