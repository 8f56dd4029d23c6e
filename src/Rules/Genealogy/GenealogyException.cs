using Compensation.Rules.Closing;

namespace Compensation.Rules.Genealogy;

/// <summary>The exception for a tree that is none: sellers who are their own ancestors.</summary>
public sealed class GenealogyException : Exception
{
    private GenealogyException(string tree, IReadOnlyList<string> circle)
        : base($"In the tree '{tree}' these sellers stand above each other in a circle: {string.Join(" → ", circle)}. Give one of them another parent.")
    {
        Tree = tree;
        Circle = circle;
    }

    /// <summary>The tree's name.</summary>
    public string Tree { get; }

    /// <summary>The ids of one circle, from child to parent; the last is the first again.</summary>
    public IReadOnlyList<string> Circle { get; }

    internal static GenealogyException Cycle(string tree, Ids ids, int[] parent) => Cycle(tree, row => ids[row], parent);

    internal static GenealogyException Cycle(string tree, Func<int, string> id, int[] parent)
    {
        var state = new byte[parent.Length];
        for (var start = 0; start < parent.Length; start++)
        {
            var at = start;
            while (at >= 0 && state[at] == 0)
            {
                state[at] = 1;
                at = parent[at];
            }

            if (at >= 0 && state[at] == 1)
            {
                return new GenealogyException(tree, [.. Around(at, parent).Select(id)]);
            }

            for (at = start; at >= 0 && state[at] == 1; at = parent[at])
            {
                state[at] = 2;
            }
        }

        throw new InvalidOperationException($"The tree '{tree}' has no circle.");
    }

    private static IEnumerable<int> Around(int first, int[] parent)
    {
        const int Most = 20;
        yield return first;
        var shown = 1;
        for (var at = parent[first]; at != first && shown < Most; at = parent[at], shown++)
        {
            yield return at;
        }

        yield return first;
    }
}
