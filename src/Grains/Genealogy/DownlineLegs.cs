using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents a seller's legs as they are looked at: who stands at the head of each, and how many there are if they are few.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Heads">Who stands directly below the seller, in order, and in which leg.</param>
/// <param name="Counted">The legs; null where they are too many to count while others wait.</param>
/// <param name="Edges">The tree's edges.</param>
/// <param name="Sellers">How many sellers there are.</param>
internal sealed record DownlineLegs(int Tree, IReadOnlyList<(int Seller, string Id, string? Leg)> Heads, IReadOnlyList<LegSummary>? Counted,
    ReadOnlyMemory<TreeEdge> Edges, int Sellers)
{
    private const int MostCounted = 1_000;

    /// <summary>Looks at a seller's legs.</summary>
    public static DownlineLegs Of(ProgrammeGenealogy genealogy, int tree, int seller, Instant at)
    {
        var heads = genealogy.DownlineOf(tree, seller, at, depth: 1).Select(head =>
            (head.Seller, genealogy.IdOf(head.Seller), Answers.LegOf(genealogy, genealogy.At(tree, head.Seller, at)!.Value))).ToList();
        return new DownlineLegs(tree, heads, Count(genealogy, tree, heads, at), genealogy.AllEdges(tree), genealogy.Sellers);
    }

    /// <summary>The legs by the sizes of the whole tree.</summary>
    public IReadOnlyList<LegSummary> MeasuredBy(TreeSizes sizes) =>
        [.. Heads.Select(head => new LegSummary(head.Id, head.Leg, sizes.PeopleFrom(head.Seller), sizes.LevelsFrom(head.Seller)))];

    private static List<LegSummary>? Count(ProgrammeGenealogy genealogy, int tree, List<(int Seller, string Id, string? Leg)> heads, Instant at)
    {
        var (legs, left) = (new List<LegSummary>(), MostCounted - heads.Count);
        foreach (var head in heads)
        {
            var below = genealogy.DownlineOf(tree, head.Seller, at).Take(Math.Max(0, left) + 1).ToList();
            left -= below.Count;
            if (left < 0)
            {
                return null;
            }

            legs.Add(new LegSummary(head.Id, head.Leg, 1 + below.Count, 1 + (below.Count == 0 ? 0 : below[^1].Level)));
        }

        return legs;
    }
}
