using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Many messages there, one back.</summary>
internal sealed class ClientStreamingHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    CallSettings settings,
    ServiceActivator<TService> activator,
    ClientStreamingServerMethod<TRequest, TResponse> serve) : CallHandler<TService>(method, settings, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected override async ValueTask ServeAsync(ServerCall call)
    {
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller.ContextualDeserializer);
        await call.WriteOnlyMessageAsync(await serve(requests, call), method.ResponseMarshaller.ContextualSerializer);
    }
}
