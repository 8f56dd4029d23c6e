using Compensation.Embedded.Orleans.Tests.Probes;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>A grain's code runs in turns, never two at once, and calls of one caller run in their order.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task Calls_OfOneCaller_RunInOrder()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        await probe.Activation().Soon();
        var seen = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => probe.Run(_ =>
        {
            seen.Add(i);
            return Task.CompletedTask;
        }))).Soon();

        seen.ShouldBe(Enumerable.Range(0, 500));
    }

    [Fact]
    public async Task Calls_OfOneCallerThatAwait_RunInOrderOneByOne()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        await probe.Activation().Soon();
        var seen = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => probe.Run(async _ =>
        {
            seen.Add(i);
            await Task.Yield();
            seen.Add(i);
        }))).Soon();

        seen.ShouldBe(Enumerable.Range(0, 50).SelectMany(i => new[] { i, i }));
    }

    /// <summary>Many callers on many threads, of grains whose calls may interleave: still no turn beside another.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Turns_UnderLoad_AreNeverTwoAtOnce(bool reentrant)
    {
        await using var silo = await TestSilo.StartAsync();
        IProbeGrain[] probes = [.. Enumerable.Range(0, 4).Select(i => reentrant
            ? silo.Grains.GetGrain<IReentrantProbeGrain>($"p{i}")
            : silo.Probe($"p{i}"))];

        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await probes[(caller + i) % probes.Length].Run(async probe =>
                {
                    probe.BeAlone();
                    await Task.Yield();
                    probe.BeAlone();
                    await Task.Run(() => Thread.SpinWait(20));
                    probe.BeAlone();
                    await Task.Delay(0);
                    await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                        probe.BeAlone, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current)));
                });
            }
        }))).Soon();
    }

    [Fact]
    public async Task Await_InACall_GoesOnOnTheActivationsScheduler()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var schedulers = new List<TaskScheduler>();

        await probe.Run(async _ =>
        {
            schedulers.Add(TaskScheduler.Current);
            await Task.Run(() => { });
            schedulers.Add(TaskScheduler.Current);
        }).Soon();
        await probe.Run(_ =>
        {
            schedulers.Add(TaskScheduler.Current);
            return Task.CompletedTask;
        }).Soon();

        schedulers.Distinct().ShouldHaveSingleItem().ShouldNotBe(TaskScheduler.Default);
    }

    [Fact]
    public async Task CallersContinuation_InAGrain_IsATurnOfTheCaller()
    {
        await using var silo = await TestSilo.StartAsync();
        var other = silo.Probe("other");
        var same = false;

        await silo.Probe("p").Run(async _ =>
        {
            var mine = TaskScheduler.Current;
            await other.Run(async _ => await Task.Yield());
            same = TaskScheduler.Current == mine;
        }).Soon();

        same.ShouldBeTrue();
    }

    [Fact]
    public async Task Grains_OfDifferentKeys_RunSideBySide()
    {
        await using var silo = await TestSilo.StartAsync();
        var first = new Signal();
        var second = new Signal();

        // Each waits for the other: in turn, neither would ever end.
        await Task.WhenAll(
            silo.Probe("a").Run(_ => Meet(first, second)),
            silo.Probe("b").Run(_ => Meet(second, first))).Soon();

        static Task Meet(Signal mine, Signal others)
        {
            mine.Set();
            return others.Wait();
        }
    }

    [EmbeddedFact("Orleans may run all calls that wait before what another one goes on with.")]
    public async Task LongQueue_OfManyCalls_LeavesOtherTurnsTheirChance()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Grains.GetGrain<IReentrantProbeGrain>("p");
        var started = 0;
        var seenAtContinuation = 0;

        var first = probe.Run(async _ =>
        {
            await Task.Yield();
            seenAtContinuation = started;
        });
        var rest = Enumerable.Range(0, 2_000).Select(_ => probe.Run(_ =>
        {
            started++;
            return Task.CompletedTask;
        })).ToList();

        await first.Soon();
        await Task.WhenAll(rest).Soon();
        seenAtContinuation.ShouldBeLessThan(2_000, "the first call goes on before all that came after it have run");
    }
}
