using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Puts a service's interceptors around its methods.</summary>
internal static class Chain
{
    public static Func<TService, TRequest, ServerCallContext, Task<TResponse>> Unary<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors, Func<TService, TRequest, ServerCallContext, Task<TResponse>> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (service, request, context) =>
            WithAsync(interceptor, context, taken => taken.UnaryServerHandler<TRequest, TResponse>(
                request, context, (request, context) => next(service, request, context))));

    public static Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> ClientStreaming<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (service, requests, context) =>
            WithAsync(interceptor, context, taken => taken.ClientStreamingServerHandler<TRequest, TResponse>(
                requests, context, (requests, context) => next(service, requests, context))));

    public static Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> ServerStreaming<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (service, request, responses, context) =>
            WithAsync(interceptor, context, async taken =>
            {
                await taken.ServerStreamingServerHandler<TRequest, TResponse>(
                    request, responses, context, (request, responses, context) => next(service, request, responses, context));
                return true;
            }));

    public static Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>
        DuplexStreaming<TService, TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (service, requests, responses, context) =>
            WithAsync(interceptor, context, async taken =>
            {
                await taken.DuplexStreamingServerHandler<TRequest, TResponse>(
                    requests, responses, context, (requests, responses, context) => next(service, requests, responses, context));
                return true;
            }));

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
