using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Closing;

/// <summary>Limits over several bonuses, sellers or the whole company, applied in the order written, as lines under the cap's own name.</summary>
/// <remarks>What a limit takes from a seller it takes from the bonuses that it is on, so that the next one sees what is left of each.</remarks>
internal sealed class CompanyCaps
{
    private readonly Frame frame;
    private readonly LineBuffer lines;
    private readonly List<string> remarks;
    private readonly Action<int, LimitCut>? seen;

    /// <summary>What is left of each bonus, by seller.</summary>
    private readonly long[][] left;

    private CompanyCaps(Frame frame, LineBuffer lines, List<string> remarks, Action<int, LimitCut>? seen)
    {
        (this.frame, this.lines, this.remarks, this.seen) = (frame, lines, remarks, seen);
        left = [.. frame.Plan.Document.Bonuses.Select(_ => new long[frame.Count])];
        for (var line = 0; line < lines.Count; line++)
        {
            ref var sum = ref left[lines.Bonus[line]][lines.Payee[line]];
            sum = checked(sum + lines.Amount[line]);
        }
    }

    /// <param name="frame">The close.</param>
    /// <param name="lines">All lines of the bonuses, to which the cuts are added.</param>
    /// <param name="carry">Takes what a running cap has paid so far.</param>
    /// <param name="remarks">Takes what needs a review.</param>
    /// <param name="seen">Told of every cut with its cap's number, for an explanation; null in a close.</param>
    public static void Apply(Frame frame, LineBuffer lines, CarryWriter carry, List<string> remarks, Action<int, LimitCut>? seen = null)
    {
        if (frame.Plan.Caps.Count == 0)
        {
            return;
        }

        var work = new CompanyCaps(frame, lines, remarks, seen);
        for (var i = 0; i < frame.Plan.Caps.Count; i++)
        {
            work.Apply(frame.Plan.Caps[i], frame.Plan.Document.Bonuses.Count + i, carry);
        }
    }

    private void Apply(CapRule cap, int index, CarryWriter carry)
    {
        frame.Require(cap.AtMost?.Expressions ?? []);
        var paid = Paid(cap.On);
        var before = Running(cap) is { } item ? frame.Carried.Item(item) : new long[frame.Count];
        if (cap.Document.ReduceBy is not null)
        {
            for (var seller = 0; seller < paid.Length; seller++)
            {
                var cut = paid[seller] <= 0 ? 0 : frame.Plan.Rounding.Multiply(paid[seller], frame.Plan.Decimals, cap.ReduceBy, frame.Plan.Decimals);
                Take(index, seller, cut, cap.On);
            }
        }
        else
        {
            Limit(cap, index, paid, before);
        }

        if (Running(cap) is { } running)
        {
            var now = Paid(cap.On);
            carry.Add(running, [.. before.Zip(now, (earlier, amount) => checked(earlier + amount))]);
        }
    }

    /// <summary>What each seller still gets from some bonuses.</summary>
    private long[] Paid(IReadOnlyList<int> bonuses)
    {
        var paid = new long[frame.Count];
        foreach (var bonus in bonuses)
        {
            for (var seller = 0; seller < paid.Length; seller++)
            {
                paid[seller] = checked(paid[seller] + left[bonus][seller]);
            }
        }

        return paid;
    }

    private void Limit(CapRule cap, int index, long[] paid, long[] before)
    {
        var review = 0L;
        foreach (var (head, members) in Groups(cap))
        {
            var payees = members.Where(seller => paid[seller] > 0).ToArray();
            var total = payees.Sum(seller => paid[seller]);
            if (total == 0)
            {
                continue;
            }

            var over = Math.Min(total, total - Math.Max(0, AtMost(cap, head) - members.Sum(seller => before[seller])));
            if (over <= 0)
            {
                continue;
            }

            if (cap.Document.Cuts == CapCuts.Review)
            {
                review = checked(review + over);
                continue;
            }

            seen?.Invoke(index, new LimitCut(payees, total, total - over, over));
            Cut(cap, index, payees, paid, over);
        }

        if (review > 0)
        {
            var amount = $"{Fixed.Format(review, frame.Plan.Decimals)} {frame.Plan.Document.Currency}";
            remarks.Add($"'{cap.Document.Name}' is exceeded by {amount}: the run needs a review.");
        }
    }

