using System.Globalization;
using Compensation.Grains.Hosting;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Testing;
using NodaTime;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Two silos over one ledger for some months of virtual time, with everything going wrong that a seed says.</summary>
internal sealed class SimulatedRun : IAsyncDisposable
{
    private const int Rounds = 40;
    private static readonly Duration MostSkew = Duration.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Random random;
    private readonly Caller caller;
    private readonly Storefront storefront;
    private readonly BackOffice backOffice;
    private readonly Finance finance;
    private readonly SimulatedSilo[] silos;
    private readonly LedgerDatabase ledger;
    private readonly Auditor auditor;
    private readonly int programme;
    private readonly Saboteur? saboteur;
    private Instant truth = Company.Start;
    private Instant latest = Company.Start;
    private int round;

    private SimulatedRun(int seed, LedgerDatabase ledger, string folder, string address, int programme, Saboteur? saboteur)
    {
        random = new Random(seed);
        this.ledger = ledger;
        this.saboteur = saboteur;
        this.programme = programme;
        auditor = new Auditor(ledger, programme);
        var (commands, commits, crashes, steps) = (random.Next(25), random.Next(150), random.Next(40), random.Next(60));
        var mostWaiting = random.Next(2) == 0 ? 2 : 1_000;
        var options = new GrainOptions { Engine = "simulation", LooksForOutcome = 1, MostWaiting = mostWaiting, RetryAfterMilliseconds = 0 };
        silos = [.. new[] { "left", "right" }.Select(place => new SimulatedSilo(address, Directory.CreateDirectory(Path.Combine(folder, place)).FullName,
            programme, Company.Start, () => new Faults(random.Next()) { Commands = commands, Commits = commits, Crashes = crashes, Steps = steps }, options))];
        caller = new Caller(silos);
        backOffice = new BackOffice(new Random(seed), caller, programme);
        storefront = new Storefront(new Random(seed), caller, programme, backOffice.Genealogy.Sellers);
        finance = new Finance(new Random(seed), caller, ledger, programme, backOffice.Genealogy.Sellers);
    }

    /// <summary>What went wrong, for the record.</summary>
    public string Story => string.Create(CultureInfo.InvariantCulture,
        $"{storefront.Orders.Count} orders, {backOffice.Done} changes of sellers, {finance.Done} steps of finance, "
        + $"{finance.Periods.Count(period => period.IsClosed)} periods closed, {finance.Periods.Sum(period => period.Posted.Count)} restatements, "
        + $"{silos.Sum(silo => silo.Injected)} faults, {silos.Sum(silo => silo.Restarts)} crashes, {saboteur?.Ended ?? 0} connections ended");

    /// <summary>Starts.</summary>
    /// <param name="seed">What is drawn.</param>
    /// <param name="folder">A folder for the silos.</param>
    /// <param name="address">The ledger.</param>
    /// <param name="programme">The company.</param>
    /// <param name="saboteur">Ends connections of the silos, where the ledger is on a server.</param>
    public static async Task<SimulatedRun> StartAsync(int seed, string folder, string address, int programme, Saboteur? saboteur = null)
    {
        var ledger = await LedgerDatabase.OpenAsync(address, new ManualClock(Company.Start));
        var run = new SimulatedRun(seed, ledger, folder, saboteur is null ? address : address + Saboteur.Mark, programme, saboteur);
        foreach (var silo in run.silos)
        {
            await silo.StartAsync();
        }

        return run;
    }

    /// <summary>Lives through it.</summary>
    /// <exception cref="TimeoutException">It hangs; the message says where.</exception>
    public async Task RunAsync()
    {
        try
        {
            await LiveAsync().WaitAsync(Patience);
        }
        catch (TimeoutException hanging)
        {
            throw new TimeoutException($"In round {round} it hangs ({Story}). Waiting are:\n{string.Join('\n', caller.Pending)}", hanging);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Pause(true);
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        await ledger.DisposeAsync();
    }

    private async Task LiveAsync()
    {
        for (round = 1; round <= Rounds; round++)
        {
            SetClocks();
            Pause(false);
            var work = Task.WhenAll(
                storefront.WorkAsync(truth, random.Next(4) == 0 ? 0 : random.Next(1, 9)),
                random.Next(2) == 0 ? backOffice.WorkAsync(truth) : Task.CompletedTask,
                finance.WorkAsync(truth - MostSkew, latest));
            await (saboteur?.DuringAsync(work) ?? work);
            Pause(true);
            await ReviveAsync();
            if (round % 10 == 0)
            {
                await CheckAsync();
            }
        }
    }

    /// <summary>Time goes on, sometimes exactly to a cut-off; for each silo by its own clock, which may be wrong by two minutes and jump back.</summary>
    private void SetClocks()
    {
        var next = truth + Duration.FromMilliseconds(random.NextInt64(1, 4 * 24 * 3_600_000L));
        var cutoff = Company.Calendar.Containing(truth - Duration.FromDays(5))!.Cutoff;
        var edge = cutoff + Duration.FromMilliseconds(random.Next(-1, 2));
        truth = truth < edge && edge < next ? edge : next;
        foreach (var silo in silos)
        {
            var skew = random.Next(3) == 0 ? 0 : random.NextInt64(-(long)MostSkew.TotalMilliseconds, (long)MostSkew.TotalMilliseconds);
            silo.Clock.Now = truth + Duration.FromMilliseconds(skew);
            latest = Instant.Max(latest, silo.Clock.Now);
        }
    }

    private void Pause(bool paused) => Array.ForEach(silos, silo => silo.Faults.Paused = paused);

    private async Task ReviveAsync()
    {
        foreach (var silo in silos)
        {
            await silo.RestartAsync(silo.Process, isPaused: true);
        }
    }

    private async Task CheckAsync()
    {
        await auditor.CheckAsync(storefront, backOffice, finance, latest);
        await using var context = ledger.CreateContext();
        var periods = await LedgerPeriods.ReadAsync(context, programme);
        if (periods.LastOrDefault(known => known.IsOpen && known.Period.Start <= truth) is not { } open)
        {
            return;
        }

        var head = await context.LastSequenceAsync(programme);
        var previous = periods.LastOrDefault(known => known.Period.End <= open.Period.Start)?.Events.LastOrDefault(row => row.Kind == "approved")?.Run;
        var closed = await LedgerClose.CalculateAsync(ledger, programme, Company.Plan, open.Period, head, previous, "simulation");
        foreach (var silo in silos)
        {
            var live = await silo.FiguresAsync(open.Period, head, saves: random.Next(2) == 0);
            live.Sequence.ShouldBe(head);
            Root(live.Snapshot, live.Result).ShouldBe(Root(closed.Origin.Snapshot, closed.Result), "the live figures and those of a close");
        }
    }

    private static string Root(Snapshot snapshot, Result result) =>
        RunWriter.RootOf(new RunOrigin(Company.Plan, snapshot, new RunInputs([], null), "simulation"), result);
}
