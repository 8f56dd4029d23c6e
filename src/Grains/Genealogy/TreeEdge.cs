using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents where a seller stands in a tree from an instant on, as one entry of the ledger says.</summary>
/// <param name="Tree">The tree, by its position among the plan's recorded trees.</param>
/// <param name="Seller">Who stands there.</param>
/// <param name="Change">Which of the seller's changes in this tree it is, from 1 without gaps.</param>
/// <param name="Parent">Below whom; -1 for nobody.</param>
/// <param name="Leg">The parent's leg, from 0; -1 where there is none.</param>
/// <param name="Effective">From when on, in milliseconds since 1970-01-01T00:00Z.</param>
/// <param name="Sequence">The entry's place in the programme's order; all edges of one command share it.</param>
public readonly record struct TreeEdge(int Tree, int Seller, int Change, int Parent, int Leg, long Effective, long Sequence)
{
    /// <summary>The instant from which it holds.</summary>
    public Instant From => Instant.FromUnixTimeMilliseconds(Effective);

    /// <summary>Whether it holds rather than another one of the same seller that is effective too: the later one, or of two with one instant the one
    /// that was added later.</summary>
    internal bool IsAfter(TreeEdge other) => Effective != other.Effective ? Effective > other.Effective : Change > other.Change;
}
