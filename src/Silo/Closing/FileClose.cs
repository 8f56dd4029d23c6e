using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Silo.Closing;

/// <summary>Closes a period from a folder of files; whatever is wrong with them comes back as findings.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Data">The folder.</param>
/// <param name="Period">The period, of the plan's calendar.</param>
/// <param name="Previous">The run of the period before, or null for a first one.</param>
/// <param name="Threads">How many threads calculate.</param>
internal sealed record FileClose(Plan Plan, string Data, Period Period, RunPackage? Previous, int Threads)
{
    /// <summary>Whether to add up what rates promised and nobody received.</summary>
    public bool WithBreakage { get; init; }

    /// <summary>Reads and calculates.</summary>
    /// <param name="begin">Told which phase begins.</param>
    /// <returns>The run, or null if there is an error; and all findings.</returns>
    public (ClosedRun? Run, IReadOnlyList<Finding> Findings) Close(Action<string> begin)
    {
        begin($"{Period.Name}: reading");
        var reading = SnapshotReader.Read(Plan, Data, Period, Previous?.ReadCarry() ?? Carry.None, Previous);
        if (reading.Snapshot is not { } snapshot)
        {
            return (null, reading.Findings);
        }

        begin($"{Period.Name}: calculating");
        try
        {
            var (result, breakage) = Calculate(snapshot);
            var inputs = new RunInputs(reading.Files, Previous?.Root);
            return (new ClosedRun(Plan, snapshot, inputs, result) { Breakage = breakage, Threads = Threads }, reading.Findings);
        }
        catch (GenealogyException circle)
        {
            return (null, [.. reading.Findings, Error("circle", circle.Message, "")]);
        }
        catch (OverflowException)
        {
            return (null, [.. reading.Findings, Error(
                "overflow", "A total is larger than a number can be.", "Look for amounts with too many digits, or give volumes fewer decimals.")]);
        }
    }

    private (Result Result, Breakage? Breakage) Calculate(Snapshot snapshot) =>
        WithBreakage ? PeriodClose.CloseWithBreakage(Plan, snapshot, Threads) : (PeriodClose.Close(Plan, snapshot, Threads), null);

    private Finding Error(string code, string message, string remedy) =>
        new(Severity.Error, code, new Place(Path.Combine(Data, "sellers.csv"), 0, 0), message, remedy);
}
