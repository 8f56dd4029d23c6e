using System.Data.Common;
using Compensation.Grains.Hosting;
using Compensation.Grains.Orders;
using Compensation.Ledger.Books;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Closing;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Orleans.Runtime;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Two silos over one ledger for some weeks of virtual time, with everything going wrong that a seed says.</summary>
internal sealed class SimulatedRun : IAsyncDisposable
{
    private const int Rounds = 50;
    private const int MostAttempts = 500;

    private readonly Random random;
    private readonly Workload workload;
    private readonly SimulatedSilo[] silos;
    private readonly LedgerDatabase ledger;
    private readonly ManualClock truth = new(Company.Start);
    private readonly Auditor auditor;
    private readonly int programme;
    private Instant latest = Company.Start;

    private SimulatedRun(int seed, LedgerDatabase ledger, string folder, string address, int programme)
    {
        random = new Random(seed);
        workload = new Workload(new Random(seed));
        this.ledger = ledger;
        this.programme = programme;
        auditor = new Auditor(ledger, programme);
        var (commands, commits, crashes) = (random.Next(25), random.Next(150), random.Next(40));
        var options = new GrainOptions { Engine = "test", LooksForOutcome = 1, MostWaiting = random.Next(2) == 0 ? 2 : 1_000, RetryAfterMilliseconds = 0 };
        silos = [.. Enumerable.Range(0, 2).Select(place => new SimulatedSilo(address, Path.Combine(folder, $"{place}.book"), programme, Company.Start,
            () => new Faults(random.Next()) { Commands = commands, Commits = commits, Crashes = crashes }, options))];
    }

    /// <summary>What went wrong, for the record.</summary>
    public string Story => $"{workload.Orders.Count} orders, {workload.Orders.Values.Sum(order => order.Events.Count)} events, "
        + $"{silos.Sum(silo => silo.Injected)} faults, {silos.Sum(silo => silo.Restarts)} crashes";

    public static async Task<SimulatedRun> StartAsync(int seed, string folder, string template, int programme)
    {
        var address = Path.Combine(folder, "ledger.db");
        File.Copy(template, address);
        var run = new SimulatedRun(seed, await LedgerDatabase.OpenAsync(address, new ManualClock(Company.Start)), folder, address, programme);
        foreach (var silo in run.silos)
        {
            await silo.StartAsync();
        }

        return run;
    }

