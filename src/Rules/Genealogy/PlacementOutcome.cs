namespace Compensation.Rules.Genealogy;

/// <summary>Says whether a place was found or taken, and if not, why.</summary>
/// <remarks>Where several reasons hold, the one that stands first here is given.</remarks>
public enum PlacementOutcome
{
    /// <summary>The place was found, or taken.</summary>
    Placed,

    /// <summary>The seller already stands below a parent; whoever moves is not a newcomer.</summary>
    AlreadyPlaced,

    /// <summary>The parent, or the sponsor to look below, does not stand in the tree.</summary>
    UnknownParent,

    /// <summary>The tree's positions have no such leg.</summary>
    NoSuchLeg,

    /// <summary>Somebody else stands there.</summary>
    PositionTaken,

    /// <summary>The place is below the newcomer's own position, or is the newcomer.</summary>
    BelowItself,

    /// <summary>Every place within the depth that the rule fills is taken.</summary>
    NoPlaceWithinDepth,

    /// <summary>The rule leaves the choice to a person.</summary>
    ByHand,
}
