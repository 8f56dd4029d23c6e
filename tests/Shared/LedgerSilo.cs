using Compensation.Grains.Hosting;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans;
using Orleans.Hosting;

namespace Compensation.Testing;

/// <summary>Represents a silo over a ledger: grains, writer and what it knows of programmes. Several may share one ledger.</summary>
internal sealed class LedgerSilo : IAsyncDisposable
{
    private readonly IHost host;

    private LedgerSilo(LedgerDatabase database, GrainOptions options)
    {
        Database = database;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort: PostgreSqlServer.FreePort(), gatewayPort: 0)
            .AddCompensationGrains(database, CustomBonuses.None, options));
        host = builder.Build();
    }

    public LedgerDatabase Database { get; }

    public IServiceProvider Services => host.Services;

    public LedgerWriter Writer => Services.GetRequiredService<LedgerWriter>();

    public ProgrammeDirectory Programmes => Services.GetRequiredService<ProgrammeDirectory>();

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public static async Task<LedgerSilo> StartAsync(
        string address, IClock clock, IEnumerable<IInterceptor>? interceptors = null, GrainOptions? options = null)
    {
        var silo = new LedgerSilo(await LedgerDatabase.OpenAsync(address, clock, interceptors), options ?? new GrainOptions { Engine = "test" });
        await silo.host.StartAsync();
        return silo;
    }

    /// <summary>Adds a programme with a plan and sellers: its fields are there, its periods are not.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="sellers">The text of <c>sellers.csv</c>.</param>
    /// <param name="name">The programme's name.</param>
    /// <returns>The programme's number.</returns>
    public static async Task<int> AddCompanyAsync(LedgerDatabase database, Plan plan, string sellers, string name = "company")
    {
        var folder = Directory.CreateTempSubdirectory("compensation-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "sellers.csv"), sellers);
            await File.WriteAllTextAsync(Path.Combine(folder, "orders.csv"),
                $"order,seller,placed,{string.Join(',', plan.Volumes.Select(volume => volume.Column).OfType<string>())}\n");
            var programme = await database.AddProgrammeAsync(name);
            var outcome = await LedgerImport.RunAsync(database, programme, plan, folder, plan.Calendar.Containing(database.Clock.GetCurrentInstant())!, "ann");
            return outcome.Report is null ? throw new InvalidOperationException(string.Join('\n', outcome.Findings)) : programme;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        await Database.DisposeAsync();
    }
}
