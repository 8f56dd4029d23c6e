using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Volumes;

/// <summary>Computes measures as columns: what, over whom, under which filter, in which window.</summary>
internal static class MeasureColumns
{
    /// <summary>The measure's value for every seller.</summary>
    public static long[] Compute(Frame frame, Measure measure)
    {
        var now = ThisPeriod(frame, measure);
        return Clamp(frame, measure.Spec, measure.Spec.Window is Window.ThisPeriod ? now : MeasureHistory.Across(frame, measure, now));
    }

    /// <summary>The measure's value of this period alone, for every seller, before it is held to a least or a most.</summary>
    public static long[] ThisPeriod(Frame frame, Measure measure)
    {
        var spec = measure.Spec;
        return spec.Kind switch
        {
            MeasureKind.Formula => frame.Values(spec.Of!),
            MeasureKind.Table => Table(frame, measure),
            MeasureKind.Customers => CustomerCounts.Of(frame, spec),
            MeasureKind.Upline => Upline(frame, spec),
            MeasureKind.Legs => LegMeasures.Of(frame, spec),
            MeasureKind.Place => Places(frame, spec),
            _ => Scoped(frame, spec),
        };
    }

    private static long[] Table(Frame frame, Measure measure)
    {
        var table = measure.Spec.Table!;
        frame.Require(table.Expressions);
        var values = new long[frame.Count];
        frame.ForRanges((from, to) =>
        {
            for (var seller = from; seller < to; seller++)
            {
                values[seller] = Rounding.HalfUp.Multiply(1, 0, table.At(new Spot(frame, seller)), measure.Decimals);
            }
        });
        return values;
    }

    private static long[] Upline(Frame frame, MeasureSpec spec)
    {
        var of = frame.Values(spec.Of!);
        var tree = frame.Tree(spec.Tree);
        var nearest = spec.Where is null ? tree.Parent : tree.NearestMarked(frame.Values(spec.Where), frame.Workers);
        return Array.ConvertAll(nearest, above => above < 0 ? 0 : of[above]);
    }

    /// <summary>Places in a list from the highest value; equal values share a place.</summary>
    private static long[] Places(Frame frame, MeasureSpec spec)
    {
        var of = frame.Values(spec.Of!);
        var listed = spec.Where is null ? null : frame.Values(spec.Where);
        var order = Enumerable.Range(0, of.Length).Where(seller => listed is null || listed[seller] != 0).ToArray();
        Array.Sort(order, (left, right) => of[right].CompareTo(of[left]));
        var places = new long[of.Length];
        for (var i = 0; i < order.Length; i++)
        {
            places[order[i]] = i > 0 && of[order[i]] == of[order[i - 1]] ? places[order[i - 1]] : i + 1;
        }

        return places;
    }

    private static long[] Scoped(Frame frame, MeasureSpec spec)
    {
        var fold = FoldOf(spec.Kind);
        var values = Over(frame, spec, Own(frame, spec, fold), fold);
        for (var seller = 0; fold != Fold.Sum && seller < values.Length; seller++)
        {
            values[seller] = values[seller] == Folds.Nothing(fold) ? 0 : values[seller];
        }

        return values;
    }

    /// <summary>What each seller brings to a measure of several: a column of its own, that may be used up.</summary>
    private static long[] Own(Frame frame, MeasureSpec spec, Fold fold)
    {
        frame.Require(spec.Of);
        frame.Require(spec.Where);
        var own = frame.Take();
        frame.ForBlocks((from, to) =>
        {
            var block = own.AsSpan(from, to - from);
            spec.Of!.Fill(frame, from, block);
            for (var i = 0; spec.Kind == MeasureKind.Count && i < block.Length; i++)
            {
                block[i] = block[i] != 0 ? 1 : 0;
            }

            if (spec.Where is not null)
            {
                var counts = spec.Where.Block(frame, from, stackalloc long[block.Length]);
                for (var i = 0; i < block.Length; i++)
                {
                    block[i] = counts[i] != 0 ? block[i] : Folds.Nothing(fold);
                }
            }
        });
        return own;
    }

    /// <summary>How a kind of measure makes one value of many.</summary>
    public static Fold FoldOf(MeasureKind kind) => kind switch
    {
        MeasureKind.Highest => Fold.Highest,
        MeasureKind.Lowest => Fold.Lowest,
        _ => Fold.Sum,
    };

