using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Puts a service's interceptors around its methods, once for all calls: for a call nothing is made but what is made for each, an interceptor or
/// the service.</summary>
internal static class Chain
{
    public static UnaryServerMethod<TRequest, TResponse> Unary<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors, Func<TService, TRequest, ServerCallContext, Task<TResponse>> method)
        where TService : class
        where TRequest : class
        where TResponse : class => Around<UnaryServerMethod<TRequest, TResponse>>(
            interceptors,
            (request, context) => method(ServiceOf<TService>(context), request, context),
            (interceptor, next) => (request, context) => interceptor.UnaryServerHandler(request, context, next),
            (registration, around) => (request, context) => WithAsync(registration, context, made => around(made)(request, context)));

    public static ClientStreamingServerMethod<TRequest, TResponse> ClientStreaming<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> method)
        where TService : class
        where TRequest : class
        where TResponse : class => Around<ClientStreamingServerMethod<TRequest, TResponse>>(
            interceptors,
            (requests, context) => method(ServiceOf<TService>(context), requests, context),
            (interceptor, next) => (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, next),
            (registration, around) => (requests, context) => WithAsync(registration, context, made => around(made)(requests, context)));

    public static ServerStreamingServerMethod<TRequest, TResponse> ServerStreaming<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> method)
        where TService : class
        where TRequest : class
        where TResponse : class => Around<ServerStreamingServerMethod<TRequest, TResponse>>(
            interceptors,
            (request, responses, context) => method(ServiceOf<TService>(context), request, responses, context),
            (interceptor, next) => (request, responses, context) => interceptor.ServerStreamingServerHandler(request, responses, context, next),
            (registration, around) => (request, responses, context) => WithAsync(registration, context, async made =>
            {
                await around(made)(request, responses, context);
                return true;
            }));

    public static DuplexStreamingServerMethod<TRequest, TResponse> DuplexStreaming<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> method)
        where TService : class
        where TRequest : class
        where TResponse : class => Around<DuplexStreamingServerMethod<TRequest, TResponse>>(
            interceptors,
            (requests, responses, context) => method(ServiceOf<TService>(context), requests, responses, context),
            (interceptor, next) => (requests, responses, context) => interceptor.DuplexStreamingServerHandler(requests, responses, context, next),
            (registration, around) => (requests, responses, context) => WithAsync(registration, context, async made =>
            {
                await around(made)(requests, responses, context);
                return true;
            }));

    /// <summary>Puts interceptors around a method, the first one outermost.</summary>
    /// <param name="interceptors">The interceptors.</param>
    /// <param name="method">What the innermost one goes on with.</param>
    /// <param name="around">An interceptor around what it goes on with.</param>
    /// <param name="made">The same with an interceptor that is got for each call.</param>
    private static TMethod Around<TMethod>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        TMethod method,
        Func<Interceptor, TMethod, TMethod> around,
        Func<InterceptorRegistration, Func<Interceptor, TMethod>, TMethod> made) =>
        interceptors.Reverse().Aggregate(method, (next, registration) => registration.Shared is { } shared
            ? around(shared, next)
            : made(registration, interceptor => around(interceptor, next)));

    private static TService ServiceOf<TService>(ServerCallContext context)
        where TService : class => (TService)ServerCall.Of(context).Service!;

    private static async Task<T> WithAsync<T>(InterceptorRegistration registration, ServerCallContext context, Func<Interceptor, Task<T>> serveAsync)
    {
        var interceptor = registration.Get(context.GetHttpContext(), out var isMade);
        try
        {
            return await serveAsync(interceptor);
        }
        finally
        {
            if (isMade && interceptor is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else if (isMade)
            {
                (interceptor as IDisposable)?.Dispose();
            }
        }
    }
}
