using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans;

/// <summary>What the calculation uses of a plan.</summary>
public sealed partial class Plan
{
    internal IReadOnlyList<VolumeRule> VolumeRules { get; init; } = [];

    internal IReadOnlyList<TreeRule> Trees { get; init; } = [];

    internal IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>The order windows that volumes are totals of; the first is the period.</summary>
    internal IReadOnlyList<Window> OrderWindows { get; init; } = [];

    internal IReadOnlyList<RankRule> Ladder { get; init; } = [];

    /// <summary>Whether ranks depend on ranks of sellers strictly below in one tree only: then a round may also lower them.</summary>
    internal bool LadderIsBottomUp { get; init; }

    internal Domain RankDomain { get; init; } = new("rank", []);

    internal int RankFloor { get; init; } = -1;

    internal int RankCeiling { get; init; } = -1;

    internal int RankGivenBy { get; init; } = -1;

    /// <summary>The bonuses in the order in which they are computed: after those they refer to.</summary>
    internal IReadOnlyList<BonusRule> Bonuses { get; init; } = [];

    internal IReadOnlyList<CapRule> Caps { get; init; } = [];

    /// <summary>Who is charged each fee of the payout, in their order; null is everybody.</summary>
    internal IReadOnlyList<Expression?> FeesWhen { get; init; } = [];

    internal int OwnerAttribute { get; init; } = -1;

    /// <summary>Whether a close reads orders of earlier periods: for windows of days, or for a buyer's first order.</summary>
    /// <remarks>Where the text only mentions a first order, orders are read for nothing, which does no harm.</remarks>
    public bool LooksBackOnOrders => OrderWindows.Count > 1 || Text.Contains("first order", StringComparison.OrdinalIgnoreCase);

    /// <summary>The names of the bonuses that pay on what other bonuses pay.</summary>
    public IReadOnlySet<string> BonusesOnEarnings =>
        Bonuses.Where(bonus => bonus.PaysOnEarnings).Select(bonus => bonus.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the bonuses in the order in which they are computed.</summary>
    public IReadOnlyList<string> BonusOrder => [.. Bonuses.Select(bonus => bonus.Name)];
}