    private static long[] Over(Frame frame, MeasureSpec spec, long[] own, Fold fold)
    {
        var tree = frame.Tree(spec.Tree);
        var until = spec.Until is null ? null : frame.Values(spec.Until);
        switch (spec.Over)
        {
            case Scope.Self:
                return own;
            case Scope.Company:
                Array.Fill(own, Folds.All(own, fold));
                return own;
            case Scope.Owner:
                return OverOwners(frame, own, fold);
            case Scope.Dropped:
                return OverDropped(frame, spec, own);
            case Scope.Recruits:
                return OverRecruits(frame, spec, own, fold);
            case Scope.Frontline:
                return Folds.Levels(tree, own, fold, 1, 1, until, spec.BoundaryInside, spec.Leg);
            case Scope.Levels:
                return Folds.Levels(tree, own, fold, spec.FromLevel, spec.ToLevel, until, spec.BoundaryInside, spec.Leg);
            default:
                return Folds.Organisation(frame, tree, own, fold, spec.Over == Scope.Organisation, until, spec.BoundaryInside, spec.Leg);
        }
    }

    /// <summary>All positions of one owner together.</summary>
    private static long[] OverOwners(Frame frame, long[] own, Fold fold)
    {
        var attribute = frame.Plan.OwnerAttribute;
        var totals = new Dictionary<int, long>();
        for (var seller = 0; seller < own.Length; seller++)
        {
            var owner = frame.OwnerOf(seller, attribute);
            totals[owner] = totals.TryGetValue(owner, out var total) ? Folds.Combine(total, own[seller], fold) : own[seller];
        }

        return [.. Enumerable.Range(0, own.Length).Select(seller => totals[frame.OwnerOf(seller, attribute)])];
    }

    /// <summary>One's own value, if one was kept, and that of everybody who was compressed into one.</summary>
    private static long[] OverDropped(Frame frame, MeasureSpec spec, long[] own)
    {
        var rule = frame.Plan.Trees[spec.Tree];
        if (rule.Keep is null)
        {
            return own;
        }

        var keep = frame.Values(rule.Keep);
        var takers = rule.VolumeMovesTo is null ? keep : frame.Values(rule.VolumeMovesTo);
        var taker = frame.Tree(rule.From).NearestMarked(takers, frame.Workers);
        var values = Columns.Zeros<long>(own.Length);
        for (var seller = 0; seller < own.Length; seller++)
        {
            var to = keep[seller] != 0 ? seller : taker[seller];
            if (to >= 0)
            {
                values[to] = checked(values[to] + own[seller]);
            }
        }

        return values;
    }

    /// <summary>Those whom one enrolled oneself; with a leg, those of them who stand anywhere in that leg of the measure's tree.</summary>
    private static long[] OverRecruits(Frame frame, MeasureSpec spec, long[] own, Fold fold)
    {
        var sponsor = frame.Tree(0).Parent;
        var tree = frame.Tree(spec.Tree);
        var values = Folds.Empty(own.Length, fold);
        for (var seller = 0; seller < own.Length; seller++)
        {
            var above = sponsor[seller];
            if (above >= 0 && (spec.Leg < 0 || IsInLeg(tree, seller, above, spec.Leg)))
            {
                values[above] = Folds.Combine(values[above], own[seller], fold);
            }
        }

        return values;
    }

    private static bool IsInLeg(Tree tree, int seller, int above, int leg)
    {
        foreach (var child in tree.Children(above))
        {
            if (tree.Leg![child] == leg && tree.IsWithin(seller, child))
            {
                return true;
            }
        }

        return false;
    }

    private static long[] Clamp(Frame frame, MeasureSpec spec, long[] values)
    {
        if (spec.AtMost is null && spec.AtLeast is null)
        {
            return values;
        }

        var most = spec.AtMost is null ? null : frame.Values(spec.AtMost);
        var least = spec.AtLeast is null ? null : frame.Values(spec.AtLeast);
        var clamped = new long[values.Length];
        for (var seller = 0; seller < values.Length; seller++)
        {
            var value = most is null ? values[seller] : Math.Min(values[seller], most[seller]);
            clamped[seller] = least is null ? value : Math.Max(value, least[seller]);
        }

        return clamped;
    }
}
