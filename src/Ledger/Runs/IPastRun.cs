using Compensation.Rules.Plans.Documents;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Runs;

/// <summary>Represents an earlier run, whose lines late refunds take back: a package, or a run in the ledger.</summary>
internal interface IPastRun
{
    /// <summary>The run's period.</summary>
    Period Period { get; }

    /// <summary>The run's commission lines.</summary>
    RunLines ReadLines();

    /// <summary>The run before it, or null for a first run and where it is not known.</summary>
    IPastRun? FindPrevious();

    /// <summary>Where a line stands, from 0.</summary>
    Place PlaceOf(int line);
}
