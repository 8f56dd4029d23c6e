using Compensation.Ledger.Books;
using Compensation.Grains.Hosting;
using Compensation.Testing;
using NodaTime;

namespace Compensation.Simulation.Tests;

/// <summary>One silo's place: the process that runs there dies now and then, and another one starts on the same ledger.</summary>
internal sealed class SimulatedSilo(string address, string book, int programme, Instant start, Func<Faults> faults, GrainOptions options)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim restarting = new(1);
    private int injectedBefore;

    public ManualClock Clock { get; } = new(start);

    public Faults Faults { get; private set; } = faults();

    public LedgerSilo Process { get; private set; } = null!;

    public LivePeriod Live { get; private set; } = null!;

    public int Restarts { get; private set; }

    public int Injected => injectedBefore + Faults.Injected;

    public async Task StartAsync()
    {
        Process = await LedgerSilo.StartAsync(address, Clock, Faults.Interceptors, options);
        Live = await LivePeriod.OpenAsync(
            Process.Database, Process.Writer.Feed, programme, Company.Plan, Company.January, null, File.Exists(book) ? book : null);
    }

    /// <summary>Starts a new process if this one is dead.</summary>
    public async Task RestartAsync(LedgerSilo process, bool isPaused)
    {
        await restarting.WaitAsync();
        try
        {
            if (process == Process && Faults.IsDead)
            {
                Restarts++;
                await StopAsync();
                injectedBefore = Injected;
                Faults = faults();
                await StartAsync();
                Faults.Paused = isPaused;
            }
        }
        finally
        {
            restarting.Release();
        }
    }

    public Task SaveBookAsync() => Live.SaveAsync(book);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        restarting.Dispose();
    }

    private async Task StopAsync()
    {
        await Live.DisposeAsync();
        await Process.DisposeAsync();
    }
}
