using System.Runtime.Intrinsics;
using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>The two plans written by hand over columns: what a close could cost if nobody had to be able to change the plan.</summary>
/// <remarks>
/// It knows P1 and P2 and nothing else: no lines, no checks for overflow, no names, no payments. One pass from the last number to the first does P1: a seller
/// gathers from the children the group volume, the best rank of each leg and seven sums of unpaid levels, which one vector holds.
/// </remarks>
internal sealed class HandWrittenColumns
{
    private const long ActiveFrom = 100_00;
    private const int Leaders = 5;

    private static readonly long[] Threshold = [0, 500_00, 2_000_00, 8_000_00, 25_000_00, 75_000_00, 200_000_00];
    private static readonly int[] LegsNeeded = [0, 2, 2, 2, 3, 3, 3];
    private static readonly int[] Depth = [2, 3, 4, 5, 6, 7, 7];

    private readonly GeneratedCompany company;
    private readonly int[] sponsor;
    private readonly long[][] carried;

    /// <summary>Takes a company.</summary>
    public HandWrittenColumns(GeneratedCompany company)
    {
        this.company = company;
        sponsor = company.Sponsor;
        carried = [company.CarriedLeft, company.CarriedRight];
    }

    /// <summary>Computes both plans, with the trees.</summary>
    /// <returns>The totals, in the form in which all compared programs print them.</returns>
    public string Run(int threads)
    {
        var tree = new ColumnTree(sponsor);
        var own = Volumes(tree, threads);
        var state = new State(own.Length, tree.InnerCount);
        for (var level = tree.Levels.Length - 2; level >= 0; level--)
        {
            Halved(threads, tree.Levels[level], tree.Levels[level + 1], (from, to) => Climb(tree, own, state, from, to));
        }

        return Figures.Both(Totals(tree, own, state), Binary(tree, own, threads));
    }

    private Volume[] Volumes(ColumnTree tree, int threads)
    {
        var parts = new Volume[threads][];
        Parallel.For(0, threads, part =>
        {
            var sums = new Volume[sponsor.Length];
            var number = tree.Number;
            var orders = company.Orders;
            foreach (ref readonly var order in orders.AsSpan((int)((long)orders.Length * part / threads)..(int)((long)orders.Length * (part + 1) / threads)))
            {
                ref var sum = ref sums[number[order.Seller]];
                sum.Personal += order.Personal;
                sum.Commissionable += order.Commissionable;
            }

            parts[part] = sums;
        });
        for (var part = 1; part < threads; part++)
        {
            Halved(threads, 0, sponsor.Length, (from, to) =>
            {
                for (var i = from; i < to; i++)
                {
                    parts[0][i].Personal += parts[part][i].Personal;
                    parts[0][i].Commissionable += parts[part][i].Commissionable;
                }
            });
        }

        return parts[0];
    }

    private static void Climb(ColumnTree tree, Volume[] own, State state, int from, int to)
    {
        Span<int> legs = stackalloc int[8];
        var shift = Vector512.Create(0L, 0, 1, 2, 3, 4, 5, 6);
        var keep = Vector512.Create(0L, 0, -1, -1, -1, -1, -1, -1);
        var first = tree.First;
        for (var at = to - 1; at >= from; at--)
        {
            var (group, largest, matching, best) = (own[at].Personal, 0L, 0L, -1);
            var isActive = group >= ActiveFrom;
            if (first[at] == first[at + 1])
            {
                (state.Group[at], state.Best[at]) = (group, (sbyte)(isActive ? 0 : -1));
                continue;
            }

            var levels = Vector512<long>.Zero;
            legs.Clear();
            for (var child = first[at]; child < first[at + 1]; child++)
            {
                group += state.Group[child];
                largest = Math.Max(largest, state.Group[child]);
                legs[state.Best[child] + 1]++;
                best = Math.Max(best, state.Best[child]);
                matching += (((state.Unilevel[child] * 10) + 50) / 100);
                var below = tree.Inner[child] < 0 ? Vector512<long>.Zero : state.Levels[tree.Inner[child]];
                below = own[child].Personal >= ActiveFrom ? Vector512.Shuffle(below, shift) & keep : below;
                levels += below.WithElement(1, below.GetElement(1) + (((own[child].Commissionable * 5) + 50) / 100));
            }

            state.Group[at] = group;
            state.Levels[tree.Inner[at]] = levels;
            var rank = isActive ? RankOf(group, largest, legs) : 0;
            state.Rank[at] = (sbyte)rank;
            state.Best[at] = (sbyte)(isActive ? Math.Max(best, rank) : best);
            for (var level = 1; isActive && level <= Depth[rank]; level++)
            {
                state.Unilevel[at] += levels.GetElement(level);
            }

            state.Matching[at] = isActive ? matching : 0;
        }
    }

