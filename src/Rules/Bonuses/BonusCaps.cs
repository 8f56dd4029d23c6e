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
        if (rule.Cap is null || rule is PairRule { CapsItself: true })
        {
            return;
        }

        frame.Require(rule.Cap.Expressions);
        frame.Require(rule.CapCounting);
        var groups = new LineGroups(frame, lines).Per(rule.CapPer, _ => true);
        var positions = new Lazy<ILookup<int, int>>(
            () => Enumerable.Range(0, frame.Count).ToLookup(seller => frame.OwnerOf(seller, frame.Plan.OwnerAttribute)));
        foreach (var (key, group) in groups)
        {
            int[] together = rule.CapPer switch
            {
                CapPer.Owner => [.. positions.Value[(int)key]],
                CapPer.Company => [.. Enumerable.Range(0, frame.Count)],
                _ => [lines.PayeeOf(group[0])],
            };
            var limit = LimitAt(frame, rule, rule.CapPer == CapPer.Owner ? (int)key : together[0], together);
            Cut(rule.Index, lines, group, limit, LineGroups.IsShared(rule.CapPer), seen);
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

    /// <summary>Cuts a group of lines down to a limit.</summary>
    private static void Cut(int index, LineBuffer lines, List<int> group, long limit, bool shared, Action<LimitCut>? seen)
    {
        var total = group.Aggregate(0L, (sum, line) => checked(sum + lines.AmountOf(line)));
        var over = total - limit;
        if (over <= 0)
        {
            return;
        }

        seen?.Invoke(new LimitCut([.. group.Select(line => lines.PayeeOf(line)).Distinct()], total, total - over, over));
        if (shared)
        {
            CutProRata(index, lines, group, over);
        }
        else
        {
            lines.Add(index, LineKind.Cap, lines.PayeeOf(group[0]), lines.SourceOf(group[0]), -1, 0, 0, Rate.Zero, -over);
        }
    }

    private static void CutProRata(int index, LineBuffer lines, List<int> group, long over)
    {
        var sums = new SortedDictionary<int, long>();
        foreach (var line in group)
        {
            sums[lines.PayeeOf(line)] = checked(sums.GetValueOrDefault(lines.PayeeOf(line)) + lines.AmountOf(line));
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
}
