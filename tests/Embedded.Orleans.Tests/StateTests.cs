using Compensation.Embedded.Orleans.Tests.Probes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Stored states: read before activation, written under their version, one operation at a time.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task State_IsReadBeforeActivation_AndOutlivesIt()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.AddMemoryGrainStorage("tallies"));
        var grain = silo.Grains.GetGrain<ITallyGrain>("t");

        (await grain.Seen().Soon()).ShouldBe(new Seen(0, false, 0));
        await grain.Add(3, write: true).Soon();
        await grain.Add(4, write: false).Soon();
        await grain.End().Soon();

        // What was not written is gone; OnActivateAsync saw the 3 already.
        (await grain.Seen().Soon()).ShouldBe(new Seen(3, true, 3));
    }

    [Fact]
    public async Task Clear_DeletesWhatIsStored()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.AddMemoryGrainStorage("tallies"));
        var grain = silo.Grains.GetGrain<ITallyGrain>("t");
        await grain.Add(3, write: true).Soon();

        await grain.Clear().Soon();

        (await grain.Seen().Soon()).ShouldBe(new Seen(0, false, 0));
        await grain.Add(5, write: true).Soon();
        await grain.End().Soon();
        (await grain.Seen().Soon()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task StaleVersion_Fails_EndsTheActivationAndTheNextReadsAnew()
    {
        var storage = new WatchedStorage();
        await using var silo = await StartAsync(storage);
        var grain = silo.Grains.GetGrain<ITallyGrain>("t");
        var caller = silo.Probe("caller");
        await grain.Add(1, write: true).Soon();
        var before = await caller.Activation().Soon();
        await storage.WriteBehindAsync("t", new Tally { Count = 100 });

        var error = await Should.ThrowAsync<InconsistentStateException>(caller.Run(_ => grain.Add(1, write: true)).Soon());

        error.StoredEtag.ShouldBe("2");
        error.CurrentEtag.ShouldBe("1");
        (await grain.Add(1, write: true).Soon()).ShouldBe(101);
        (await caller.Activation().Soon()).ShouldBe(before, "the caller's activation knows its own state well");
    }

    [Fact]
    public async Task Writes_AskedForWhileOneRuns_BecomeOneWithAllOfThem()
    {
        var storage = new WatchedStorage { Hold = new Signal() };
        await using var silo = await StartAsync(storage);
        var grain = silo.Grains.GetGrain<ITallyGrain>("t");

        var first = grain.AddInterleaved(1);
        await storage.Began.Wait().Soon();
        var rest = Enumerable.Range(0, 10).Select(_ => grain.AddInterleaved(1)).ToList();
        await grain.Seen().Soon();
        storage.Hold.Set();
        await Task.WhenAll([first, .. rest]).Soon();

        // One write for the first, one for the ten that came while it ran; never two at once.
        storage.Written.ShouldBe([1, 11]);
        storage.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    public async Task StorageError_IsWrapped_AndTheNextWriteTriesAgain()
    {
        var storage = new WatchedStorage();
        await using var silo = await StartAsync(storage);
        var grain = silo.Grains.GetGrain<ITallyGrain>("t");
        await grain.Seen().Soon();

        storage.Failure = new IOException("disk full");
        var error = await Should.ThrowAsync<OrleansException>(grain.Add(1, write: true).Soon());
        error.InnerException.ShouldBeOfType<IOException>();
        error.Message.ShouldContain("tally/t");

        storage.Failure = null;
        (await grain.Add(1, write: true).Soon()).ShouldBe(2, "the activation stays, with what it had in memory");
        storage.Written.ShouldBe([2]);
    }

    [Fact]
    public async Task MissingStorage_FailsTheCallWithItsName()
    {
        await using var silo = await TestSilo.StartAsync();

        var error = await Should.ThrowAsync<InvalidOperationException>(silo.Grains.GetGrain<ILostGrain>("l").Touch().Soon());

        error.GetBaseException().ShouldBeOfType<BadProviderConfigException>().Message.ShouldContain("nowhere");
    }

    /// <summary>What a grain holds in its hands is not what is stored, and the first to write wins.</summary>
    [Fact]
    public async Task MemoryStorage_TwoWritersOfAFreshState_OneConflicts()
    {
        await using var silo = await TestSilo.StartAsync();
        var storage = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        var id = GrainId.Create("tally", "t");
        var (one, two) = (new GrainState<Tally>(new Tally { Count = 1 }), new GrainState<Tally>(new Tally { Count = 2 }));

        await storage.WriteStateAsync("s", id, one);
        await Should.ThrowAsync<InconsistentStateException>(storage.WriteStateAsync("s", id, two));
        one.State!.Count = 50;
        await storage.ReadStateAsync("s", id, two);

        two.State!.Count.ShouldBe(1);
        two.ETag.ShouldBe(one.ETag);
        await storage.ClearStateAsync("s", id, two);
        await Should.ThrowAsync<InconsistentStateException>(storage.WriteStateAsync("s", id, one));
    }

    private static Task<TestSilo> StartAsync(WatchedStorage storage) =>
        TestSilo.StartAsync(builder => builder.Services.AddGrainStorage("tallies", (_, _) => storage));
}
