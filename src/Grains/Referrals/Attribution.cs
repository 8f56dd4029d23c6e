using System.Numerics;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Grains.Referrals;

/// <summary>Decides who is credited with what somebody buys. Pure: the same touches under the same terms always give the same credit.</summary>
/// <remarks>
/// Signals may disagree, so the order in which they are heard is fixed: the seller who brought the customer, where terms say that customers stay; else
/// among the touches within the window those of the strongest kind, and among these the first, the last, or all; else the seller who brought the customer.
/// </remarks>
public static class Attribution
{
    /// <summary>Decides.</summary>
    /// <param name="terms">The programme's terms.</param>
    /// <param name="touches">The touches of the visitor and customer, in any order.</param>
    /// <param name="referrer">The id of the seller who brought the customer; null for nobody.</param>
    /// <param name="at">When they buy.</param>
    public static CreditDecision Decide(ReferralTerms terms, IEnumerable<KnownTouch> touches, string? referrer, Instant at)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var latestFirst = touches.OrderByDescending(touch => touch.At).ThenByDescending(touch => touch.Number == 0).ThenByDescending(touch => touch.Number)
            .ToList();
        if (terms.CustomerStays && referrer is not null)
        {
            return Whole(referrer, latestFirst, "The customer stays with who brought them.",
                "The customer stays with the seller who brought them.");
        }

        var inWindow = latestFirst.Where(touch => OutsideWindow(terms, touch, at) is null).ToList();
        var strongest = terms.Precedence.Where(means => inWindow.Exists(touch => touch.Means == means)).Take(1).ToList();
        if (strongest is not [var kind])
        {
            return referrer is null
                ? new CreditDecision([], 0, Judge(terms, latestFirst, at, _ => ""), "No touch counts, and nobody brought the customer.")
                : Whole(referrer, latestFirst, "No touch counts.", "No touch counts, so the credit goes to who brought the customer.");
        }

        var heard = inWindow.Where(touch => touch.Means == kind).ToList();
        var sharing = terms.Rule == TouchRule.Split ? Sharing(terms, heard) : [terms.Rule == TouchRule.First ? heard[^1] : heard[0]];
        var numerators = Numerators(terms, sharing.Count);
        var (word, which) = ($"{kind}".ToLowerInvariant(), $"{terms.Rule}".ToLowerInvariant());
        var split = terms.Rule == TouchRule.Split;
        return new CreditDecision([.. sharing.Select((touch, i) => new CreditPart(touch.Seller, numerators[i]))], numerators.Sum(),
            Judge(terms, latestFirst, at, touch => touch.Means != kind ? $"A touch by {word} is stronger."
                : sharing.Contains(touch) ? ""
                : split ? "Later touches count." : $"The {which} touch by {word} counts."),
            split ? $"The sellers of the latest touches by {word} share." : $"The {which} touch by {word} counts.");
    }

    private static CreditDecision Whole(string seller, List<KnownTouch> touches, string whyNot, string rule) =>
        new([new CreditPart(seller, 1)], 1, [.. touches.Select(touch => new JudgedTouch(touch, whyNot))], rule);

    private static IReadOnlyList<JudgedTouch> Judge(ReferralTerms terms, List<KnownTouch> touches, Instant at, Func<KnownTouch, string> whyNot) =>
        [.. touches.Select(touch => new JudgedTouch(touch, OutsideWindow(terms, touch, at) ?? whyNot(touch)))];

    private static string? OutsideWindow(ReferralTerms terms, KnownTouch touch, Instant at)
    {
        if (!terms.Precedence.Contains(touch.Means))
        {
            return "Touches of this kind do not count.";
        }

        return touch.At > at ? "It came later than the order."
            : touch.At < at - terms.Window ? $"It is outside the window, which begins at {InstantPattern.ExtendedIso.Format(at - terms.Window)}." : null;
    }

    /// <summary>The latest touch of each seller, the latest first, as many as share.</summary>
    private static List<KnownTouch> Sharing(ReferralTerms terms, List<KnownTouch> heard) =>
        [.. heard.DistinctBy(touch => touch.Seller).Take(terms.Shares.Count == 0 ? ReferralTerms.MostSharing : terms.Shares.Count)];

    /// <summary>Whole numbers in the proportions of the first shares; fewer sellers share in the same proportions.</summary>
    private static List<long> Numerators(ReferralTerms terms, int sellers)
    {
        if (terms.Rule != TouchRule.Split || terms.Shares.Count == 0)
        {
            return [.. Enumerable.Repeat(1L, sellers)];
        }

        var shares = terms.Shares.Take(sellers).ToList();
        var common = shares.Aggregate(BigInteger.One, (all, share) => all * share.Denominator / BigInteger.GreatestCommonDivisor(all, share.Denominator));
        var whole = shares.ConvertAll(share => share.Numerator * (common / share.Denominator));
        var divisor = whole.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
        return whole.ConvertAll(part => (long)(part / divisor));
    }
}
