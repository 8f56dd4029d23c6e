using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Maps each method of a service to the path of its calls.</summary>
internal sealed class ServiceMapping<TService>(IEndpointRouteBuilder builder, ServedMethods served) : ServiceBinderBase
    where TService : class
{
    private readonly CallSettings settings = CallSettings.Of<TService>(builder.ServiceProvider);
    private readonly ServiceActivator<TService> activator = new(builder.ServiceProvider);
    private readonly List<IEndpointConventionBuilder> endpoints = [];

    /// <summary>Asks the generated code for the methods, and maps them.</summary>
    public IReadOnlyList<IEndpointConventionBuilder> Map()
    {
        var bind = BindMethod() ?? throw new InvalidOperationException(
            $"{typeof(TService)} is no gRPC service: derive it from the base class that Grpc.Tools generates for the service.");
        bind.Invoke(null, [this, null]);
        return endpoints;
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var target = Target(method, typeof(TRequest), typeof(ServerCallContext));
        var serve = Chain.Unary(settings.Interceptors, target.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>());
        Map(method, target, new UnaryHandler<TService, TRequest, TResponse>(method, settings, activator, serve).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Target(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var serve = Chain.ClientStreaming(
            settings.Interceptors, target.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>());
        Map(method, target, new ClientStreamingHandler<TService, TRequest, TResponse>(method, settings, activator, serve).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Target(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var serve = Chain.ServerStreaming(
            settings.Interceptors, target.CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>());
        Map(method, target, new ServerStreamingHandler<TService, TRequest, TResponse>(method, settings, activator, serve).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Target(method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var serve = Chain.DuplexStreaming(
            settings.Interceptors,
            target.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>());
        Map(method, target, new DuplexStreamingHandler<TService, TRequest, TResponse>(method, settings, activator, serve).HandleAsync);
    }

    private static MethodInfo? BindMethod()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } bind)
            {
                return bind.BindType.GetMethod(
                    bind.BindMethodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ServiceBinderBase), type]);
            }
        }

        return null;
    }

    private static MethodInfo Target(IMethod method, params Type[] parameters) =>
        typeof(TService).GetMethod(method.Name, BindingFlags.Instance | BindingFlags.Public, parameters)
        ?? throw new InvalidOperationException($"{typeof(TService)} has no public method {method.Name} for {method.FullName}.");

    private void Map(IMethod method, MethodInfo target, Microsoft.AspNetCore.Http.RequestDelegate serve)
    {
        served.Add(builder, method.ServiceName);
        endpoints.Add(builder.MapPost(method.FullName, serve)
            .WithDisplayName($"gRPC - {method.FullName}")
            .WithMetadata([
                new GrpcMethodMetadata(typeof(TService), method),
                .. typeof(TService).GetCustomAttributes(inherit: true),
                .. target.GetCustomAttributes(inherit: true),
            ]));
    }
}
