using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Represents the ladder as one seller sees it.</summary>
/// <param name="Rank">The rank of the period (paid-as), or <c>none</c>.</param>
/// <param name="Title">The title after the period, or <c>none</c>.</param>
/// <param name="Previous">The rank of the period before, or <c>none</c>.</param>
/// <param name="Steps">Every rank of the ladder with its requirements, from the lowest.</param>
/// <param name="Next">The next higher rank, or null at the top.</param>
/// <param name="Notes">What beside the requirements decided: grace, a floor, a ceiling, ranks that are given.</param>
public sealed record RankCard(string Rank, string Title, string Previous, IReadOnlyList<RankStep> Steps, RankStep? Next, IReadOnlyList<string> Notes)
{
    /// <summary>What is missing for the next rank.</summary>
    public IReadOnlyList<Requirement> MissingForNext => Next is null ? [] : [.. Next.Requirements.Where(requirement => !requirement.Met)];

    internal Reason ToReason() => new($"rank: {Rank}, title: {Title}, before: {Previous}")
    {
        Facts = [new Fact("rank", Rank, Unit.Choice), new Fact("title", Title, Unit.Choice), new Fact("previous rank", Previous, Unit.Choice)],
        Because =
        [
            .. Notes.Select(note => new Reason(note)),
            .. Steps.Select(step => step.ToReason()),
            Next is null ? new Reason("the highest rank is reached")
                : new Reason(MissingForNext.Count == 0 ? $"next: {Next.Name}, all requirements met" : $"next: {Next.Name}, missing")
                {
                    Because = [.. MissingForNext.Select(SellerExplanation.Tell)],
                },
        ],
    };
}

/// <summary>Represents one rank of the ladder as it stands for one seller.</summary>
/// <param name="Name">The rank.</param>
/// <param name="Ordinal">Its place on the ladder, from 1.</param>
/// <param name="Reached">Whether the seller has this rank or a higher one.</param>
/// <param name="Maintained">Whether the requirements are those for keeping the rank, because the seller had it before.</param>
/// <param name="Requirements">What it asks for.</param>
public sealed record RankStep(string Name, int Ordinal, bool Reached, bool Maintained, IReadOnlyList<Requirement> Requirements)
{
    /// <summary>Whether all requirements are met.</summary>
    public bool Met => Requirements.All(requirement => requirement.Met);

    internal Reason ToReason() => new($"{Name}{(Reached ? ": reached" : "")}{(Maintained ? ", by the requirements for keeping it" : "")}")
    {
        Facts = [new Fact("rank", Name, Unit.Choice, Ordinal), new Fact("reached", Reached ? "yes" : "no", Unit.Flag, Reached ? 1 : 0)],
        Because = [.. Requirements.Select(SellerExplanation.Tell)],
    };
}
