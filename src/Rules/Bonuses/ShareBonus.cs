using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>Divides a fund among those who qualify (pool): equally, by shares, points, volume or growth.</summary>
internal sealed class ShareBonus
{
    private readonly Frame frame;
    private readonly ShareRule rule;
    private readonly BonusWork work;

    public ShareBonus(Frame frame, ShareRule rule)
    {
        this.frame = frame;
        this.rule = rule;
        work = new BonusWork(frame, rule);
    }

    /// <summary>The fund, in smallest units of its formula's decimals.</summary>
    public static long FundOf(Frame frame, ShareRule rule) => frame.Count == 0 ? 0 : rule.Fund.At(new Spot(frame, 0));

    private long Fund => FundOf(frame, rule);

    /// <summary>The lines of the period; whoever joined first comes first and wins the last unit.</summary>
    public LineBuffer Pay()
    {
        var lines = new LineBuffer();
        var division = Divide(Participants());
        for (var i = 0; i < division.Payees.Length; i++)
        {
            var (payee, part) = (division.Payees[i], division.Parts[i]);
            var amount = part == 0 ? 0 : work.WithinLimits(part, new Spot(frame, payee) { Source = payee });
            if (amount != 0)
            {
                lines.Add(rule.Index, LineKind.Pay, payee, -1, -1, 0, division.Weights[i], division.ValueOfAUnit, amount);
            }
        }

        return lines;
    }

    /// <summary>How the fund was divided.</summary>
    public Division Divide() => Divide(Participants());

    /// <summary>Tells a witness who gets which part, and what is left of the fund.</summary>
    public void Watch<TWitness>(ref TWitness witness)
        where TWitness : IWitness
    {
        var division = Divide();
        var left = frame.Plan.Rounding.Multiply(Math.Max(0, division.Fund), rule.Fund.Decimals, Rate.One, frame.Plan.Decimals);
        for (var i = 0; i < division.Payees.Length; i++)
        {
            var price = new Price(division.Weights[i], rule.WeightDecimals, division.ValueOfAUnit, division.Parts[i]);
            witness.See(new Event(Outcome.Paid, division.Payees[i], new Spot(frame, division.Payees[i])) { Price = price });
            left -= division.Parts[i];
        }

        // A factor on the parts may hand out more than the fund; then nothing is left.
        if (left > 0)
        {
            witness.See(new Event(Outcome.NotShared, -1, new Spot(frame, 0)) { Price = new Price(left, frame.Plan.Decimals, Rate.One, left), IsLost = true });
        }
    }

    /// <summary>Tells a witness why a seller takes no part, and what the part would have been.</summary>
    public void Explain<TWitness>(int seller, ref TWitness witness)
        where TWitness : IWitness
    {
        var spot = new Spot(frame, seller) { Source = seller };
        if (!work.MayReceive(spot, out var failed))
        {
            var (payees, weights) = Participants(seller);
            var division = Divide((payees, weights));
            var at = Array.IndexOf(payees, seller);
            var price = at < 0 ? default : new Price(weights[at], rule.WeightDecimals, division.ValueOfAUnit, division.Parts[at]);
            witness.See(new Event(Outcome.NotReceived, seller, spot) { Failed = failed, Price = price });
        }
        else if (Weight(seller) <= 0)
        {
            witness.See(new Event(Outcome.NoRate, seller, spot));
        }
    }

    private Division Divide((int[] Payees, long[] Weights) participants)
    {
        var total = rule.OutOf is null ? participants.Weights.Aggregate(0L, (sum, weight) => checked(sum + weight))
            : Fixed.Rescale(rule.OutOf.At(new Spot(frame, 0)), rule.OutOf.Decimals, rule.WeightDecimals);
        var parts = Parts(participants.Payees, participants.Weights, total);
        return new Division(Fund, total, participants.Payees, participants.Weights, parts, ValueOfAUnit(total));
    }

    /// <summary>Who takes part, and one more if asked for.</summary>
    private (int[] Payees, long[] Weights) Participants(int also = -1)
    {
        var payees = new List<int>();
        var areKnown = work.KnowsReceivers;
        for (var seller = 0; seller < frame.Count; seller++)
        {
            var receives = areKnown ? work.Receives(seller) : work.MayReceive(new Spot(frame, seller) { Source = seller }, out _);
            if ((receives || seller == also) && Weight(seller) > 0)
            {
                payees.Add(seller);
            }
        }

        var ordered = payees.OrderBy(seller => frame.Snapshot.Sellers.Enrolled[frame.RowOf[seller]]).ThenBy(seller => seller).ToArray();
        return (ordered, Array.ConvertAll(ordered, Weight));
    }

    private long Weight(int seller)
    {
        var spot = new Spot(frame, seller) { Source = seller };
        var weight = rule.By is null ? 1 : Rounding.HalfUp.Multiply(1, 0, rule.By.At(spot), rule.WeightDecimals);
        if (rule.WeightAtMost is { } most)
        {
            weight = Math.Min(weight, Fixed.Rescale(most.At(spot), most.Decimals, rule.WeightDecimals));
        }

        return rule.Times is null || !rule.Document.Normalised ? weight : Rounding.HalfUp.Multiply(weight, 0, rule.Times.At(spot), 0);
    }

    private long[] Parts(int[] payees, long[] weights, long total)
    {
        var parts = new long[weights.Length];
        if (total <= 0 || Fund <= 0)
        {
            return parts;
        }

        var plan = frame.Plan;
        if (rule.Document is { Rounds: ShareRounding.ToTheFund, Normalised: true } && rule.OutOf is null)
        {
            Shares.Deal(plan.Rounding.Multiply(Fund, rule.Fund.Decimals, Rate.One, plan.Decimals), weights, parts);
            return parts;
        }

        var rounding = rule.Document.Rounds == ShareRounding.Down ? Rounding.TowardZero : plan.Rounding;
        for (var i = 0; i < parts.Length; i++)
        {
            var scale = plan.Decimals - rule.Fund.Decimals;
            var times = rule.Times is null || rule.Document.Normalised ? Rate.One : rule.Times.At(new Spot(frame, payees[i]));
            var dividend = checked((Int128)Fund * weights[i] * times.Numerator * Fixed.PowerOfTen(Math.Max(0, scale)));
            parts[i] = rounding.Divide(dividend, checked((Int128)total * times.Denominator * Fixed.PowerOfTen(Math.Max(0, -scale))));
        }

        return parts;
    }

    /// <summary>What one unit of weight is worth, where that is a number of 64 bits; otherwise zero, and the amount alone counts.</summary>
    private Rate ValueOfAUnit(long total)
    {
        return Rate.TryQuotient((Int128)Fund * Fixed.PowerOfTen(rule.WeightDecimals), (Int128)total * Fixed.PowerOfTen(rule.Fund.Decimals), out var rate)
            ? rate
            : Rate.Zero;
    }

    /// <summary>How a fund was divided.</summary>
    /// <param name="Fund">The fund, in smallest units of its formula.</param>
    /// <param name="Total">What all weights come to, or what the plan divides by.</param>
    /// <param name="Payees">Who takes part, who joined first before the others.</param>
    /// <param name="Weights">The weight of each.</param>
    /// <param name="Parts">The part of each.</param>
    /// <param name="ValueOfAUnit">What one unit of weight is worth.</param>
    public sealed record Division(long Fund, long Total, int[] Payees, long[] Weights, long[] Parts, Rate ValueOfAUnit);
}
