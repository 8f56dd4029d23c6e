using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Closing;

/// <summary>Limits over several bonuses, sellers or the whole company, applied in the order written, as lines under the cap's own name.</summary>
internal static class CompanyCaps
{
    /// <param name="frame">The close.</param>
    /// <param name="lines">All lines, to which the cuts are added.</param>
    /// <param name="carry">Takes what a running cap has paid so far.</param>
    /// <param name="reviews">Takes what needs a review.</param>
    /// <param name="seen">Told of every cut with its cap's number, for an explanation; null in a close.</param>
    public static void Apply(Frame frame, LineBuffer lines, CarryWriter carry, List<string> reviews, Action<int, LimitCut>? seen = null)
    {
        for (var i = 0; i < frame.Plan.Caps.Count; i++)
        {
            var cap = frame.Plan.Caps[i];
            var index = frame.Plan.Document.Bonuses.Count + i;
            frame.Require(cap.AtMost?.Expressions ?? []);
            var paid = Paid(frame, cap, lines);
            if (cap.Document.ReduceBy is not null)
            {
                Reduce(frame, cap, index, paid, lines);
            }
            else if (cap.Document.Per == CapPer.Company)
            {
                CutCompany(frame, cap, index, paid, lines, reviews, seen);
            }
            else if (cap.Document.Per is CapPer.Seller or CapPer.Owner)
            {
                CutEach(frame, cap, index, paid, lines, seen);
            }
            else
            {
                CutSources(frame, cap, index, lines, seen);
            }

            if (Running(frame, cap) is { } item)
            {
                Remember(frame, item, Paid(frame, cap, lines, index), carry);
            }
        }
    }

    /// <summary>What each seller gets from the bonuses of a cap.</summary>
    private static long[] Paid(Frame frame, CapRule cap, LineBuffer lines, int alsoIndex = -1)
    {
        var on = cap.On.ToHashSet();
        var paid = new long[frame.Count];
        for (var line = 0; line < lines.Count; line++)
        {
            if (on.Contains(lines.Bonus[line]) || lines.Bonus[line] == alsoIndex)
            {
                paid[lines.Payee[line]] = checked(paid[lines.Payee[line]] + lines.Amount[line]);
            }
        }

        return paid;
    }

    private static void Reduce(Frame frame, CapRule cap, int index, long[] paid, LineBuffer lines)
    {
        for (var seller = 0; seller < paid.Length; seller++)
        {
            var cut = paid[seller] <= 0 ? 0 : frame.Plan.Rounding.Multiply(paid[seller], frame.Plan.Decimals, cap.ReduceBy, frame.Plan.Decimals);
            Cut(lines, index, seller, cut);
        }
    }

    private static void CutEach(Frame frame, CapRule cap, int index, long[] paid, LineBuffer lines, Action<int, LimitCut>? seen)
    {
        var before = Running(frame, cap) is { } item ? frame.Carried.Item(item, frame.Plan.Decimals) : new long[frame.Count];
        var byOwner = new SortedDictionary<int, List<int>>();
        for (var seller = 0; seller < paid.Length; seller++)
        {
            var group = cap.Document.Per == CapPer.Owner ? frame.OwnerOf(seller, frame.Plan.OwnerAttribute) : seller;
            if (paid[seller] > 0)
            {
                (byOwner.TryGetValue(group, out var members) ? members : byOwner[group] = []).Add(seller);
            }
        }

        foreach (var (group, members) in byOwner)
        {
            var total = members.Sum(seller => paid[seller]);
            var over = total - Math.Max(0, Limit(frame, cap, group) - members.Sum(seller => before[seller]));
            if (over > 0)
            {
                seen?.Invoke(index, new LimitCut(members, total, Math.Max(0, total - over), Math.Min(over, total)));
                Deal(lines, index, [.. members], [.. members.Select(seller => paid[seller])], Math.Min(over, total));
            }
        }
    }

    /// <summary>Limits on what single sources or legs bring. A line of a fund comes from none, and nobody is a leg of their own.</summary>
    private static void CutSources(Frame frame, CapRule cap, int index, LineBuffer lines, Action<int, LimitCut>? seen)
    {
        var (on, per) = (cap.On.ToHashSet(), cap.Document.Per);
        var groups = new LineGroups(frame, lines).Per(per, line => on.Contains(lines.Bonus[line]) && lines.Kind[line] == LineKind.Pay
            && lines.Source[line] >= 0 && (per != CapPer.Leg || lines.Source[line] != lines.Payee[line]));
        foreach (var group in groups.Values)
        {
            BonusCaps.Cut(index, lines, group, Limit(frame, cap, lines.Payee[group[0]]), LineGroups.IsShared(per), cut => seen?.Invoke(index, cut));
        }
    }

