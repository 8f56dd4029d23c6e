using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Gets the object that serves a call: from the services, or else made for the call.</summary>
/// <remarks>A call has services of its own only where it needs them: they cost as much as all else that a call allocates.</remarks>
internal sealed class ServiceActivator<TService>
    where TService : class
{
    private readonly Func<HttpContext, TService> get;
    private readonly bool isMade;

    public ServiceActivator(IServiceProvider services)
    {
        isMade = !services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(TService));
        if (services.GetRequiredService<SharedServices>().Contains(typeof(TService)))
        {
            var shared = new Lazy<TService>(services.GetRequiredService<TService>);
            get = _ => shared.Value;
        }
        else if (!isMade)
        {
            get = http => http.RequestServices.GetRequiredService<TService>();
        }
        else if (typeof(TService).GetConstructors() is [{ } only] && only.GetParameters().Length == 0)
        {
            var make = Expression.Lambda<Func<TService>>(Expression.New(only)).Compile();
            get = _ => make();
        }
        else
        {
            var factory = new Lazy<ObjectFactory<TService>>(() => ActivatorUtilities.CreateFactory<TService>([]));
            get = http => factory.Value(http.RequestServices, []);
        }
    }

    /// <summary>The object for a call; give it back to <see cref="ReleaseAsync"/>.</summary>
    public TService Get(HttpContext http) => get(http);

    /// <summary>Ends what was made for the call.</summary>
    public ValueTask ReleaseAsync(TService service)
    {
        if (isMade)
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
