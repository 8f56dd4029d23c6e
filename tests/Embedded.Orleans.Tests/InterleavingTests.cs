using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Which calls may begin while another one awaits.</summary>
/// <remarks>A call that always interleaves is the barrier: when it has run, the activation has looked at every call before it.</remarks>
public sealed class InterleavingTests
{
    private static readonly Func<Probe, Task> Nothing = _ => Task.CompletedTask;

    /// <summary>A call that runs until it is released, once it runs: which of two calls comes first that are sent together, Orleans leaves open.</summary>
    private static async Task<Task> RunningAsync(Func<Func<Probe, Task>, Task> send, Signal release)
    {
        var began = new Signal();
        var running = send(_ =>
        {
            began.Set();
            return release.Wait();
        });
        await began.Wait().Soon();
        return running;
    }

    [Fact]
    public async Task Run_WhileAnotherAwaits_Waits()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var release = new Signal();
        var began = new Signal();

        var first = await RunningAsync(call => probe.Run(call), release);
        var second = probe.Run(_ => Begin(began));
        await probe.Interleave(Nothing).Soon();
        began.IsSet.ShouldBeFalse();

        release.Set();
        await Task.WhenAll(first, second).Soon();
        began.IsSet.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_OfAReentrantClass_BeginsWhileAnotherAwaits()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Grains.GetGrain<IReentrantProbeGrain>("p");
        var release = new Signal();

        var first = probe.Run(_ => release.Wait());
        await probe.Run(_ => Begin(release)).Soon();

        await first.Soon();
    }

    [Fact]
    public async Task Interleave_WhileAnotherAwaits_BeginsAndPassesThoseThatWait()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var release = new Signal();

        var first = probe.Run(_ => release.Wait());
        var second = probe.Run(Nothing);
        await probe.Interleave(_ => Begin(release)).Soon();

        await Task.WhenAll(first, second).Soon();
    }

    [Fact]
    public async Task Run_WhileAnInterleavingOneAwaits_Begins()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var release = new Signal();

        var first = probe.Interleave(_ => release.Wait());
        await probe.Run(_ => Begin(release)).Soon();

        await first.Soon();
    }

    [Fact]
    public async Task Read_WhileAnotherReads_Begins()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var release = new Signal();

        var first = probe.Read(_ => release.Wait());
        await probe.Read(_ => Begin(release)).Soon();

        await first.Soon();
    }

    [Fact]
    public async Task Run_WhileTwoRead_WaitsForBoth()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        await probe.Activation().Soon();
        var (first, second, began) = (new Signal(), new Signal(), new Signal());
        var reads = new[] { await RunningAsync(call => probe.Read(call), first), await RunningAsync(call => probe.Read(call), second) };

        var write = probe.Run(_ => Begin(began));
        first.Set();
        await reads[0].Soon();
        await probe.Interleave(Nothing).Soon();
        began.IsSet.ShouldBeFalse();

        second.Set();
        await write.Soon();
    }

    [Fact]
    public async Task Read_WhileAWriteRuns_Waits()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var (release, began) = (new Signal(), new Signal());

        var write = await RunningAsync(call => probe.Run(call), release);
        var read = probe.Read(_ => Begin(began));
        await probe.Interleave(Nothing).Soon();
        began.IsSet.ShouldBeFalse();

        release.Set();
        await Task.WhenAll(write, read).Soon();
    }

    /// <summary>Else readers could keep a write waiting for ever, and a caller would read what was before its own write.</summary>
    [EmbeddedFact("Orleans lets readers pass a waiting call.")]
    public async Task Read_BehindAWaitingWrite_DoesNotPassIt()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var release = new Signal();
        var order = new List<string>();

        var reading = probe.Read(_ => release.Wait());
        var write = probe.Run(_ => Add("write"));
        var read = probe.Read(_ => Add("read"));
        await probe.Interleave(Nothing).Soon();
        order.ShouldBeEmpty();

        release.Set();
        await Task.WhenAll(reading, write, read).Soon();
        order.ShouldBe(["write", "read"]);

        Task Add(string what)
        {
            order.Add(what);
            return Task.CompletedTask;
        }
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task CallToItself_OfANonReentrantGrain_WaitsUntilTheTimeout()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var sent = new Signal();
        var ran = false;

        var outer = probe.Run(async self =>
        {
            var inner = self.AsReference<IProbeGrain>().Run(_ =>
            {
                ran = true;
                return Task.CompletedTask;
            });
            sent.Set();
            await inner;
        });
        await sent.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(31));

        await Should.ThrowAsync<TimeoutException>(outer.Soon());
        await probe.Run(Nothing).Soon();
        ran.ShouldBeFalse("nobody waited for it any longer");
    }

    [Fact]
    public async Task CallToItself_OfAReentrantGrain_Runs()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Grains.GetGrain<IReentrantProbeGrain>("p");

        await probe.Run(self => self.AsReference<IReentrantProbeGrain>().Run(Nothing)).Soon();
    }

    private static Task Begin(Signal began)
    {
        began.Set();
        return Task.CompletedTask;
    }
}
