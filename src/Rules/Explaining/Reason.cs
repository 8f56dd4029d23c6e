namespace Compensation.Rules.Explaining;

/// <summary>Represents one step of an explanation, and the steps that it rests on: a tree that ends at orders, rank facts and the plan's own words.</summary>
/// <param name="Text">The step for people.</param>
public sealed record Reason(string Text)
{
    /// <summary>The values in the text, for programs.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>What the step rests on.</summary>
    public IReadOnlyList<Reason> Because { get; init; } = [];

    /// <summary>The step and everything that it rests on, depth first.</summary>
    public IEnumerable<Reason> All() => Because.SelectMany(reason => reason.All()).Prepend(this);
}
