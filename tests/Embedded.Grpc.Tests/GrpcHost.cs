using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>A host that serves gRPC on a free port of this machine, HTTP/2 without TLS.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private GrpcHost(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => Addresses[0];

    /// <summary>Everywhere it listens.</summary>
    public IReadOnlyList<Uri> Addresses => [.. app.Urls.Select(url => new Uri(url))];

    /// <summary>Its services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts a host that serves one service.</summary>
    public static Task<GrpcHost> StartAsync<TService>(Action<GrpcServiceOptions>? options = null, Action<WebApplicationBuilder>? configure = null)
        where TService : class => StartAsync(app => app.MapGrpcService<TService>(), options, configure);

    /// <summary>Starts a host whose service does what a script says.</summary>
    public static Task<GrpcHost> StartAsync(
        Script script, Action<GrpcServiceOptions>? options = null, Action<WebApplicationBuilder>? configure = null) =>
        StartAsync<ScriptedService>(options, builder =>
        {
            builder.Services.AddSingleton(script);
            configure?.Invoke(builder);
        });

    /// <summary>Starts a host.</summary>
    public static async Task<GrpcHost> StartAsync(
        Action<WebApplication> map, Action<GrpcServiceOptions>? options = null, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc(settings => options?.Invoke(settings));
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseRouting();
        map(app);
        await app.StartAsync();
        return new GrpcHost(app);
    }

    /// <summary>Ends it as the host's own stop does: calls that run may end.</summary>
    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
