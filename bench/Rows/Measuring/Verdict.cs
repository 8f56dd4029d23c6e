using System.Globalization;
using System.Text.Json.Serialization;

namespace Compensation.Bench.Measuring;

/// <summary>Represents what one comparison of a row came to.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="What">What was measured.</param>
/// <param name="Ours">What our arm came to, with its unit.</param>
/// <param name="Against">What it is compared with, and what that came to.</param>
/// <param name="Ratio">The ratio; or the value, where the goal is a value.</param>
/// <param name="Goal">The goal.</param>
/// <param name="IsLeast">Whether the ratio must be at least the goal; else at most.</param>
internal sealed record Verdict(int Row, string What, string Ours, string Against, double Ratio, double Goal, bool IsLeast)
{
    /// <summary>What is missing where nothing could be measured; else null.</summary>
    public string? Needs { get; init; }

    /// <summary>How far the goal is surpassed, from 1; below 1 it is missed.</summary>
    [JsonIgnore]
    public double Margin => IsLeast ? Ratio / Goal : Goal / Ratio;

    /// <summary>The goal with its direction.</summary>
    [JsonIgnore]
    public string GoalText => string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? ">=" : "<=")}{Goal:0.##}");

    /// <summary>The line in which a row ends.</summary>
    [JsonIgnore]
    public string Line => Needs is { } needs ? $"row {Row} skipped: needs {needs}"
        : string.Create(CultureInfo.InvariantCulture, $"row {Row} ratio {Ratio:0.00} goal {GoalText} {(Margin >= 1 ? "ok" : "short")}");
}
