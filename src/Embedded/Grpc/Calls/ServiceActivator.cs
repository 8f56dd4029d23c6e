using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Gets the object that serves a call: from the call's services, or else made for the call.</summary>
internal sealed class ServiceActivator<TService>(IServiceProvider services)
    where TService : class
{
    private readonly bool isRegistered = services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(TService));
    private readonly Lazy<ObjectFactory<TService>> factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    /// <summary>The object for a call; give it back to <see cref="ReleaseAsync"/>.</summary>
    public TService Get(HttpContext http) =>
        isRegistered ? http.RequestServices.GetRequiredService<TService>() : factory.Value(http.RequestServices, []);

    /// <summary>Ends what was made for the call.</summary>
    public ValueTask ReleaseAsync(TService service)
    {
        if (!isRegistered)
        {
            if (service is IAsyncDisposable asynchronous)
            {
                return asynchronous.DisposeAsync();
            }

            (service as IDisposable)?.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
