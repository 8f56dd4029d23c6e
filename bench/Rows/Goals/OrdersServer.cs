using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Bench.Goals;

/// <summary>A server with nothing in it but a call that takes an order.</summary>
internal static class OrdersServer
{
    /// <summary>The call's path.</summary>
    public const string Place = "/bench.Orders/Place";

    /// <summary>Puts it together, on any free port of this machine.</summary>
    public static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<OrdersApi>();
        return app;
    }

    /// <summary>Serves until the input ends, and says first where.</summary>
    public static async Task ServeAsync()
    {
        await using var server = Build();
        await server.StartAsync();
        Console.WriteLine(server.Urls.Single());
        await Console.In.ReadToEndAsync();
    }
}
