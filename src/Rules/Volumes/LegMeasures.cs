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
        var top = new LegTops(frame.Count);
        for (var seller = 0; seller < heads.Length; seller++)
        {
            var parent = tree.Parent[seller];
            if (parent >= 0 && (where is null || where[seller] != 0) && (spec.Leg < 0 || tree.Leg![seller] == spec.Leg))
            {
                top.Add(parent, cap is null ? heads[seller] : Math.Min(heads[seller], cap[parent]));
            }
        }

        var values = new long[heads.Length];
        for (var seller = 0; seller < values.Length; seller++)
        {
            values[seller] = Take(spec.Take, top, seller, legs);
        }

        return values;
    }

    private static long[]? Cap(Frame frame, MeasureSpec spec) =>
        spec.EachAtMost is null ? null : frame.Values(spec.EachAtMost.Rescaled(spec.Of!.Decimals));

    private static long Take(LegTake take, LegTops top, int seller, int namedLegs) => take switch
    {
        LegTake.Sum => top.Sum[seller],
        LegTake.Largest => top.First[seller],
        LegTake.Second => top.Second[seller],
        LegTake.Third => top.Third[seller],
        LegTake.Smallest => top.Legs[seller] < namedLegs ? 0 : top.Smallest[seller],
        LegTake.AllButLargest => top.Sum[seller] - top.First[seller],
        LegTake.AllButTwoLargest => top.Sum[seller] - top.First[seller] - top.Second[seller],
        LegTake.Count => top.NotZero[seller],
        _ => throw new InvalidOperationException($"Unknown {take}."),
    };

    /// <summary>The three largest legs of every seller, their sum, the smallest and how many; legs below zero count as zero among the largest.</summary>
    private sealed class LegTops(int count)
    {
        public long[] Sum { get; } = new long[count];

        public long[] First { get; } = new long[count];

        public long[] Second { get; } = new long[count];

        public long[] Third { get; } = new long[count];

        public long[] Smallest { get; } = new long[count];

        public int[] Legs { get; } = new int[count];

        public int[] NotZero { get; } = new int[count];

        public void Add(int seller, long value)
        {
            Sum[seller] = checked(Sum[seller] + value);
            Smallest[seller] = Legs[seller] == 0 ? value : Math.Min(Smallest[seller], value);
            Legs[seller]++;
            NotZero[seller] += value != 0 ? 1 : 0;
            if (value > First[seller])
            {
                (First[seller], Second[seller], Third[seller]) = (value, First[seller], Second[seller]);
            }
            else if (value > Second[seller])
            {
                (Second[seller], Third[seller]) = (value, Second[seller]);
            }
            else if (value > Third[seller])
            {
                Third[seller] = value;
            }
        }
    }
}
