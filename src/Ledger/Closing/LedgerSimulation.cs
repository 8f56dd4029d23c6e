using Compensation.Ledger.Books;
using Compensation.Ledger.Csv;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Closing;

/// <summary>Closes periods of the ledger under another plan, one after another, each with the carry of the one before. Nothing is written to the ledger; what
/// later refunds may ask for lies in a temporary folder.</summary>
/// <param name="database">The ledger.</param>
/// <param name="programme">The programme.</param>
/// <param name="plan">The plan.</param>
/// <param name="engine">The version of the program.</param>
/// <param name="threads">How many threads a close may use.</param>
public sealed class LedgerSimulation(LedgerDatabase database, int programme, Plan plan, string engine, int threads) : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-simulate-");
    private readonly LedgerContext context = database.CreateContext();
    private SimulatedRun? last;

    /// <summary>Closes the next period.</summary>
    /// <param name="period">The period, which follows the one before.</param>
    /// <param name="asOf">The sequence up to which the ledger is read.</param>
    /// <param name="before">For the first period: the run of the ledger whose carry it takes over; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Fields.FieldValueException">The plan cannot take a value of the ledger.</exception>
    public async Task<Result> CloseAsync(Period period, long asOf, int? before, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(period);
        var book = await BookReader.ReadAsync(database, context, programme, plan, period, asOf, threads, cancellation: cancellation);
        var first = last is null && before is { } run ? LedgerRun.Open(database, context, programme, run, book.SellerIds()) : null;
        var carry = last?.Package.ReadCarry() ?? first?.ReadCarry() ?? Carry.None;
        var previous = last ?? (IPastRun?)first;
        cancellation.ThrowIfCancellationRequested();
        var snapshot = book.ToSnapshot(carry);
        snapshot = snapshot with { PriorLines = PriorLinesOf(snapshot, previous) };
        var result = PeriodClose.Close(plan, snapshot, threads);
        var target = Path.Combine(folder.FullName, period.Name);
        var inputs = new RunInputs([book.ToInput()], last?.Package.Root ?? first?.Root);
        RunWriter.Write(target, new RunOrigin(plan, snapshot, inputs, engine), result);
        last = new SimulatedRun(RunPackage.Open(target), previous);
        return result;
    }

    /// <summary>Removes what lies in the temporary folder.</summary>
    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return context.DisposeAsync();
    }

    /// <summary>What simulated runs, and those before them, have paid on orders that are refunded late.</summary>
    private IReadOnlyList<PriorLine> PriorLinesOf(Snapshot snapshot, IPastRun? previous)
    {
        var sellers = new SellerTable(new IdTable(snapshot.Sellers.Ids), Complete: true);
        var places = snapshot.Refunds.Select(_ => new Place("ledger", 0, 0)).ToList();
        var late = new LateRefunds(plan.Calendar, snapshot.Period, snapshot.Orders, snapshot.Refunds, places);
        return PriorLines.Collect(late, run => new PastRunLines(run, sellers), plan.BonusesOnEarnings, previous, new FindingList());
    }

    /// <summary>A simulated run and the one before it, whatever folders lie beside it.</summary>
    private sealed record SimulatedRun(RunPackage Package, IPastRun? Previous) : IPastRun
    {
        Period IPastRun.Period => Package.Summary.Period;

        RunLines IPastRun.ReadLines() => Package.ReadLines();

        IPastRun? IPastRun.FindPrevious() => Previous;

        Place IPastRun.PlaceOf(int line) => ((IPastRun)Package).PlaceOf(line);
    }
}
