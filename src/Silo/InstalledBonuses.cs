using Compensation.Rules.Bonuses;

namespace Compensation.Silo;

/// <summary>The custom kinds of bonus that this program knows. A company that has one of its own adds it here, under the name
/// that its plans use.</summary>
internal static class InstalledBonuses
{
    /// <summary>All of them.</summary>
    public static CustomBonuses All { get; } = new();
}
