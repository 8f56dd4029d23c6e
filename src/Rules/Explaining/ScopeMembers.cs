using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Explaining;

/// <summary>Lists whom the value of a measure comes from; the explanation says what they do not account for.</summary>
internal static class ScopeMembers
{
    /// <summary>The sellers in the scope of one seller's measure; null for a scope that cannot be listed.</summary>
    public static IReadOnlyList<int>? Of(Frame frame, MeasureSpec spec, int seller)
    {
        var tree = frame.Tree(spec.Tree);
        return spec.Over switch
        {
            Scope.Self => [seller],
            Scope.Frontline => Below(frame, spec, tree, seller, 1, 1, bounded: false),
            Scope.Levels => Below(frame, spec, tree, seller, spec.FromLevel, spec.ToLevel, bounded: true),
            Scope.Downline => Below(frame, spec, tree, seller, 1, int.MaxValue, bounded: true),
            Scope.Organisation => Below(frame, spec, tree, seller, 0, int.MaxValue, bounded: true),
            Scope.Recruits when spec.Leg < 0 => frame.Tree(0).Children(seller).ToArray(),
            Scope.Company => [.. Enumerable.Range(0, frame.Count)],
            Scope.Owner => Owned(frame, seller),
            _ => null,
        };
    }

    private static List<int> Owned(Frame frame, int seller)
    {
        var attribute = frame.Plan.OwnerAttribute;
        var owner = frame.OwnerOf(seller, attribute);
        return [.. Enumerable.Range(0, frame.Count).Where(position => frame.OwnerOf(position, attribute) == owner)];
    }

    private static List<int> Below(Frame frame, MeasureSpec spec, Tree tree, int seller, int from, int to, bool bounded)
    {
        var until = bounded && spec.Until is not null ? frame.Values(spec.Until) : null;
        var members = new List<int>();
        var open = new Stack<(int Seller, int Depth)>([(seller, 0)]);
        while (open.TryPop(out var at))
        {
            var ends = at.Depth > 0 && until is not null && until[at.Seller] != 0;
            if (at.Depth >= from && (!ends || spec.BoundaryInside))
            {
                members.Add(at.Seller);
            }

            if (ends || at.Depth >= to)
            {
                continue;
            }

            foreach (var child in tree.Children(at.Seller))
            {
                if (at.Depth > 0 || spec.Leg < 0 || tree.Leg![child] == spec.Leg)
                {
                    open.Push((child, at.Depth + 1));
                }
            }
        }

        return members;
    }
}
