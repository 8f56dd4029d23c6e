using Compensation.Grains.Hosting;
using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Periods;
using Compensation.Testing;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Simulation.Tests;

/// <summary>One silo's place: the process that runs there dies now and then, and another one starts on the same ledger.</summary>
internal sealed class SimulatedSilo(string address, string folder, int programme, Instant start, Func<Faults> faults, GrainOptions options)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim restarting = new(1);
    private readonly SemaphoreSlim following = new(1);
    private LivePeriod? live;
    private (string Period, int? Run) followed;
    private int injectedBefore;

    public ManualClock Clock { get; } = new(start);

    public Faults Faults { get; private set; } = faults();

    public LedgerSilo Process { get; private set; } = null!;

    public int Restarts { get; private set; }

    public int Injected => injectedBefore + Faults.Injected;

    public async Task StartAsync() =>
        Process = await LedgerSilo.StartAsync(address, Clock, Faults.Interceptors, options with { AtStep = Faults.AtStep });

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

    /// <summary>The live figures of a period, after at least an entry.</summary>
    public async Task<LiveFigures> FiguresAsync(Period period, long atLeast, bool saves)
    {
        await following.WaitAsync();
        try
        {
            await FollowAsync(period);
            var figures = await live!.AtLeastAsync(atLeast);
            if (saves)
            {
                await live.SaveAsync(BookOf(period));
            }

            return figures;
        }
        finally
        {
            following.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        restarting.Dispose();
        following.Dispose();
    }

    private string BookOf(Period period) => Path.Combine(folder, $"{period.Name}.book");

    private async Task FollowAsync(Period period)
    {
        var database = Process.Database;
        await using var context = database.CreateContext();
        var run = CarriedRun.Before(await LedgerPeriods.ReadAsync(context, programme), period.Start);
        if (live is not null && followed == (period.Name, run))
        {
            return;
        }

        await ForgetAsync();
        var file = File.Exists(BookOf(period)) ? BookOf(period) : null;
        live = await LivePeriod.OpenAsync(database, Process.Writer.Feed, programme, Company.Plan, period, run, file);
        followed = (period.Name, run);
    }

    private async Task ForgetAsync()
    {
        if (live is not null)
        {
            await live.DisposeAsync();
            live = null;
        }
    }

    private async Task StopAsync()
    {
        await following.WaitAsync();
        try
        {
            await ForgetAsync();
        }
        finally
        {
            following.Release();
        }

        await Process.DisposeAsync();
    }
}
