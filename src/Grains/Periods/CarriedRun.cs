using Compensation.Ledger.Books;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using NodaTime;

namespace Compensation.Grains.Periods;

/// <summary>The run whose carry a period takes over: the first approved one of the period before, which is what was paid, however often it was
/// restated.</summary>
internal static class CarriedRun
{
    /// <summary>The run that a period takes over; null where the period before has none.</summary>
    /// <param name="periods">The programme's periods, the earliest first.</param>
    /// <param name="start">When the period begins.</param>
    public static int? Before(IReadOnlyList<LedgerPeriod> periods, Instant start) =>
        periods.LastOrDefault(period => period.Period.End <= start) is { } before ? OriginalOf(before) : null;

    /// <summary>The last run that a later period may take over; null where nothing was closed.</summary>
    public static int? Last(IReadOnlyList<LedgerPeriod> periods) => periods.Select(OriginalOf).LastOrDefault(run => run is not null);

    /// <summary>What a run has left; nothing where there is none.</summary>
    public static Carry Read(LedgerDatabase database, LedgerContext context, int programme, int? run, PeriodBook book) =>
        run is { } number ? LedgerRun.Open(database, context, programme, number, book.SellerIds()).ReadCarry() : Carry.None;

    private static int? OriginalOf(LedgerPeriod period) => (int?)PeriodEventText.Read(period).Original?.Run;
}
