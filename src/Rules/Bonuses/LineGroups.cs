using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Bonuses;

/// <summary>Puts lines together for which a limit holds as a whole.</summary>
internal sealed class LineGroups(Frame frame, LineBuffer lines)
{
    private readonly Dictionary<int, int> treeOf = frame.Plan.Bonuses.ToDictionary(rule => rule.Index, rule => rule is WalkRule walk ? walk.Tree : 0);

    /// <summary>The lines with a property, in groups that the limit is per.</summary>
    public SortedDictionary<long, List<int>> Per(CapPer per, Func<int, bool> which)
    {
        var groups = new SortedDictionary<long, List<int>>();
        for (var line = 0; line < lines.Count; line++)
        {
            if (!which(line))
            {
                continue;
            }

            var key = Key(per, line);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
            }

            group.Add(line);
        }

        return groups;
    }

    /// <summary>Whether what a limit cuts is shared by several payees.</summary>
    public static bool IsShared(CapPer per) => per is CapPer.Owner or CapPer.Company or CapPer.Source;

    private long Key(CapPer per, int line) => per switch
    {
        CapPer.Company => 0,
        CapPer.Owner => frame.OwnerOf(lines.PayeeOf(line), frame.Plan.OwnerAttribute),
        CapPer.Source => lines.SourceOf(line),
        CapPer.SourceAndSeller => Pair(lines.PayeeOf(line), lines.SourceOf(line)),
        CapPer.Leg => Pair(lines.PayeeOf(line), Head(frame.Tree(treeOf[lines.BonusOf(line)]), lines.SourceOf(line), lines.PayeeOf(line))),
        _ => lines.PayeeOf(line),
    };

    /// <summary>The payee and, as the lower half, a source or leg; -1 where there is none.</summary>
    private static long Pair(int payee, int other) => ((long)payee << 32) | unchecked((uint)other);

    /// <summary>The head of the payee's front-line leg in which a source stands, or -1.</summary>
    private static int Head(Tree tree, int source, int payee)
    {
        var at = source;
        while (at >= 0 && tree.Parent[at] != payee)
        {
            at = tree.Parent[at];
        }

        return at;
    }
}
