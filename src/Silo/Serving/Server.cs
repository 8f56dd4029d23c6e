using System.Net;
using System.Security.Cryptography.X509Certificates;
using Compensation.Api;
using Compensation.Api.Pages;
using Compensation.Api.Shared.Access;
using Compensation.Grains.Hosting;
using Compensation.Ledger.Store;
#if CLUSTER
using Compensation.Silo.Clustering;
#endif
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Orleans.Hosting;

namespace Compensation.Silo.Serving;

/// <summary>Represents the running program: grains and API in one host over one ledger.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Bytes that a caller may send of a call before the server has read them: a thousand orders. A caller fifty milliseconds away sends 20,000 a
    /// second.</summary>
    private const int StreamWindow = 256 * 1024;

    private readonly WebApplication host;
    private readonly LedgerDatabase database;
    private readonly TelemetryExport? telemetry;

    private Server(WebApplication host, LedgerDatabase database, TelemetryExport? telemetry, DevelopmentIssuer? issuer)
    {
        this.host = host;
        this.database = database;
        this.telemetry = telemetry;
        Issuer = issuer;
    }

    /// <summary>The program's own issuer of tokens; null outside development.</summary>
    public DevelopmentIssuer? Issuer { get; }

    /// <summary>The ledger.</summary>
    public LedgerDatabase Database => database;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>Where it listens, once it is started.</summary>
    public string Address => Addresses.First();

    /// <summary>Where browsers find the pages, once it is started; null where there are none.</summary>
    public string? Console => Addresses.Count > 1 ? Addresses.Last() : null;

    private ICollection<string> Addresses => host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>Opens the ledger and puts the host together.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="environment">The environment's name, such as Development.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The ledger or a certificate cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">The settings do not go together; the message says how they would.</exception>
    public static async Task<Server> OpenAsync(ServerOptions options, string environment, IClock clock, CancellationToken cancellation)
    {
        var endpoint = EndpointOf(options, nameof(options.Listen), options.Listen);
        var console = ConsoleOf(options, endpoint);
        var certificate = CertificateOf(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        var issuer = options.Api.Issuer.Length == 0 ? new DevelopmentIssuer(builder.Environment, options.Api.Audience, clock) : null;
        if (!options.Ledger.Contains(':', StringComparison.Ordinal) && Path.GetDirectoryName(Path.GetFullPath(options.Ledger)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var database = await LedgerDatabase.OpenAsync(options.Ledger, clock, cancellation: cancellation);
        builder.Logging.ClearProviders();
        // Scopes say of which trace and connection an event is.
        builder.Logging.AddJsonConsole(json => (json.TimestampFormat, json.UseUtcTimestamp, json.IncludeScopes) = (TimestampFormat, true, true))
            .SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", options.LogLevel == LogLevel.Information ? LogLevel.Warning : options.LogLevel)
            // It calls every process that is asked before it has started an error; Readiness itself says what is one.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds));
        AddSessionKeys(builder.Services, options);
        builder.Services.AddSingleton(clock);
        builder.Services.AddCompensationApi(options.Api, issuer).AddConsolePages();
        await AddGrainsAsync(builder, database, options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A stream of orders has no end; each of its messages is limited by the API.
            kestrel.Limits.MaxRequestBodySize = null;
            // A stream whose caller does not read its answers is not read either, and what has come of it takes from the connection's window until it is.
            // Half of that may be spent before it is given anew; so this lets seven such streams stand and others of the same connection go on.
            (kestrel.Limits.Http2.InitialStreamWindowSize, kestrel.Limits.Http2.InitialConnectionWindowSize) = (StreamWindow, 16 * StreamWindow);
            Listen(kestrel, endpoint, HttpProtocols.Http2, certificate);
            if (console is not null)
            {
                Listen(kestrel, console, HttpProtocols.Http1, certificate);
            }
        });
        var host = builder.Build();
        host.MapCompensationApi();
        host.MapConsolePages();
        return new Server(host, database, TelemetryExport.Begin(options.Telemetry), issuer);
    }

    /// <summary>Starts to serve.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await host.StartAsync(cancellation);
        new ServerLog(Services.GetRequiredService<ILogger<Server>>())
            .Follow(host.Lifetime, Address, Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    /// <summary>Waits until the program is told to stop, and then until the calls that run have ended.</summary>
    public Task WaitAsync(CancellationToken cancellation) => host.WaitForShutdownAsync(cancellation);

    /// <summary>Stops: takes no more calls, and waits until those that run have ended.</summary>
    public Task StopAsync() => host.StopAsync();

    /// <summary>Closes the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        telemetry?.Dispose();
        await database.DisposeAsync();
    }

#if CLUSTER
    private static async Task AddGrainsAsync(WebApplicationBuilder builder, LedgerDatabase database, ServerOptions options)
    {
        var place = options.Cluster == ServerOptions.Alone ? null : IPEndPoint.TryParse(options.Cluster, out var given) ? given
            : throw new InvalidOperationException($"Cluster is '{options.Cluster}', which is no address with a port. "
                + $"Give the one at which the cluster's other silos reach this one, such as 10.0.0.5:11111, or '{ServerOptions.Alone}' where there are none.");
        var joining = Task.CompletedTask;
        builder.UseOrleans(silo =>
        {
            silo.AddCompensationGrains(database, InstalledBonuses.All, options.Grains);
            if (place is null)
            {
                silo.StayAlone();
            }
            else
            {
                joining = silo.UseClusterAsync(new ClusterSettings(options.Ledger, place.Address, place.Port));
            }
        });
        await joining;
    }
#else
    private static Task AddGrainsAsync(WebApplicationBuilder builder, LedgerDatabase database, ServerOptions options)
    {
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddCompensationGrains(database, InstalledBonuses.All, options.Grains));
        return Task.CompletedTask;
    }
#endif

    /// <summary>Listens. A browser needs HTTP/1.1, and can agree on HTTP/2 with TLS only.</summary>
    private static void Listen(KestrelServerOptions kestrel, IPEndPoint endpoint, HttpProtocols plain, X509Certificate2? certificate) =>
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = certificate is null ? plain : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        });

    private static void AddSessionKeys(IServiceCollection services, ServerOptions options)
    {
        var protection = services.AddDataProtection().SetApplicationName("compensation");
        _ = options.SessionKeys.Length == 0 ? protection.UseEphemeralDataProtectionProvider()
            : protection.PersistKeysToFileSystem(Directory.CreateDirectory(options.SessionKeys));
    }

    private static IPEndPoint? ConsoleOf(ServerOptions options, IPEndPoint api) => options.Console switch
    {
        "none" => null,
        "" => new IPEndPoint(api.Address, Math.Max(0, api.Port - 1)),
        _ => EndpointOf(options, nameof(options.Console), options.Console),
    };

    private static IPEndPoint EndpointOf(ServerOptions options, string setting, string address)
    {
        if (!IPEndPoint.TryParse(address, out var endpoint))
        {
            throw new InvalidOperationException(
                $"{setting} is '{address}', which is no address with a port. Give one such as 127.0.0.1:5151 or [::]:5151.");
        }

        return IPAddress.IsLoopback(endpoint.Address) || options.Certificate.Length > 0 || options.PlainText ? endpoint : throw new InvalidOperationException(
            $"{setting} is '{address}', where others could read along: set Certificate for TLS, or PlainText where a proxy in front of it ends TLS.");
    }

    private static X509Certificate2? CertificateOf(ServerOptions options) => options.Certificate.Length == 0 ? null
        : X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey.Length == 0 ? null : options.CertificateKey);
}
