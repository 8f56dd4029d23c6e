using System.Net;
using Compensation.Api;
using Compensation.Api.Shared.Access;
using Compensation.Api.Storefronts;
using Compensation.Bench.Comparators;
using Compensation.Grains.Hosting;
using Compensation.Ledger.Store;
using Compensation.Rules.Bonuses;
using Compensation.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans;
using Orleans.Hosting;

namespace Compensation.Bench.Goals;

/// <summary>The whole program over a ledger, in this process: grains, API and Kestrel.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly DevelopmentIssuer issuer;

    private BenchServer(WebApplication host, LedgerDatabase database, DevelopmentIssuer issuer)
    {
        this.host = host;
        this.issuer = issuer;
        Database = database;
    }

    /// <summary>The ledger.</summary>
    public LedgerDatabase Database { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>Starts.</summary>
    /// <param name="address">The ledger.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="grains">The grains' settings.</param>
    /// <param name="isWritten">Whether orders are written; else they are decided only.</param>
    public static async Task<BenchServer> StartAsync(string address, IClock clock, GrainOptions? grains = null, bool isWritten = true)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        var options = new ApiOptions { CallsPerSecond = 10_000_000, CallsAtOnce = 10_000_000 };
        var issuer = new DevelopmentIssuer(builder.Environment, options.Audience, clock);
        var database = await LedgerDatabase.OpenAsync(address, clock);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton(clock).AddCompensationApi(options, issuer);
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<OrderCalls>(
            services, new OrdersOfClass(services.GetRequiredService<IGrainFactory>(), isWritten)));
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort: PostgreSqlServer.FreePort(), gatewayPort: 0)
            .AddCompensationGrains(database, CustomBonuses.None, grains ?? new GrainOptions { Engine = "bench" }));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var host = builder.Build();
        host.MapCompensationApi();
        await host.StartAsync();
        return new BenchServer(host, database, issuer);
    }

    /// <summary>A caller with a role.</summary>
    public UnaryCaller Caller(string role, string programme, string? seller = null) => new(
        new Uri(host.Urls.Single()), issuer.Issue("bench", [role], programme, seller, role == "storefront" ? "shop" : null));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        await Database.DisposeAsync();
    }
}