    /// <summary>Whose amounts add up: everybody's, those of an owner's positions, or a seller's; each group with whom its limit is looked up for.</summary>
    private IEnumerable<(int Head, IReadOnlyList<int> Members)> Groups(CapRule cap) => cap.Document.Per switch
    {
        CapPer.Company when frame.Count > 0 => [(0, [.. Enumerable.Range(0, frame.Count)])],
        CapPer.Owner => Enumerable.Range(0, frame.Count).GroupBy(seller => frame.OwnerOf(seller, frame.Plan.OwnerAttribute))
            .OrderBy(group => group.Key).Select(group => (group.Key, (IReadOnlyList<int>)[.. group])),
        _ => Enumerable.Range(0, frame.Count).Select(seller => (seller, (IReadOnlyList<int>)[seller])),
    };

    /// <summary>Cuts a group down, some before others where the cap says so.</summary>
    private void Cut(CapRule cap, int index, int[] payees, long[] paid, long over)
    {
        switch (cap.Document.Cuts)
        {
            case CapCuts.LowerRanksFirst:
                foreach (var group in payees.GroupBy(seller => frame.Ladder.Rank[seller]).OrderBy(group => group.Key))
                {
                    over -= Deal(index, [.. group], [.. group.Select(seller => paid[seller])], over, cap.On);
                }

                break;
            case CapCuts.LastBonusesFirst:
                foreach (var bonus in cap.On.OrderDescending())
                {
                    // A seller who owes something by another bonus has less to lose than this one paid.
                    var still = Paid(cap.On);
                    var group = Array.FindAll(payees, seller => Math.Min(left[bonus][seller], still[seller]) > 0);
                    over -= Deal(index, group, Array.ConvertAll(group, seller => Math.Min(left[bonus][seller], still[seller])), over, [bonus]);
                }

                break;
            default:
                Deal(index, payees, Array.ConvertAll(payees, seller => paid[seller]), over, cap.On);
                break;
        }
    }

    /// <summary>Takes an amount, but no more than there is, from several payees in proportion.</summary>
    /// <returns>What was taken.</returns>
    private long Deal(int index, int[] payees, long[] weights, long over, IReadOnlyList<int> on)
    {
        var cut = Math.Min(over, weights.Sum());
        var cuts = new long[payees.Length];
        Shares.Deal(cut, weights, cuts);
        for (var i = 0; i < payees.Length; i++)
        {
            Take(index, payees[i], cuts[i], on);
        }

        return cut;
    }

    /// <summary>Takes an amount from one seller, from some bonuses in proportion.</summary>
    private void Take(int index, int seller, long cut, IReadOnlyList<int> on)
    {
        if (cut == 0)
        {
            return;
        }

        lines.Add(index, LineKind.Cap, seller, -1, -1, 0, 0, Rate.Zero, -cut);
        var parts = new long[on.Count];
        Shares.Deal(cut, [.. on.Select(bonus => Math.Max(0, left[bonus][seller]))], parts);
        for (var i = 0; i < parts.Length; i++)
        {
            left[on[i]][seller] -= parts[i];
        }
    }

    private long AtMost(CapRule cap, int seller) =>
        frame.Plan.Rounding.Multiply(1, 0, cap.AtMost!.At(new Spot(frame, seller) { Source = seller }), frame.Plan.Decimals);

    /// <summary>The carry item of what was paid so far in the cap's span; null for a cap on the period alone.</summary>
    private string? Running(CapRule cap)
    {
        var period = frame.Snapshot.Period;
        return cap.Document.Window switch
        {
            "quarter to date" => $"{cap.Document.Name}/{period.Last.Year}-Q{((period.Last.Month - 1) / 3) + 1}",
            "year to date" => $"{cap.Document.Name}/{period.Last.Year}",
            _ => null,
        };
    }
}
