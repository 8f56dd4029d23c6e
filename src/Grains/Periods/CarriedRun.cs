using Compensation.Ledger.Books;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Grains.Periods;

/// <summary>The run whose carry a period takes over: of the period before the one that was approved last. What paying has left is that of the first approved
/// one all the same (<see cref="LedgerRun.ReadCarry"/>).</summary>
internal static class CarriedRun
{
    /// <summary>The run that a period takes over; null where the period before has none.</summary>
    /// <param name="periods">The programme's periods, the earliest first.</param>
    /// <param name="start">When the period begins.</param>
    /// <param name="asOf">The ledger's sequence that is looked at: what was approved later does not count.</param>
    public static int? Before(IReadOnlyList<LedgerPeriod> periods, Instant start, long asOf = long.MaxValue) =>
        periods.LastOrDefault(period => period.Period.End <= start) is { } before ? InForce(before, asOf) : null;

    /// <summary>The last run that a later period may take over; null where nothing was closed.</summary>
    public static int? Last(IReadOnlyList<LedgerPeriod> periods) =>
        periods.Select(period => InForce(period, long.MaxValue)).LastOrDefault(run => run is not null);

    /// <summary>What a run has left; nothing where there is none.</summary>
    public static Carry Read(LedgerDatabase database, LedgerContext context, int programme, int? run, PeriodBook book) =>
        run is { } number ? LedgerRun.Open(database, context, programme, number, book.SellerIds()).ReadCarry() : Carry.None;

    private static int? InForce(LedgerPeriod period, long asOf) =>
        period.Events.LastOrDefault(row => row.Kind == PeriodEventText.ApprovedKind && row.Sequence <= asOf)?.Run;
}
