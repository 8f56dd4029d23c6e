using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Rules.Genealogy;

/// <summary>The volumes that decide on which side of a sponsor a newcomer is placed.</summary>
public static class SponsorLegs
{
    /// <summary>The volume of each of a sponsor's legs just before an instant, as the plan's <c>by</c> measures it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="snapshot">What is known of the period in which the instant lies.</param>
    /// <param name="tree">The tree, by its position among the plan's recorded trees; its rule goes by volume.</param>
    /// <param name="sponsor">The sponsor, as a row of the snapshot.</param>
    /// <param name="instant">When the newcomer joins.</param>
    /// <returns>One volume a leg; empty where the snapshot does not know the sponsor, who then has no volume.</returns>
    public static IReadOnlyList<long> Before(Plan plan, Snapshot snapshot, int tree, int sponsor, Instant instant)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(snapshot);
        var frame = new Frame(plan, snapshot, new Workers(1));
        var seller = sponsor < snapshot.Sellers.Count ? frame.NumberOf(sponsor) : -1;
        return seller < 0 ? [] : frame.Recorded.LegsBefore(plan.Trees.First(rule => rule.Recorded == tree), instant.ToUnixTimeMilliseconds(), seller);
    }
}
