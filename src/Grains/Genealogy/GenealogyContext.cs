using Compensation.Rules.Calendars;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents what a decision about the genealogy knows beside the genealogy itself.</summary>
/// <param name="Calendar">The plan's calendar, in whose zone days are counted.</param>
/// <param name="Closed">The periods that are not open any more, in any order.</param>
/// <param name="Recorded">Now, by the ledger's clock.</param>
public sealed record GenealogyContext(PlanCalendar Calendar, IReadOnlyList<Period> Closed, Instant Recorded)
{
    /// <summary>The volumes of a sponsor's legs in a tree just before an instant, for rules of placement that go by them.</summary>
    public Func<int, int, Instant, IReadOnlyList<long>> LegVolumes { get; init; } = (_, _, _) => [];

    /// <summary>Whether the change was priced and leaves the pay of every closed period as it is; then nobody has to approve it.</summary>
    public bool LeavesClosedPay { get; init; }

    /// <summary>How far the clocks of those who enrol may be ahead of the ledger's.</summary>
    /// <value>5 minutes unless it is set.</value>
    public Duration Ahead { get; init; } = Duration.FromMinutes(5);

    /// <summary>How far ahead of its effect a change may be asked for.</summary>
    /// <value>400 days unless it is set.</value>
    public Duration Beforehand { get; init; } = Duration.FromDays(400);

    /// <summary>The closed periods that something effective from an instant touches, the earliest first.</summary>
    public IReadOnlyList<Period> ClosedFrom(Instant effective) => [.. Closed.Where(period => period.End > effective).OrderBy(period => period.Start)];
}
