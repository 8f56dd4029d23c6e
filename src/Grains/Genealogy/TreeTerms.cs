using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents what a plan says of one recorded tree.</summary>
/// <param name="Name">The tree's name.</param>
/// <param name="Legs">The names of the legs, in order; empty for a tree without named legs.</param>
/// <param name="Placing">How newcomers are placed; null where who stands nowhere stays there until somebody places them.</param>
public sealed record TreeTerms(string Name, IReadOnlyList<string> Legs, PlacingDocument? Placing)
{
    /// <summary>How many may stand directly below one seller; 0 for any number.</summary>
    public int Width => Legs.Count > 0 ? Legs.Count : Placing?.Width ?? 0;

    /// <summary>Whether the rule looks at the volume of legs.</summary>
    public bool GoesByVolume => Placing?.Rule is PlacingRule.WeakSide or PlacingRule.PowerLeg;

    /// <summary>The recorded trees of a plan; the first is the one of enrolment, whose parents are sponsors.</summary>
    public static IReadOnlyList<TreeTerms> Of(Plan plan) => [.. plan.RecordedTrees.Select(tree =>
        new TreeTerms(tree.Name, tree.Legs, tree.Index == 0 ? null : plan.Document.Trees[tree.Name].Placing))];
}
