using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Many messages there and many back, independently.</summary>
internal sealed class DuplexStreamingHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    CallSettings settings,
    ServiceActivator<TService> activator,
    DuplexStreamingServerMethod<TRequest, TResponse> serve)
    : CallHandler<TService>(method, settings, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override ValueTask ServeAsync(ServerCall call) => new(serve(
        new RequestStream<TRequest>(call, method.RequestMarshaller.ContextualDeserializer),
        new ResponseStream<TResponse>(call, method.ResponseMarshaller.ContextualSerializer),
        call));
}