    private static void CutCompany(
        Frame frame, CapRule cap, int index, long[] paid, LineBuffer lines, List<string> reviews, Action<int, LimitCut>? seen)
    {
        var before = Running(frame, cap) is { } item ? frame.Carried.Item(item, frame.Plan.Decimals).Sum() : 0;
        var total = paid.Where(amount => amount > 0).Sum();
        var over = total - Math.Max(0, (frame.Count == 0 ? 0 : Limit(frame, cap, 0)) - before);
        if (over <= 0)
        {
            return;
        }

        if (cap.Document.Cuts == CapCuts.Review)
        {
            var amount = $"{Fixed.Format(over, frame.Plan.Decimals)} {frame.Plan.Document.Currency}";
            reviews.Add($"'{cap.Document.Name}' is exceeded by {amount}: the run needs a review.");
            return;
        }

        var payees = Enumerable.Range(0, paid.Length).Where(seller => paid[seller] > 0).ToArray();
        seen?.Invoke(index, new LimitCut(payees, total, total - over, over));
        foreach (var (group, weights) in Order(frame, cap, payees, paid, lines))
        {
            var cut = Math.Min(over, weights.Sum());
            Deal(lines, index, group, weights, cut);
            over -= cut;
        }
    }

    /// <summary>Whom a company cap cuts, group after group.</summary>
    private static IEnumerable<(int[] Payees, long[] Weights)> Order(Frame frame, CapRule cap, int[] payees, long[] paid, LineBuffer lines)
    {
        switch (cap.Document.Cuts)
        {
            case CapCuts.LowerRanksFirst:
                foreach (var group in payees.GroupBy(seller => frame.Ladder.Rank[seller]).OrderBy(group => group.Key))
                {
                    yield return ([.. group], [.. group.Select(seller => paid[seller])]);
                }

                break;
            case CapCuts.LastBonusesFirst:
                foreach (var bonus in cap.On.OrderDescending())
                {
                    var one = Paid(frame, cap with { On = [bonus] }, lines);
                    var group = payees.Where(seller => one[seller] > 0).ToArray();
                    yield return (group, Array.ConvertAll(group, seller => one[seller]));
                }

                break;
            default:
                yield return (payees, Array.ConvertAll(payees, seller => paid[seller]));
                break;
        }
    }

    private static long Limit(Frame frame, CapRule cap, int seller) =>
        frame.Plan.Rounding.Multiply(1, 0, cap.AtMost!.At(new Spot(frame, seller) { Source = seller }), frame.Plan.Decimals);

    private static void Deal(LineBuffer lines, int index, int[] payees, long[] weights, long over)
    {
        var cuts = new long[payees.Length];
        Shares.Deal(over, weights, cuts);
        for (var i = 0; i < payees.Length; i++)
        {
            Cut(lines, index, payees[i], cuts[i]);
        }
    }

    private static void Cut(LineBuffer lines, int index, int seller, long cut)
    {
        if (cut != 0)
        {
            lines.Add(index, LineKind.Cap, seller, -1, -1, 0, 0, Rate.Zero, -cut);
        }
    }

    /// <summary>The carry item of what was paid so far in the cap's span; null for a cap on the period alone.</summary>
    private static string? Running(Frame frame, CapRule cap)
    {
        var period = frame.Snapshot.Period;
        return cap.Document.Window switch
        {
            "month to date" => $"{cap.Document.Name}/{period.Last.Year}-{period.Last.Month:00}",
            "quarter to date" => $"{cap.Document.Name}/{period.Last.Year}-Q{((period.Last.Month - 1) / 3) + 1}",
            "year to date" => $"{cap.Document.Name}/{period.Last.Year}",
            _ => null,
        };
    }

    private static void Remember(Frame frame, string item, long[] paid, CarryWriter carry)
    {
        var running = frame.Carried.Item(item, frame.Plan.Decimals);
        for (var seller = 0; seller < running.Length; seller++)
        {
            running[seller] = checked(running[seller] + paid[seller]);
        }

        carry.Add(item, running, frame.Plan.Decimals);
    }
}
