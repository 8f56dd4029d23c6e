namespace Compensation.Rules.Genealogy;

/// <summary>Represents what rules of placement ask for besides the tree.</summary>
/// <param name="LegVolumes">For the weak side and the power leg: the volume of each of the sponsor's legs, as the plan's
/// <c>by</c> measures it.
/// A leg without an entry has none.</param>
/// <param name="Recruit">For alternate placement: the newcomer's number among the sponsor's recruits in order of joining,
/// from 0.</param>
public sealed record PlacingTerms(IReadOnlyList<long> LegVolumes, int Recruit)
{
    /// <summary>For rules that ask for nothing: no volume in any leg, the first recruit.</summary>
    public static PlacingTerms None { get; } = new([], 0);

    /// <summary>The leg with the least volume; the leftmost of equal ones.</summary>
    internal int WeakLeg(int width) => Enumerable.Range(0, width).MinBy(VolumeOf);

    /// <summary>The leg with the most volume; the leftmost of equal ones.</summary>
    internal int PowerLeg(int width) => Enumerable.Range(0, width).MaxBy(VolumeOf);

    private long VolumeOf(int leg) => leg < LegVolumes.Count ? LegVolumes[leg] : 0;
}