    public async Task RunAsync()
    {
        for (var round = 1; round <= Rounds; round++)
        {
            SetClocks();
            Pause(false);
            await Task.WhenAll(workload.Round(truth.Now, random.Next(1, 9)).Select(SendAsync).ToList());
            Pause(true);
            await ReviveAsync();
            if (random.Next(6) == 0)
            {
                await CloseOrReopenAsync();
            }

            if (round % 10 == 0)
            {
                await CheckAsync();
            }
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

    /// <summary>Time goes on, for each silo by its own clock, which may be wrong by two minutes and jump back.</summary>
    private void SetClocks()
    {
        truth.Now += Duration.FromMilliseconds(random.Next(1, 12 * 3_600_000));
        foreach (var silo in silos)
        {
            silo.Clock.Now = truth.Now + Duration.FromMilliseconds(random.Next(-120_000, 120_000));
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

    /// <summary>Sends a request until it is answered, as often at once as the step says, and checks each answer.</summary>
    private async Task SendAsync(Step step)
    {
        var first = random.Next(silos.Length);
        var answers = await Task.WhenAll(Enumerable.Range(0, step.Copies).Select(copy => AnswerAsync(step, first + copy)));
        if (step.Refusal is { } refusal)
        {
            answers.ShouldAllBe(answer => answer.Answer.Kind == OrderAnswerKind.Refused && answer.Answer.Refusal!.Code == refusal,
                $"{step.Order} must be refused with {refusal}");
            return;
        }

        foreach (var (answer, _) in answers)
        {
            answer.Kind.ShouldBeOneOf([OrderAnswerKind.Done, OrderAnswerKind.Repeated], $"{step.Order}: {answer}");
        }

        var done = answers.Count(answer => answer.Answer.Kind == OrderAnswerKind.Done);
        if (step.IsRepeated)
        {
            done.ShouldBe(0, $"{step.Order} was carried out again");
        }
        else if (answers.All(answer => !answer.WasLost))
        {
            done.ShouldBeGreaterThan(0, $"{step.Order} was never sent before");
        }

        // Two silos that did not learn what became of their commits both find the one event there, and both say that it is done. They
        // tell of the same entry, and the auditor counts it once.

        var told = answers.Select(answer => (answer.Answer.Sequence, answer.Answer.Period)).Distinct().ShouldHaveSingleItem();
        if (step.IsRepeated)
        {
            told.ShouldBe(step.Causes!.Told, $"{step.Order}: the first answer again");
        }

        step.Causes!.Told = told;
    }

    private async Task<(OrderAnswer Answer, bool WasLost)> AnswerAsync(Step step, int place)
    {
        var wasLost = false;
        object last = step;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var silo = silos[(place + attempt) % silos.Length];
            var process = silo.Process;
            try
            {
                var answer = await step.Send(process.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, step.Order)));
                last = answer;
                if (answer.Kind != OrderAnswerKind.Busy)
                {
                    return (answer, wasLost);
                }

                await Task.Delay(1);
            }
            catch (Exception error) when (error is DbException or DbUpdateException or LedgerOutcomeUnknownException or ObjectDisposedException
                or SiloUnavailableException)
            {
                wasLost = true;
                last = error;
                await silo.RestartAsync(process, isPaused: false);
            }
        }

        throw new TimeoutException($"{step.Order} was not answered in {MostAttempts} attempts: {last}");
    }

    /// <summary>The close of the oldest open period begins once every clock is past its cut-off; sometimes it is given up.</summary>
    private async Task CloseOrReopenAsync()
    {
        await using var transaction = await ledger.BeginAsync(programme);
        var periods = await transaction.Context.Rows<PeriodRow>().Where(row => row.Programme == programme).OrderBy(row => row.Starts).ToListAsync();
        foreach (var period in periods.Where(period => Instant.FromUnixTimeMilliseconds(period.Cutoff) < truth.Now - Duration.FromMinutes(5)))
        {
            var last = await transaction.Context.Rows<PeriodEventRow>().Where(row => row.Programme == programme && row.Period == period.Period)
                .OrderByDescending(row => row.Event).FirstAsync();
            transaction.Context.Add(new PeriodEventRow
            {
                Programme = programme,
                Period = period.Period,
                Event = last.Event + 1,
                Kind = "moved",
                State = last.State == PeriodEventRow.Open ? "closing" : PeriodEventRow.Open,
                Who = "ann",
                At = transaction.Recorded,
                Reason = "",
                Sequence = transaction.Take(1),
            });
            await transaction.Context.SaveChangesAsync();
        }

        await transaction.CommitAsync();
    }

    private async Task CheckAsync()
    {
        await auditor.CheckAsync(workload.Orders, latest);
        await using var context = ledger.CreateContext();
        var head = await context.Rows<ProgrammeRow>().Where(row => row.Programme == programme).Select(row => row.LastSequence).SingleAsync();
        var book = await BookReader.ReadAsync(ledger, context, programme, Company.Plan, Company.January, head);
        var snapshot = book.ToSnapshot(Carry.None);
        var closed = Root(snapshot, PeriodClose.Close(Company.Plan, snapshot));
        foreach (var silo in silos)
        {
            var live = await silo.Live.AtLeastAsync(head);
            live.Sequence.ShouldBe(head);
            Root(live.Snapshot, live.Result).ShouldBe(closed, "the live figures and those of a book that is read anew");
            if (random.Next(2) == 0)
            {
                await silo.SaveBookAsync();
            }
        }
    }

    private static string Root(Snapshot snapshot, Result result) =>
        RunWriter.RootOf(new RunOrigin(Company.Plan, snapshot, new RunInputs([], null), "simulation"), result);
}
