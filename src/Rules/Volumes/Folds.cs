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

    public static long All(long[] values, Fold fold)
    {
        var result = values.Length == 0 ? 0 : values[0];
        for (var i = 1; i < values.Length; i++)
        {
            result = Combine(result, values[i], fold);
        }

        return result;
    }

    /// <summary>The children's values, of one leg or of all.</summary>
    public static long[] Frontline(Tree tree, long[] own, Fold fold, int leg)
    {
        var values = new long[own.Length];
        var any = fold == Fold.Sum ? null : new bool[own.Length];
        for (var seller = 0; seller < own.Length; seller++)
        {
            var parent = tree.Parent[seller];
            if (parent >= 0 && (leg < 0 || tree.Leg![seller] == leg))
            {
                Bring(values, any, parent, own[seller], fold);
            }
        }

        return values;
    }

    /// <summary>The values of the whole downline, with or without one's own.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="own">Each seller's own value.</param>
    /// <param name="fold">How they combine.</param>
    /// <param name="withSelf">Whether one's own value counts.</param>
    /// <param name="until">Not zero for sellers who end the scope of everybody above; null for none.</param>
    /// <param name="boundaryInside">Whether the seller who ends it counts with their own value.</param>
    /// <param name="leg">The leg that the scope is limited to, or -1.</param>
    public static long[] Organisation(Tree tree, long[] own, Fold fold, bool withSelf, long[]? until, bool boundaryInside, int leg)
    {
        var inside = (long[])own.Clone();
        var below = new long[own.Length];
        var any = new bool[own.Length];
        for (var step = own.Length - 1; step >= 0; step--)
        {
            var seller = tree.TopDown is null ? step : tree.TopDown[step];
            var parent = tree.Parent[seller];
            if (parent < 0)
            {
                continue;
            }

            var ends = until is not null && until[seller] != 0;
            if (ends && !boundaryInside)
            {
                continue;
            }

            var value = ends ? own[seller] : inside[seller];
            inside[parent] = Combine(inside[parent], value, fold);
            if (leg < 0 || tree.Leg![seller] == leg)
            {
                Bring(below, any, parent, value, fold);
            }
        }

        if (!withSelf)
        {
            return below;
        }

        if (leg < 0)
        {
            return inside;
        }

        for (var seller = 0; seller < own.Length; seller++)
        {
            below[seller] = any[seller] ? Combine(below[seller], own[seller], fold) : own[seller];
        }

        return below;
    }

    /// <summary>The values of some levels of the downline; the front line is level 1, oneself level 0.</summary>
    public static long[] Levels(Tree tree, long[] own, Fold fold, int from, int to, long[]? until, bool boundaryInside, int leg)
    {
        var result = from == 0 ? (long[])own.Clone() : new long[own.Length];
        var anyResult = new bool[own.Length];
        Array.Fill(anyResult, from == 0);
        var level = own;
        for (var depth = 1; depth <= to; depth++)
        {
            var next = new long[own.Length];
            var any = fold == Fold.Sum ? null : new bool[own.Length];
            for (var seller = 0; seller < own.Length; seller++)
            {
                var parent = tree.Parent[seller];
                var ends = until is not null && until[seller] != 0;
                if (parent >= 0 && (!ends || (boundaryInside && depth == 1)) && (depth > 1 || leg < 0 || tree.Leg![seller] == leg))
                {
                    Bring(next, any, parent, level[seller], fold);
                }
            }

            level = next;
            for (var seller = 0; depth >= from && seller < own.Length; seller++)
            {
                if (any is null || any[seller])
                {
                    result[seller] = anyResult[seller] ? Combine(result[seller], level[seller], fold) : level[seller];
                    anyResult[seller] = true;
                }
            }
        }

        return result;
    }

    private static void Bring(long[] values, bool[]? any, int to, long value, Fold fold)
    {
        values[to] = any is null || any[to] ? Combine(values[to], value, fold) : value;
        if (any is not null)
        {
            any[to] = true;
        }
    }
}