    /// <summary>The highest rank for which group volume, less what the largest leg has beyond half of the threshold, and legs suffice.</summary>
    private static int RankOf(long group, long largest, ReadOnlySpan<int> legs)
    {
        for (var rank = Threshold.Length - 1; rank > 0; rank--)
        {
            var suffice = 0;
            for (var best = rank; best < legs.Length; best++)
            {
                suffice += legs[best];
            }

            if (suffice >= LegsNeeded[rank] && group - Math.Max(0, largest - (Threshold[rank] / 2)) >= Threshold[rank])
            {
                return rank;
            }
        }

        return 0;
    }

    private static FiguresOfP1 Totals(ColumnTree tree, Volume[] own, State state)
    {
        var histogram = new long[Threshold.Length];
        var (active, personal, commissionable, group, unilevel, matching, hash) = (0L, 0L, 0L, 0L, 0L, 0L, 0L);
        for (var i = 0; i < own.Length; i++)
        {
            active += own[i].Personal >= ActiveFrom ? 1 : 0;
            personal += own[i].Personal;
            commissionable += own[i].Commissionable;
            histogram[state.Rank[i]]++;
        }

        var leaders = histogram.AsSpan(Leaders).ToArray().Sum();
        var share = leaders == 0 ? 0 : commissionable * 2 / 100 / leaders;
        for (var i = 0; i < own.Length; i++)
        {
            group += state.Group[i];
            unilevel += state.Unilevel[i];
            matching += state.Matching[i];
            hash += ((tree.Seller[i] % 1000) + 1) * (state.Unilevel[i] + state.Matching[i] + (state.Rank[i] >= Leaders ? share : 0));
        }

        return new FiguresOfP1(active, personal, commissionable, group, histogram, unilevel, matching, share, leaders, hash);
    }

    private FiguresOfP2 Binary(ColumnTree sponsors, Volume[] own, int threads)
    {
        var tree = new ColumnTree(company.Above);
        var group = new long[own.Length];
        var left = new long[own.Length];
        var right = new long[own.Length];
        var side = new sbyte[own.Length];
        Halved(threads, 0, own.Length, (from, to) =>
        {
            for (var at = from; at < to; at++)
            {
                var seller = tree.Seller[at];
                (group[at], side[at]) = (own[sponsors.Number[seller]].Personal, (sbyte)company.Side[seller]);
                (left[at], right[at]) = (carried[0][seller], carried[1][seller]);
            }
        });
        var (paid, carriedLeft, carriedRight, hash) = (0L, 0L, 0L, 0L);
        for (var at = own.Length - 1; at >= 0; at--)
        {
            var personal = group[at];
            for (var child = tree.First[at]; child < tree.First[at + 1]; child++)
            {
                group[at] += group[child];
                (side[child] == 0 ? ref left[at] : ref right[at]) += group[child];
            }

            if (personal >= ActiveFrom)
            {
                var weaker = Math.Min(left[at], right[at]);
                var pay = Math.Min(((weaker * 10) + 50) / 100, 10_000_00);
                left[at] -= weaker;
                right[at] -= weaker;
                paid += pay;
                hash += ((tree.Seller[at] % 1000) + 1) * pay;
            }

            carriedLeft += left[at];
            carriedRight += right[at];
        }

        return new FiguresOfP2(paid, carriedLeft, carriedRight, hash);
    }

    private static void Halved(int threads, int from, int to, Action<int, int> work)
    {
        const int Worthwhile = 4_096;
        if (threads == 1 || to - from < Worthwhile)
        {
            work(from, to);
            return;
        }

        Parallel.For(0, threads, part =>
            work(from + (int)((long)(to - from) * part / threads), from + (int)((long)(to - from) * (part + 1) / threads)));
    }

    private struct Volume
    {
        public long Personal;
        public long Commissionable;
    }

    /// <summary>What P1 finds for each number.</summary>
    private sealed class State(int count, int inner)
    {
        public long[] Group { get; } = new long[count];

        public long[] Unilevel { get; } = new long[count];

        public long[] Matching { get; } = new long[count];

        public sbyte[] Rank { get; } = new sbyte[count];

        /// <summary>The best rank in the subtree, 0 for an active seller without one, -1 where nobody is active.</summary>
        public sbyte[] Best { get; } = new sbyte[count];

        /// <summary>Of those with children: by level from 1, what the subtree brings to the next who receives that level.</summary>
        public Vector512<long>[] Levels { get; } = new Vector512<long>[inner];
    }
}
