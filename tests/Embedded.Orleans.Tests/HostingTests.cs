using System.Net;
using Compensation.Embedded.Orleans.Tests.Probes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>The silo in its host: alone, with settings that make sense, in stages.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task Silo_WithoutClustering_DoesNotStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(_ => { });
        using var host = builder.Build();

        (await Should.ThrowAsync<OrleansConfigurationException>(host.StartAsync())).Message.ShouldContain("UseLocalhostClustering");
    }

    [Fact]
    public void Silo_ThatIsToJoinAnother_IsRefused()
    {
        var error = Should.Throw<OrleansConfigurationException>(() => TestSilo.New(builder =>
            builder.UseLocalhostClustering(primarySiloEndpoint: new IPEndPoint(IPAddress.Loopback, 11112))));

        error.Message.ShouldContain("127.0.0.1:11112");
        error.Message.ShouldContain("Stack=Cluster");
    }

    [Fact]
    public async Task Setting_OutOfRange_IsNamedWithItsRange()
    {
        await using var silo = TestSilo.New(builder =>
            builder.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromSeconds(30)));

        var error = await Should.ThrowAsync<OrleansConfigurationException>(silo.Services.GetServices<IHostedService>().Single().StartAsync(default));

        error.Message.ShouldBe("CollectionAge is 00:00:30, but has to be more than CollectionQuantum, which is 00:01:00.");
    }

    [Fact]
    public async Task Lifecycle_StartsInRisingStages_AndStopsInReverse()
    {
        var steps = new List<string>();
        var silo = await TestSilo.StartAsync(builder =>
        {
            builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services =>
                new Steps(steps, ServiceLifecycleStage.Active + 1, "ready", services.GetRequiredService<IGrainFactory>()));
            builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services =>
                new Steps(steps, ServiceLifecycleStage.RuntimeStorageServices, "storage", services.GetRequiredService<IGrainFactory>()));
        });
        await silo.StopAsync().Soon();
        await silo.DisposeAsync();

        steps.ShouldBe(["start storage, no grains", "start ready, grains", "stop ready, grains", "stop storage, no grains"]);
    }

    [Fact]
    public async Task Silo_InAHostOfTheOlderKind_StartsToo()
    {
        using var host = new HostBuilder()
            .ConfigureServices(services => services.AddSingleton<ProbeEvents>())
            .UseOrleans(silo => silo.UseLocalhostClustering())
            .Build();
        await host.StartAsync().Soon();

        (await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IWorkerProbeGrain>("w").Activation().Soon()).ShouldBe(1);
        await host.StopAsync().Soon();
    }

    [Fact]
    public async Task Services_GiveTheSameClientToGrainsAndOthers()
    {
        await using var silo = await TestSilo.StartAsync();

        silo.Services.GetRequiredService<IClusterClient>().ShouldBeSameAs(silo.Grains);
        silo.Services.GetRequiredService<IClusterClient>().ServiceProvider.GetRequiredService<ProbeEvents>().ShouldBeSameAs(silo.Events);
    }

    private sealed class Steps(List<string> steps, int stage, string name, IGrainFactory grains)
        : ILifecycleParticipant<ISiloLifecycle>, ILifecycleObserver
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(name, stage, this);

        public Task OnStart(CancellationToken cancellationToken = default) => AddAsync("start");

        public Task OnStop(CancellationToken cancellationToken = default) => AddAsync("stop");

        private async Task AddAsync(string what)
        {
            var call = grains.GetGrain<IWorkerProbeGrain>("p").Activation();
            await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            steps.Add($"{what} {name}, {(call.IsCompletedSuccessfully ? "grains" : "no grains")}");
        }
    }
}
