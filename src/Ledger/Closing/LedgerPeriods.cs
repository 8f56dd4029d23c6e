using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Closing;

/// <summary>Represents a period as the ledger holds it.</summary>
/// <param name="Number">Its number in the programme.</param>
/// <param name="Period">The period.</param>
/// <param name="PlanVersion">The publication of the plan that it was opened with.</param>
/// <param name="IsOpen">Whether it takes orders.</param>
/// <param name="Run">The run that its events named last; null before there is one.</param>
public sealed record LedgerPeriod(int Number, Period Period, int PlanVersion, bool IsOpen, int? Run)
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>All periods of a programme, the earliest first.</summary>
    public static async Task<IReadOnlyList<LedgerPeriod>> ReadAllAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var periods = await context.Rows<PeriodRow>().Where(row => row.Programme == programme).OrderBy(row => row.Starts).ToListAsync(cancellation);
        var events = await context.Rows<PeriodEventRow>().Where(row => row.Programme == programme)
            .Select(row => new { row.Period, row.Event, row.State, row.Run }).ToListAsync(cancellation);
        var byPeriod = events.OrderBy(row => row.Event).ToLookup(row => row.Period);
        return [.. periods.Select(row => new LedgerPeriod(row.Period, new Period(row.Name, Epoch.PlusDays(row.FirstDay), Epoch.PlusDays(row.LastDay),
                Moment(row.Starts), Moment(row.Ends), Moment(row.Cutoff)),
            row.PlanVersion,
            byPeriod[row.Period].LastOrDefault()?.State == PeriodEventRow.Open,
            byPeriod[row.Period].LastOrDefault(happened => happened.Run is not null)?.Run))];
    }

    /// <summary>The text of a published plan.</summary>
    public static Task<string> ReadPlanAsync(LedgerContext context, int programme, int version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<PlanVersionRow>().Where(row => row.Programme == programme && row.Version == version)
            .Select(row => row.Text).SingleAsync(cancellation);
    }

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
