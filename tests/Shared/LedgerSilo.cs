using Compensation.Grains.Genealogy;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans;
using Orleans.Hosting;

namespace Compensation.Testing;

/// <summary>A clock that tests set.</summary>
internal sealed class ManualClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}

/// <summary>Represents a silo over a ledger: grains, writer and what it knows of programmes. Several may share one ledger.</summary>
internal sealed class LedgerSilo : IAsyncDisposable
{
    private readonly IHost host;

    private LedgerSilo(LedgerDatabase database, LedgerWriterOptions? options, Action<string>? atStep,
        Func<string, long, CancellationToken, Task<Result?>>? live)
    {
        Database = database;
        Writer = new LedgerWriter(database, options);
        Programmes = new ProgrammeDirectory(database, Writer);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var plans = new PublishedPlans(CustomBonuses.None);
        Live = new LiveDirectory(database, Writer, Programmes);
        Desks = new GenealogyDirectory(database, Writer, Programmes, plans);
        builder.Services.AddSingleton(Database).AddSingleton(Writer).AddSingleton(Programmes).AddSingleton(Live).AddSingleton(Desks);
        builder.Services.AddSingleton(new PeriodDesks(programme => new PeriodWork(database, programme, plans, "test")
        {
            AtStep = atStep ?? (_ => { }),
            Live = live,
        }));
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        host = builder.Build();
    }

    public LedgerDatabase Database { get; }

    public LedgerWriter Writer { get; }

    public ProgrammeDirectory Programmes { get; }

    public LiveDirectory Live { get; }

    public GenealogyDirectory Desks { get; }

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<LedgerSilo> StartAsync(
        string address, IClock clock, IEnumerable<IInterceptor>? interceptors = null, LedgerWriterOptions? options = null,
        Action<string>? atStep = null, Func<string, long, CancellationToken, Task<Result?>>? live = null)
    {
        var silo = new LedgerSilo(await LedgerDatabase.OpenAsync(address, clock, interceptors), options, atStep, live);
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
        host.Dispose();
        await Live.DisposeAsync();
        await Desks.DisposeAsync();
        Programmes.Dispose();
        await Writer.DisposeAsync();
        await Database.DisposeAsync();
    }
}
