using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orleans.Runtime;

/// <summary>Starts and stops the silo with the host: storages first, the silo when they are ready.</summary>
internal sealed class SiloHost(Silo silo, IServiceProvider services) : IHostedService
{
    private readonly SiloLifecycle lifecycle = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        silo.Check();
        lifecycle.Subscribe(nameof(Silo), ServiceLifecycleStage.Active, silo);
        foreach (var participant in services.GetServices<ILifecycleParticipant<ISiloLifecycle>>())
        {
            participant.Participate(lifecycle);
        }

        await lifecycle.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => lifecycle.StopAsync(cancellationToken);
}
