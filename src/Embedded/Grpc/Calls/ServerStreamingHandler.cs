using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>One message there, many back.</summary>
internal sealed class ServerStreamingHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    CallSettings settings,
    ServiceActivator<TService> activator,
    ServerStreamingServerMethod<TRequest, TResponse> serve) : CallHandler<TService>(method, settings, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected override async ValueTask ServeAsync(ServerCall call)
    {
        var request = await call.ReadOnlyMessageAsync(method.RequestMarshaller.ContextualDeserializer);
        await serve(request, new ResponseStream<TResponse>(call, method.ResponseMarshaller.ContextualSerializer), call);
    }
}
