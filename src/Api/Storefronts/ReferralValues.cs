using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Referrals;
using Compensation.Ledger.Store;
using Compensation.Rules.Numbers;
using Duration = NodaTime.Duration;

namespace Compensation.Api.Storefronts;

/// <summary>Referrals as they travel, and as the domain knows them.</summary>
public static class ReferralValues
{
    private const int MostShares = 20;
    private static readonly Duration ShortestWindow = Duration.FromMinutes(1);
    private static readonly Duration LongestWindow = Duration.FromDays(3660);

    /// <summary>A kind of touch as the ledger knows it.</summary>
    /// <exception cref="CallException">It is none.</exception>
    public static TouchMeans MeansOf(TouchKind kind) => kind switch
    {
        TouchKind.Link => TouchMeans.Link,
        TouchKind.Code => TouchMeans.Code,
        TouchKind.Coupon => TouchMeans.Coupon,
        TouchKind.Direct => TouchMeans.Direct,
        _ => throw CallErrors.Invalid("kind", $"{kind}", "This is no kind of touch.", "Give link, code, coupon or direct."),
    };

    /// <summary>The terms that settings stand for; what they leave open is as it is without settings.</summary>
    /// <param name="settings">The settings; null for none.</param>
    /// <param name="version">Their version.</param>
    /// <exception cref="CallException">A setting is out of range.</exception>
    public static ReferralTerms TermsOf(ReferralSettings? settings, int version)
    {
        var usual = new ReferralTerms { Version = version };
        if (settings is null)
        {
            return usual;
        }

        var window = Wire.Length(settings.Window, "referral.window") ?? usual.Window;
        var shares = settings.Shares.Select(ShareOf).ToList();
        return window < ShortestWindow || window > LongestWindow
            ? throw CallErrors.Invalid("referral.window", $"{settings.Window}", "The window is out of range.", "Give one from a minute to ten years.")
            : shares.Count > MostShares || (shares.Count > 0 && shares.Aggregate(Rate.Zero, (sum, share) => sum + share) != Rate.One)
            ? throw CallErrors.Invalid("referral.shares", string.Join(" + ", shares), "The shares do not sum to one.", $"Give up to {MostShares} that do.")
            : usual with
            {
                Window = window,
                Rule = settings.Choice switch
                {
                    TouchChoice.First => TouchRule.First,
                    TouchChoice.Split => TouchRule.Split,
                    _ => TouchRule.Last,
                },
                Precedence = settings.Precedence.Count == 0 ? usual.Precedence : [.. settings.Precedence.Select(MeansOf).Distinct()],
                Shares = shares,
                CustomerStays = settings.CustomerStays,
            };
    }

    /// <summary>A decision as it travels.</summary>
    public static Credit ToCredit(CreditDecision decision, ReferralTerms terms)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(terms);
        return new Credit
        {
            Shares =
            {
                decision.Parts.Select(part => new CreditShare
                {
                    Seller = part.Seller,
                    Share = new Share { Numerator = part.Numerator, Denominator = decision.Whole },
                }),
            },
            Touches =
            {
                decision.Touches.Select(judged => new Touch
                {
                    Touch_ = judged.Touch.Number,
                    Kind = KindOf(judged.Touch.Means),
                    Code = judged.Touch.Code,
                    Seller = judged.Touch.Seller,
                    At = Wire.ToTimestamp(judged.Touch.At),
                    Credited = judged.WhyNot.Length == 0,
                    WhyNot = judged.WhyNot,
                }),
            },
            Rule = decision.Rule,
            SettingsVersion = terms.Version,
        };
    }

    private static Rate ShareOf(Share share) => share.Numerator > 0 && share.Denominator >= share.Numerator
        ? new Rate(share.Numerator, share.Denominator)
        : throw CallErrors.Invalid("referral.shares", $"{share.Numerator}/{share.Denominator}", "This is no share.", "Give a positive fraction up to one.");

    private static TouchKind KindOf(TouchMeans means) => means switch
    {
        TouchMeans.Link => TouchKind.Link,
        TouchMeans.Code => TouchKind.Code,
        TouchMeans.Coupon => TouchKind.Coupon,
        _ => TouchKind.Direct,
    };
}
