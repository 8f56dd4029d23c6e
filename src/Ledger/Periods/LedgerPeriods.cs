using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Periods;

/// <summary>Represents a period as the ledger holds it.</summary>
/// <param name="Number">Its number in the programme.</param>
/// <param name="Period">The period.</param>
/// <param name="PlanVersion">The publication of the plan that it was opened with.</param>
/// <param name="Events">What happened to it, in order.</param>
public sealed record LedgerPeriod(int Number, Period Period, int PlanVersion, IReadOnlyList<PeriodEventRow> Events)
{
    /// <summary>Whether it takes orders.</summary>
    public bool IsOpen => Events is [.., var last] && last.State == PeriodEventRow.Open;

    /// <summary>The run that its events named last; null before there is one.</summary>
    public int? Run => Events.LastOrDefault(happened => happened.Run is not null)?.Run;
}

/// <summary>Reads the periods of a programme.</summary>
public static class LedgerPeriods
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>A period by its name, or null where the programme never opened it.</summary>
    public static async Task<LedgerPeriod?> FindAsync(LedgerContext context, int programme, string name, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var row = await context.Rows<PeriodRow>().SingleOrDefaultAsync(row => row.Programme == programme && row.Name == name, cancellation);
        if (row is null)
        {
            return null;
        }

        var events = await context.Rows<PeriodEventRow>().Where(happened => happened.Programme == programme && happened.Period == row.Period)
            .OrderBy(happened => happened.Event).ToListAsync(cancellation);
        return Of(row, events);
    }

    /// <summary>All periods of a programme, the earliest first.</summary>
    public static async Task<IReadOnlyList<LedgerPeriod>> ReadAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rows = await context.Rows<PeriodRow>().Where(row => row.Programme == programme).OrderBy(row => row.Starts).ToListAsync(cancellation);
        var events = await context.Rows<PeriodEventRow>().Where(happened => happened.Programme == programme)
            .OrderBy(happened => happened.Event).ToListAsync(cancellation);
        var byPeriod = events.ToLookup(happened => happened.Period);
        return [.. rows.Select(row => Of(row, [.. byPeriod[row.Period]]))];
    }

    /// <summary>The name of the programme's first period, or null where none was opened.</summary>
    public static Task<string?> FirstAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<PeriodRow>().Where(row => row.Programme == programme).OrderBy(row => row.Starts).Select(row => row.Name)
            .FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The period that a row stands for.</summary>
    public static Period PeriodOf(PeriodRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Period(row.Name, Epoch.PlusDays(row.FirstDay), Epoch.PlusDays(row.LastDay), Moment(row.Starts), Moment(row.Ends), Moment(row.Cutoff));
    }

    private static LedgerPeriod Of(PeriodRow row, IReadOnlyList<PeriodEventRow> events) => new(row.Period,
        PeriodOf(row), row.PlanVersion, events);

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
