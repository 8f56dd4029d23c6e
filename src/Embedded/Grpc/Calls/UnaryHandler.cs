using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>One message there, one back.</summary>
internal sealed class UnaryHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    CallSettings settings,
    ServiceActivator<TService> activator,
    UnaryServerMethod<TRequest, TResponse> serve) : CallHandler<TService>(method, settings, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Func<DeserializationContext, TRequest> deserialize = method.RequestMarshaller.ContextualDeserializer;
    private readonly Action<TResponse, SerializationContext> serialize = method.ResponseMarshaller.ContextualSerializer;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected override async ValueTask ServeAsync(ServerCall call)
    {
        var request = await call.ReadOnlyMessageAsync(deserialize);
        await call.WriteOnlyMessageAsync(await serve(request, call), serialize);
    }
}
