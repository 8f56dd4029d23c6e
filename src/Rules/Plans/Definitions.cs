using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans;

/// <summary>A volume of a checked plan.</summary>
/// <param name="Name">Its name in formulas.</param>
/// <param name="Index">Its position in the plan and in the order columns.</param>
/// <param name="Column">The column of <c>orders.csv</c>, or null for a volume that is a formula over others.</param>
/// <param name="Decimals">How many decimals its units have.</param>
/// <param name="Document">The volume as it was written.</param>
public sealed record VolumeDefinition(string Name, int Index, string? Column, int Decimals, VolumeDocument Document);

/// <summary>An attribute of a checked plan: an extra column of sellers or orders.</summary>
/// <param name="Name">Its name in formulas.</param>
/// <param name="Index">Its position among the attributes of sellers or of orders.</param>
/// <param name="Column">The column of the file.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Decimals">For numbers, volumes and money: how many decimals.</param>
/// <param name="Choices">For choices and ranks: the values in ascending order; the ordinal of the first is 1.</param>
/// <param name="Default">The coded value where the file has none.</param>
public sealed record AttributeDefinition(
    string Name, int Index, string Column, AttributeKind Kind, int Decimals, IReadOnlyList<string> Choices, long Default);

/// <summary>A recorded tree of a checked plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its position among the recorded trees and in the sellers' edge columns.</param>
/// <param name="ParentColumn">The column of <c>sellers.csv</c> with the parent's id.</param>
/// <param name="LegColumn">The column with the leg, or null for a tree without legs.</param>
/// <param name="Legs">The names of the legs, in order; empty for a tree without legs.</param>
public sealed record RecordedTree(string Name, int Index, string ParentColumn, string? LegColumn, IReadOnlyList<string> Legs);
