using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
#if CLUSTER
using Orleans.Configuration;
#endif
using Orleans.Hosting;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>A silo of a test's own. Its clock stands still unless the test moves it.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost host;

    private TestSilo(Action<ISiloBuilder>? configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
#if !CLUSTER
        builder.Services.AddSingleton<TimeProvider>(Time);
#endif
        builder.Services.AddSingleton(Events);
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
#if CLUSTER
            silo.UseLocalhostClustering(siloPort: SharedArguments.FreePort(), gatewayPort: 0);
            SharedArguments.Add(silo.Services);
            silo.Configure<SiloMessagingOptions>(options => options.MaxForwardCount = 255);
#else
            silo.UseLocalhostClustering();
#endif
            silo.AddMemoryGrainStorageAsDefault();
            configure?.Invoke(silo);
        });
        host = builder.Build();
    }

    public ManualTime Time { get; } = new();

    public ProbeEvents Events { get; } = new();

    public IServiceProvider Services => host.Services;

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var silo = New(configure);
        await silo.host.StartAsync().Soon();
        return silo;
    }

    public static TestSilo New(Action<ISiloBuilder>? configure = null) => new(configure);

    public IProbeGrain Probe(string key) => Grains.GetGrain<IProbeGrain>(key, typeof(ProbeGrain).FullName);

    public Task StopAsync(CancellationToken token = default) => host.StopAsync(token);

    public async ValueTask DisposeAsync()
    {
        // What a test left running is not waited for.
        await host.StopAsync(new CancellationToken(canceled: true));
        host.Dispose();
    }
}
