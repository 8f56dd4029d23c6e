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
    private readonly List<string> reviews;
    private readonly Action<int, LimitCut>? seen;

    /// <summary>What is left of each bonus, by seller.</summary>
    private readonly long[][] left;

    private CompanyCaps(Frame frame, LineBuffer lines, List<string> reviews, Action<int, LimitCut>? seen)
    {
        (this.frame, this.lines, this.reviews, this.seen) = (frame, lines, reviews, seen);
        left = ByBonus(_ => true);
    }

    /// <param name="frame">The close.</param>
    /// <param name="lines">All lines of the bonuses, to which the cuts are added.</param>
    /// <param name="carry">Takes what a running cap has paid so far.</param>
    /// <param name="reviews">Takes what needs a review.</param>
    /// <param name="seen">Told of every cut with its cap's number, for an explanation; null in a close.</param>
    public static void Apply(Frame frame, LineBuffer lines, CarryWriter carry, List<string> reviews, Action<int, LimitCut>? seen = null)
    {
        if (frame.Plan.Caps.Count == 0)
        {
            return;
        }

        var work = new CompanyCaps(frame, lines, reviews, seen);
        for (var i = 0; i < frame.Plan.Caps.Count; i++)
        {
            work.Apply(frame.Plan.Caps[i], frame.Plan.Document.Bonuses.Count + i, carry);
        }
    }

    private void Apply(CapRule cap, int index, CarryWriter carry)
    {
        frame.Require(cap.AtMost?.Expressions ?? []);
        var paid = Paid(cap.On);
        var before = Running(cap) is { } item ? frame.Carried.Item(item, frame.Plan.Decimals) : new long[frame.Count];
        if (cap.Document.ReduceBy is not null)
        {
            for (var seller = 0; seller < paid.Length; seller++)
            {
                var cut = paid[seller] <= 0 ? 0 : frame.Plan.Rounding.Multiply(paid[seller], frame.Plan.Decimals, cap.ReduceBy, frame.Plan.Decimals);
                Take(index, seller, cut, cap.On);
            }
        }
        else if (cap.Document.Per is CapPer.Seller or CapPer.Owner or CapPer.Company)
        {
            Limit(cap, index, paid, before);
        }
        else
        {
            LimitSources(cap, index);
        }

        if (Running(cap) is { } running)
        {
            var now = Paid(cap.On);
            carry.Add(running, [.. before.Zip(now, (earlier, amount) => checked(earlier + amount))], frame.Plan.Decimals);
        }
    }

    /// <summary>What lines of a sort come to for each bonus, by seller.</summary>
    private long[][] ByBonus(Func<LineKind, bool> sort)
    {
        var sums = frame.Plan.Document.Bonuses.Select(_ => Columns.Zeros<long>(frame.Count)).ToArray();
        for (var line = 0; line < lines.Count; line++)
        {
            if (sort(lines.KindOf(line)))
            {
                ref var sum = ref sums[lines.BonusOf(line)][lines.PayeeOf(line)];
                sum = checked(sum + lines.AmountOf(line));
            }
        }

        return sums;
    }

    /// <summary>What each seller still gets from some bonuses.</summary>
    private long[] Paid(IReadOnlyList<int> bonuses)
    {
        var paid = Columns.Zeros<long>(frame.Count);
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

        Review(cap, review);
    }

    /// <summary>Limits on what single sources or legs bring. A line of a fund comes from none, and nobody is a leg of their own.</summary>
    private void LimitSources(CapRule cap, int index)
    {
        var (on, per) = (cap.On.ToHashSet(), cap.Document.Per);
        var groups = new LineGroups(frame, lines).Per(per, line => on.Contains(lines.BonusOf(line)) && lines.KindOf(line) == LineKind.Pay
            && lines.SourceOf(line) >= 0 && (per != CapPer.Leg || lines.SourceOf(line) != lines.PayeeOf(line)));
        var (earned, review) = (ByBonus(kind => kind == LineKind.Pay), 0L);
        // All are looked at before the first is cut, because a cut changes what is left of its bonuses.
        foreach (var (group, (payees, bonuses, paid)) in groups.Values.Select(group => (group, Brought(group, earned))).ToList())
        {
            var total = paid.Sum();
            var over = total - Math.Max(0, AtMost(cap, lines.PayeeOf(group[0])));
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
            Deal(index, payees, paid, over, bonuses, LineGroups.IsShared(per) ? -1 : lines.SourceOf(group[0]));
        }

        Review(cap, review);
    }

    /// <summary>What a group of lines still pays to each of its payees: of each line as large a part as is left of its bonus.</summary>
    private (int[] Payees, int[] Bonuses, long[] Paid) Brought(List<int> group, long[][] earned)
    {
        var byPayee = group.GroupBy(line => lines.PayeeOf(line)).OrderBy(ofPayee => ofPayee.Key).ToList();
        return ([.. byPayee.Select(ofPayee => ofPayee.Key)], [.. group.Select(line => lines.BonusOf(line)).Distinct().Order()],
            [.. byPayee.Select(ofPayee => Math.Max(0, ofPayee.GroupBy(line => lines.BonusOf(line)).Sum(ofBonus => StillPaid(ofBonus, ofPayee.Key))))]);

        long StillPaid(IGrouping<int, int> ofBonus, int payee)
        {
            var amount = ofBonus.Sum(line => lines.AmountOf(line));
            var (now, whole) = (Math.Max(0, left[ofBonus.Key][payee]), earned[ofBonus.Key][payee]);
            return now >= whole ? amount : Rounding.TowardZero.Divide((Int128)amount * now, whole);
        }
    }

    private void Review(CapRule cap, long review)
    {
        if (review > 0)
        {
            var amount = $"{Fixed.Format(review, frame.Plan.Decimals)} {frame.Plan.Document.Currency}";
            reviews.Add($"'{cap.Document.Name}' is exceeded by {amount}: the run needs a review.");
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
    private long Deal(int index, int[] payees, long[] weights, long over, IReadOnlyList<int> on, int source = -1)
    {
        var cut = Math.Min(over, weights.Sum());
        var cuts = new long[payees.Length];
        Shares.Deal(cut, weights, cuts);
        for (var i = 0; i < payees.Length; i++)
        {
            Take(index, payees[i], cuts[i], on, source);
        }

        return cut;
    }

    /// <summary>Takes an amount from one seller, from some bonuses in proportion.</summary>
    private void Take(int index, int seller, long cut, IReadOnlyList<int> on, int source = -1)
    {
        if (cut == 0)
        {
            return;
        }

        lines.Add(index, LineKind.Cap, seller, source, -1, 0, 0, Rate.Zero, -cut);
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
            "month to date" => $"{cap.Document.Name}/{period.Last.Year}-{period.Last.Month:00}",
            "quarter to date" => $"{cap.Document.Name}/{period.Last.Year}-Q{((period.Last.Month - 1) / 3) + 1}",
            "year to date" => $"{cap.Document.Name}/{period.Last.Year}",
            _ => null,
        };
    }
}
