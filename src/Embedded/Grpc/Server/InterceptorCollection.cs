using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>What stands between the host and the handlers, from the outside in.</summary>
public class InterceptorCollection : Collection<InterceptorRegistration>
{
    /// <summary>Adds an interceptor; see <see cref="Add(Type, object[])"/>.</summary>
    public void Add<[DynamicallyAccessedMembers(InterceptorRegistration.Members)] TInterceptor>(params object[] args)
        where TInterceptor : Interceptor => Add(typeof(TInterceptor), args);

    /// <summary>Adds an interceptor.</summary>
    /// <param name="interceptorType">An <see cref="Interceptor"/>: taken from the call's services, or else made anew for each call.</param>
    /// <param name="args">Arguments of its constructor; the others are services.</param>
    public void Add([DynamicallyAccessedMembers(InterceptorRegistration.Members)] Type interceptorType, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(interceptorType);
        if (!interceptorType.IsSubclassOf(typeof(Interceptor)))
        {
            throw new ArgumentException($"{interceptorType} is no {typeof(Interceptor).FullName}.", nameof(interceptorType));
        }

        Add(new InterceptorRegistration(interceptorType, args));
    }
}
