using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;

namespace Compensation.Rules.Volumes;

/// <summary>How many values become one.</summary>
internal enum Fold
{
    Sum,
    Highest,
    Lowest,
}

/// <summary>Passes over a tree that bring values up: leaf functions over columns.</summary>
internal static class Folds
{
    public static long Combine(long left, long right, Fold fold) => fold switch
    {
        Fold.Sum => checked(left + right),
        Fold.Highest => Math.Max(left, right),
        _ => Math.Min(left, right),
    };

    /// <summary>What changes nothing in a fold: the value of who does not count, and of a scope without anybody.</summary>
    public static long Nothing(Fold fold) => fold switch
    {
        Fold.Sum => 0,
        Fold.Highest => long.MinValue,
        _ => long.MaxValue,
    };

    /// <summary>A column in which nobody's scope has anybody yet.</summary>
    public static long[] Empty(int count, Fold fold)
    {
        var values = GC.AllocateUninitializedArray<long>(count);
        Array.Fill(values, Nothing(fold));
        return values;
    }

    public static long All(long[] values, Fold fold)
    {
        var result = Nothing(fold);
        foreach (var value in values)
        {
            result = Combine(result, value, fold);
        }

        return result;
    }

    /// <summary>The values of the whole downline, with or without one's own.</summary>
    /// <param name="frame">The close, which lends a column for the while.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="own">Each seller's own value; the column is used up.</param>
    /// <param name="fold">How they combine.</param>
    /// <param name="withSelf">Whether one's own value counts.</param>
    /// <param name="until">Not zero for sellers who end the scope of everybody above; null for none.</param>
    /// <param name="boundaryInside">Whether the seller who ends it counts with their own value.</param>
    /// <param name="leg">The leg that the scope is limited to, or -1.</param>
    public static long[] Organisation(Frame frame, Tree tree, long[] own, Fold fold, bool withSelf, long[]? until, bool boundaryInside, int leg)
    {
        if (withSelf && until is null && leg < 0)
        {
            return fold switch
            {
                Fold.Sum => Whole<Sum>(frame, tree, own),
                Fold.Highest => Whole<Highest>(frame, tree, own),
                _ => Whole<Lowest>(frame, tree, own),
            };
        }

        var inside = until is null && leg < 0 ? own : (long[])own.Clone();
        var below = Empty(own.Length, fold);
        for (var step = own.Length - 1; step >= 0; step--)
        {
            var seller = tree.TopDown is null ? step : tree.TopDown[step];
            var parent = tree.Parent[seller];
            var ends = until is not null && until[seller] != 0;
            if (parent < 0 || (ends && !boundaryInside))
            {
                continue;
            }

            var value = ends ? own[seller] : inside[seller];
            inside[parent] = Combine(inside[parent], value, fold);
            if (leg < 0 || tree.Leg![seller] == leg)
            {
                below[parent] = Combine(below[parent], value, fold);
            }
        }

        if (!withSelf)
        {
            return below;
        }

        for (var seller = 0; leg >= 0 && seller < own.Length; seller++)
        {
            below[seller] = Combine(below[seller], own[seller], fold);
        }

        return leg < 0 ? inside : below;
    }

    /// <summary>Whole organisations: the commonest pass, one step per seller.</summary>
    private static long[] Whole<TFold>(Frame frame, Tree tree, long[] values)
        where TFold : struct, IFold
    {
        if (tree is { TopDown: { } topDown, ParentStep: { } parentStep })
        {
            // In the order of the steps one goes through memory from one end to the other.
            var byStep = InSteps(topDown, values, frame.Take());
            Rise<TFold>(parentStep, byStep);
            for (var step = 0; step < byStep.Length; step++)
            {
                values[topDown[step]] = byStep[step];
            }

            frame.GiveBack(byStep);
        }
        else if (tree.TopDown is null)
        {
            Rise<TFold>(tree.Parent, values);
        }
        else
        {
            for (var step = values.Length - 1; step >= 0; step--)
            {
                var seller = tree.TopDown[step];
                if (tree.Parent[seller] >= 0)
                {
                    ref var above = ref values[tree.Parent[seller]];
                    above = TFold.Combine(above, values[seller]);
                }
            }
        }

        return values;
    }

    private static void Rise<TFold>(int[] parent, long[] values)
        where TFold : struct, IFold
    {
        for (var at = values.Length - 1; at >= 0; at--)
        {
            if (parent[at] >= 0)
            {
                ref var above = ref values[parent[at]];
                above = TFold.Combine(above, values[at]);
            }
        }
    }

    private static long[] InSteps(int[] topDown, long[] values, long[] byStep)
    {
        for (var step = 0; step < byStep.Length; step++)
        {
            byStep[step] = values[topDown[step]];
        }

        return byStep;
    }

    /// <summary>The values of some levels of the downline; the front line is level 1, oneself level 0.</summary>
    public static long[] Levels(Tree tree, long[] own, Fold fold, int from, int to, long[]? until, bool boundaryInside, int leg)
    {
        var result = from == 0 ? (long[])own.Clone() : Empty(own.Length, fold);
        var level = own;
        for (var depth = 1; depth <= to; depth++)
        {
            var next = depth == to ? [] : Empty(own.Length, fold);
            for (var seller = 0; seller < own.Length; seller++)
            {
                var parent = tree.Parent[seller];
                var ends = until is not null && until[seller] != 0;
                if (parent < 0 || (ends && !(boundaryInside && depth == 1)))
                {
                    continue;
                }

                if (next.Length > 0)
                {
                    next[parent] = Combine(next[parent], level[seller], fold);
                }

                if (depth >= from && (leg < 0 || tree.Leg![seller] == leg))
                {
                    result[parent] = Combine(result[parent], level[seller], fold);
                }
            }

            level = next;
        }

        return result;
    }

    private interface IFold
    {
        static abstract long Combine(long left, long right);
    }

    private readonly struct Sum : IFold
    {
        public static long Combine(long left, long right) => checked(left + right);
    }

    private readonly struct Highest : IFold
    {
        public static long Combine(long left, long right) => Math.Max(left, right);
    }

    private readonly struct Lowest : IFold
    {
        public static long Combine(long left, long right) => Math.Min(left, right);
    }
}
