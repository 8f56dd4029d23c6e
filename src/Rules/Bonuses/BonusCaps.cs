using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>What a limit cut.</summary>
/// <param name="Payees">Whose lines the limit holds for together.</param>
/// <param name="Total">What they came to.</param>
/// <param name="Limit">What they may come to.</param>
/// <param name="Over">What is cut.</param>
internal sealed record LimitCut(IReadOnlyList<int> Payees, long Total, long Limit, long Over);

/// <summary>The limit on one bonus: what goes beyond is taken away by lines of its own, so that a statement shows both.</summary>
internal static class BonusCaps
{
    /// <param name="frame">The close.</param>
    /// <param name="rule">The bonus.</param>
    /// <param name="lines">Its lines, to which the cuts are added.</param>
    /// <param name="seen">Told of every cut, for an explanation; null in a close.</param>
    public static void Apply(Frame frame, BonusRule rule, LineBuffer lines, Action<LimitCut>? seen = null)
    {
        // A pair applies its own cap per seller, because what it consumes and flushes depends on it.
        var pairDidIt = rule is PairRule && rule.CapPer == CapPer.Seller && rule.CapCounting is null;
        if (rule.Cap is null || pairDidIt)
        {
            return;
        }

        frame.Require(rule.Cap.Expressions);
        frame.Require(rule.CapCounting);
        switch (rule.CapPer)
        {
            case CapPer.Owner:
                PerOwner(frame, rule, lines, seen);
                break;
            case CapPer.Company:
                Cut(rule, lines, Grouped(lines, _ => 0), _ => LimitAt(frame, rule, 0, Enumerable.Range(0, frame.Count)), seen, proRata: true);
                break;
            case CapPer.Source:
                Cut(rule, lines, Grouped(lines, line => lines.Source[line]), LimitAtPayee(frame, rule, lines), seen, proRata: true);
                break;
            case CapPer.SourceAndSeller:
                Cut(rule, lines, Grouped(lines, line => ((long)lines.Payee[line] << 32) | (uint)lines.Source[line]), LimitAtPayee(frame, rule, lines), seen);
                break;
            case CapPer.Leg:
                var legs = new LegOf(frame, rule);
                Cut(rule, lines, Grouped(lines, line => ((long)lines.Payee[line] << 32) | (uint)legs.Head(lines.Source[line], lines.Payee[line])),
                    LimitAtPayee(frame, rule, lines), seen);
                break;
            default:
                Cut(rule, lines, Grouped(lines, line => lines.Payee[line]), LimitAtPayee(frame, rule, lines), seen);
                break;
        }
    }

    /// <summary>What may still be paid: the cap less what other bonuses of the same running total have paid to all whose amounts add up.</summary>
    private static long LimitAt(Frame frame, BonusRule rule, int seller, IEnumerable<int> together)
    {
        var spot = new Spot(frame, seller) { Source = seller };
        var plan = frame.Plan;
        var most = plan.Rounding.Multiply(1, 0, rule.Cap!.At(spot), plan.Decimals);
        var counted = rule.CapCounting is { } counting ? together.Sum(one => counting.At(new Spot(frame, one) { Source = one })) : 0;
        return Math.Max(0, most - counted);
    }

    private static Func<List<int>, long> LimitAtPayee(Frame frame, BonusRule rule, LineBuffer lines) =>
        group => LimitAt(frame, rule, lines.Payee[group[0]], [lines.Payee[group[0]]]);

    private static SortedDictionary<long, List<int>> Grouped(LineBuffer lines, Func<int, long> key)
    {
        var groups = new SortedDictionary<long, List<int>>();
        for (var line = 0; line < lines.Count; line++)
        {
            if (!groups.TryGetValue(key(line), out var group))
            {
                groups[key(line)] = group = [];
            }

            group.Add(line);
        }

        return groups;
    }

    private static void Cut(
        BonusRule rule, LineBuffer lines, SortedDictionary<long, List<int>> groups, Func<List<int>, long> limit, Action<LimitCut>? seen, bool proRata = false)
    {
        foreach (var group in groups.Values)
        {
            var total = group.Aggregate(0L, (sum, line) => checked(sum + lines.Amount[line]));
            var over = total - limit(group);
            if (over <= 0)
            {
                continue;
            }

            seen?.Invoke(new LimitCut([.. group.Select(line => lines.Payee[line]).Distinct()], total, total - over, over));
            if (!proRata)
            {
                lines.Add(rule.Index, LineKind.Cap, lines.Payee[group[0]], lines.Source[group[0]], -1, 0, 0, Rate.Zero, -over);
                continue;
            }

            CutProRata(rule.Index, lines, group, over);
        }
    }

    private static void CutProRata(int index, LineBuffer lines, List<int> group, long over)
    {
        var sums = new SortedDictionary<int, long>();
        foreach (var line in group)
        {
            sums[lines.Payee[line]] = checked(sums.GetValueOrDefault(lines.Payee[line]) + lines.Amount[line]);
        }

        int[] payees = [.. sums.Keys];
        long[] weights = [.. sums.Values.Select(sum => Math.Max(0, sum))];
        var cuts = new long[payees.Length];
        Shares.Deal(over, weights, cuts);
        for (var i = 0; i < payees.Length; i++)
        {
            if (cuts[i] != 0)
            {
                lines.Add(index, LineKind.Cap, payees[i], -1, -1, 0, 0, Rate.Zero, -cuts[i]);
            }
        }
    }

    private static void PerOwner(Frame frame, BonusRule rule, LineBuffer lines, Action<LimitCut>? seen)
    {
        var attribute = frame.Plan.OwnerAttribute;
        var groups = Grouped(lines, line => frame.OwnerOf(lines.Payee[line], attribute));
        var positions = Enumerable.Range(0, frame.Count).ToLookup(seller => frame.OwnerOf(seller, attribute));
        foreach (var (owner, group) in groups)
        {
            var total = group.Sum(line => lines.Amount[line]);
            var over = total - LimitAt(frame, rule, (int)owner, positions[(int)owner]);
            if (over > 0)
            {
                seen?.Invoke(new LimitCut([.. group.Select(line => lines.Payee[line]).Distinct()], total, total - over, over));
                CutProRata(rule.Index, lines, group, over);
            }
        }
    }

    /// <summary>Finds the front-line leg of a payee in which a source stands.</summary>
    private sealed class LegOf(Frame frame, BonusRule rule)
    {
        private readonly Genealogy.Tree tree = frame.Tree(rule is WalkRule walk ? walk.Tree : 0);

        public int Head(int source, int payee)
        {
            var at = source;
            while (at >= 0 && tree.Parent[at] != payee)
            {
                at = tree.Parent[at];
            }

            return at;
        }
    }
}
