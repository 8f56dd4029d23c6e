using Compensation.Api.Shared.Access;
using Compensation.Grains.Hosting;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Silo.Serving;
using NodaTime;

namespace Compensation.Testing;

/// <summary>The whole program in this process, on a free port of this machine, over a ledger of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly Server server;
    private readonly DirectoryInfo folder;

    private ApiServer(Server server, DirectoryInfo folder)
    {
        this.server = server;
        this.folder = folder;
    }

    public LedgerDatabase Database => server.Database;

    public DevelopmentIssuer Issuer => server.Issuer!;

    public Uri Address => new(server.Address);

    /// <summary>Where browsers find the pages.</summary>
    public Uri Console => new(server.Console!);

    public IServiceProvider Services => server.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="clock">Its clock; the system's where there is none.</param>
    /// <param name="ledger">The ledger's address; a new SQLite file where there is none.</param>
    /// <param name="configure">Changes its settings.</param>
    public static async Task<ApiServer> StartAsync(IClock? clock = null, string? ledger = null, Func<ServerOptions, ServerOptions>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("compensation-api-");
        var options = new ServerOptions
        {
            Ledger = ledger ?? Path.Combine(folder.FullName, "ledger.db"),
            Listen = "127.0.0.1:0",
            Grains = new GrainOptions { Engine = "test" },
#if CLUSTER
            Cluster = ServerOptions.Alone,
#endif
        };
        var server = await Server.OpenAsync(configure?.Invoke(options) ?? options, "Development", clock ?? SystemClock.Instance, default);
        await server.StartAsync(default);
        return new ApiServer(server, folder);
    }

    /// <summary>Adds a programme with a plan and sellers.</summary>
    /// <param name="plan">The plan's text.</param>
    /// <param name="sellers">The text of <c>sellers.csv</c>.</param>
    /// <param name="name">The programme's name.</param>
    /// <returns>The programme's number.</returns>
    public async Task<int> AddCompanyAsync(string plan, string sellers, string name = "company")
    {
        var (read, findings) = PlanChecker.Check(plan, "plan.yaml");
        var checkedPlan = read ?? throw new InvalidOperationException(string.Join('\n', findings));
        var data = folder.CreateSubdirectory(name).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "sellers.csv"), sellers);
        await File.WriteAllTextAsync(Path.Combine(data, "orders.csv"),
            $"order,seller,placed,{string.Join(',', checkedPlan.Volumes.Select(volume => volume.Column).OfType<string>())}\n");
        var programme = await Database.AddProgrammeAsync(name);
        var period = checkedPlan.Calendar.Containing(Database.Clock.GetCurrentInstant())!;
        var outcome = await LedgerImport.RunAsync(Database, programme, checkedPlan, data, period, "ann");
        return outcome.Report is null ? throw new InvalidOperationException(string.Join('\n', outcome.Findings)) : programme;
    }

    /// <summary>A caller without a key or token.</summary>
    public ApiClient Nobody() => new(Address, null);

    /// <summary>A storefront.</summary>
    public ApiClient Shop(string storefront = "shop", string programme = "company") =>
        new(Address, $"Bearer {Issuer.Issue(storefront, ["storefront"], programme, storefront: storefront)}");

    /// <summary>A seller.</summary>
    public ApiClient Seller(string seller, string programme = "company") =>
        new(Address, $"Bearer {Issuer.Issue($"{seller}@example", ["seller"], programme, seller)}");

    /// <summary>A person with a role.</summary>
    public ApiClient Person(string name, string role, string? programme = "company") => new(Address, $"Bearer {Issuer.Issue(name, [role], programme)}");

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
