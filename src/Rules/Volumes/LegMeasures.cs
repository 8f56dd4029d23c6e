using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Volumes;

/// <summary>Measures of legs: the largest, the second, all but the largest, how many.</summary>
internal static class LegMeasures
{
    /// <summary>The leg measure of every seller.</summary>
    public static long[] Of(Frame frame, MeasureSpec spec)
    {
        var tree = frame.Tree(spec.Tree);
        var heads = frame.Values(spec.Of!);
        var where = spec.Where is null ? null : frame.Values(spec.Where);
        var cap = Cap(frame, spec);
        var legs = frame.Plan.Trees[spec.Tree].Document.Legs.Count;
        var top = new LegTops(frame.Count, spec.Take);
        tree.ByFamily(frame.Workers, (from, to) =>
        {
            for (var seller = from; seller < to; seller++)
            {
                var parent = tree.Parent[seller];
                if (parent >= 0 && (where is null || where[seller] != 0) && (spec.Leg < 0 || tree.Leg![seller] == spec.Leg))
                {
                    top.Add(parent, cap is null ? heads[seller] : Math.Min(heads[seller], cap[parent]));
                }
            }
        });

        return top.Values(legs);
    }

    /// <summary>How much each leg may count at most, by whose leg it is; null for no limit.</summary>
    public static long[]? Cap(Frame frame, MeasureSpec spec) =>
        spec.EachAtMost is null ? null : frame.Values(spec.EachAtMost.Rescaled(spec.Of!.Decimals));
}

/// <summary>The legs of every seller as they come in: the largest, their sum, the smallest, how many.</summary>
/// <remarks>Legs below zero count as zero among the largest. Only what the measure takes of them is kept.</remarks>
internal sealed class LegTops
{
    private readonly LegTake take;
    private readonly long[] sum;
    private readonly long[] first;
    private readonly long[] second;
    private readonly long[] third;
    private readonly long[] smallest;
    private readonly long[] count;

    /// <summary>Makes room for the legs of all sellers.</summary>
    /// <param name="sellers">How many sellers there are.</param>
    /// <param name="take">What the measure takes of their legs.</param>
    /// <param name="counts">Zeros in which legs are counted; null for a column of one's own.</param>
    public LegTops(int sellers, LegTake take, long[]? counts = null)
    {
        this.take = take;
        sum = Kept(take is LegTake.Sum or LegTake.AllButLargest or LegTake.AllButTwoLargest);
        third = Kept(take == LegTake.Third);
        second = Kept(third.Length > 0 || take is LegTake.Second or LegTake.AllButTwoLargest);
        first = Kept(second.Length > 0 || take is LegTake.Largest or LegTake.AllButLargest);
        smallest = Kept(take == LegTake.Smallest);
        count = take == LegTake.Count && counts is not null ? counts : Kept(take is LegTake.Smallest or LegTake.Count);

        long[] Kept(bool isTaken) => isTaken ? Columns.Zeros<long>(sellers) : [];
    }

    /// <summary>Adds a leg of a seller.</summary>
    public void Add(int seller, long value)
    {
        if (sum.Length > 0)
        {
            sum[seller] = checked(sum[seller] + value);
        }

        if (take == LegTake.Smallest)
        {
            smallest[seller] = count[seller] == 0 ? value : Math.Min(smallest[seller], value);
            count[seller]++;
        }
        else if (take == LegTake.Count)
        {
            count[seller] += value != 0 ? 1 : 0;
        }

        if (first.Length > 0)
        {
            Rank(seller, value);
        }
    }

    /// <summary>What the measure takes of a seller's legs.</summary>
    /// <param name="seller">The seller.</param>
    /// <param name="namedLegs">How many legs everybody has, also empty ones; 0 where legs have no names.</param>
    public long Value(int seller, int namedLegs) => take switch
    {
        LegTake.Sum => sum[seller],
        LegTake.Largest => first[seller],
        LegTake.Second => second[seller],
        LegTake.Third => third[seller],
        LegTake.Smallest => count[seller] < namedLegs ? 0 : smallest[seller],
        LegTake.AllButLargest => sum[seller] - first[seller],
        LegTake.AllButTwoLargest => sum[seller] - first[seller] - second[seller],
        LegTake.Count => count[seller],
        _ => throw new InvalidOperationException($"Unknown {take}."),
    };

    /// <summary>What the measure takes of everybody's legs; no leg may be added afterwards.</summary>
    public long[] Values(int namedLegs)
    {
        if (take is LegTake.Sum or LegTake.Largest or LegTake.Second or LegTake.Third or LegTake.Count)
        {
            return take switch
            {
                LegTake.Sum => sum,
                LegTake.Largest => first,
                LegTake.Second => second,
                LegTake.Third => third,
                _ => count,
            };
        }

        var values = take == LegTake.Smallest ? smallest : sum;
        for (var seller = 0; seller < values.Length; seller++)
        {
            values[seller] = Value(seller, namedLegs);
        }

        return values;
    }

    private void Rank(int seller, long value)
    {
        if (value > first[seller])
        {
            (first[seller], value) = (value, first[seller]);
        }

        if (second.Length > 0 && value > second[seller])
        {
            (second[seller], value) = (value, second[seller]);
        }

        if (third.Length > 0 && value > third[seller])
        {
            third[seller] = value;
        }
    }
}
