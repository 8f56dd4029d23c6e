using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>A stateless worker has several activations, at most as many as it says, here two.</summary>
public sealed class StatelessWorkerTests
{
    [Fact]
    public async Task Calls_RunSideBySide_UpToTheMostWorkers()
    {
        await using var silo = await TestSilo.StartAsync();
        var worker = silo.Grains.GetGrain<IWorkerProbeGrain>("w");
        var (first, second, third) = (new Signal(), new Signal(), new Signal());
        var numbers = new int[3];

        // The first two need each other, the third waits for one of them.
        var calls = new[]
        {
            worker.Run(self => Meet(0, self, first, second)),
            worker.Run(self => Meet(1, self, second, first)),
            worker.Run(self => Meet(2, self, third, third)),
        };
        await Task.WhenAll(calls).Soon();

        numbers[0].ShouldNotBe(numbers[1]);
        numbers[2].ShouldBeOneOf(numbers[0], numbers[1]);

        Task Meet(int call, Probe self, Signal mine, Signal others)
        {
            numbers[call] = self.Number;
            mine.Set();
            return others.Wait();
        }
    }

    [Fact]
    public async Task Worker_ThatIsIdle_IsUsedAgain()
    {
        await using var silo = await TestSilo.StartAsync();
        var worker = silo.Grains.GetGrain<IWorkerProbeGrain>("w");

        for (var i = 0; i < 20; i++)
        {
            await worker.Run(_ => Task.CompletedTask).Soon();
        }

        (await worker.Activation().Soon()).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Worker_ThatEnds_LeavesItsCallsToOthers()
    {
        await using var silo = await TestSilo.StartAsync();
        var worker = silo.Grains.GetGrain<IWorkerProbeGrain>("w");

        var calls = Enumerable.Range(0, 200).Select(i => worker.Run(async self =>
        {
            self.BeAlone();
            if (i % 10 == 0)
            {
                self.Leave();
            }

            await Task.Yield();
        })).ToList();

        await Task.WhenAll(calls).Soon();
    }

    [Fact]
    public async Task FullQueues_RefuseByTheLimitForWorkers()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit_StatelessWorker = 1));
        var worker = silo.Grains.GetGrain<IWorkerProbeGrain>("w");
        var (release, firstBegan, secondBegan) = (new Signal(), new Signal(), new Signal());
        var accepted = new List<Task> { worker.Run(_ => Hold(firstBegan)), worker.Run(_ => Hold(secondBegan)) };
        await Task.WhenAll(firstBegan.Wait(), secondBegan.Wait()).Soon();
        accepted.AddRange([worker.Run(_ => Hold(new())), worker.Run(_ => Hold(new()))]);

        await Should.ThrowAsync<LimitExceededException>(worker.Activation().Soon());

        release.Set();
        await Task.WhenAll(accepted).Soon();

        Task Hold(Signal began)
        {
            began.Set();
            return release.Wait();
        }
    }
}
