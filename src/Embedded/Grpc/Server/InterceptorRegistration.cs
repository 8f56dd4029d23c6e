using System.Diagnostics.CodeAnalysis;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>An interceptor that calls pass.</summary>
public class InterceptorRegistration
{
    internal const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods;

    private readonly object[] arguments;
    private readonly Lazy<ObjectFactory> factory;

    internal InterceptorRegistration([DynamicallyAccessedMembers(Members)] Type type, object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (Array.Exists(arguments, argument => argument is null))
        {
            throw new ArgumentException($"An argument for {type} is null.", nameof(arguments));
        }

        Type = type;
        this.arguments = arguments;
        factory = new(() => ActivatorUtilities.CreateFactory(Type, Array.ConvertAll(arguments, argument => argument.GetType())));
    }

    /// <summary>Its type.</summary>
    [DynamicallyAccessedMembers(Members)]
    public Type Type { get; }

    /// <summary>Arguments of its constructor.</summary>
    public IReadOnlyList<object> Arguments => arguments;

    /// <summary>The one for all calls; null where each call gets its own.</summary>
    internal Interceptor? Shared { get; private set; }

    /// <summary>Takes the interceptor from the host's services now, if there is one for all calls.</summary>
    internal void Share(IServiceProvider services)
    {
        if (arguments.Length == 0 && services.GetRequiredService<SharedServices>().Contains(Type))
        {
            Shared = (Interceptor)services.GetRequiredService(Type);
        }
    }

    /// <summary>The interceptor for one call, where there is none for all.</summary>
    /// <param name="http">The call's request.</param>
    /// <param name="isMade">Whether it was made for this call, and ends with it.</param>
    internal Interceptor Get(HttpContext http, out bool isMade)
    {
        var services = http.RequestServices;
        var registered = arguments.Length == 0 ? (Interceptor?)services.GetService(Type) : null;
        isMade = registered is null;
        return registered ?? (Interceptor)factory.Value(services, arguments);
    }
}
