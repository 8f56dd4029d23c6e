using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Bonuses;

/// <summary>Leaps over ancestors who cannot matter to a walk: for each seller the nearest one who can.</summary>
/// <remarks>One pass over the tree, after which a walk costs what it pays, even on a chain a million deep.</remarks>
internal sealed class WalkPath
{
    private readonly long[]? matters;
    private readonly int[]? next;

    public WalkPath(Tree tree, WalkRule rule, long[]? opens, long[]? boundary, Workers workers)
    {
        var skips = rule.Document.Levels is { Otherwise: LevelOtherwise.Skip, SkipFirst: 0 } && rule.Sources is null && rule.EndsAt is null
            && rule.ReserveShare.IsZero;
        if (!skips)
        {
            return;
        }

        var boundariesOnly = rule.Document.Generation is { Pays: GenerationPays.Boundaries } && !rule.OwnRank;
        matters = (opens, boundariesOnly ? boundary : null) switch
        {
            (null, null) => null,
            ({ } open, null) => open,
            (null, { } ends) => ends,
            ({ } open, { } ends) => Both(open, ends),
        };
        next = matters is null ? null : tree.NearestMarked(matters, workers);
    }

    /// <summary>Whether there is nobody to leap over.</summary>
    public bool IsPlain => next is null;

    public bool Matters(int seller) => matters![seller] != 0;

    public int Next(int seller) => next![seller];

    /// <summary>For each seller the nearest ancestor who matters, or -1, where there is anybody to leap over.</summary>
    public int[] Nearest => next!;

    private static long[] Both(long[] left, long[] right)
    {
        var both = new long[left.Length];
        for (var i = 0; i < both.Length; i++)
        {
            both[i] = left[i] != 0 && right[i] != 0 ? 1 : 0;
        }

        return both;
    }
}
