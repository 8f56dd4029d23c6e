namespace Compensation.Rules.Genealogy;

/// <summary>Represents a position in a tree: a leg below a parent.</summary>
/// <param name="Parent">The seller directly above.</param>
/// <param name="Leg">The parent's leg, from 0 on the left.</param>
public readonly record struct Placement(int Parent, int Leg);
