using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Grains.Referrals;

/// <summary>Represents a touch as far as credit goes.</summary>
/// <param name="Number">Its number in the programme; 0 for one that is not recorded.</param>
/// <param name="Means">How they came.</param>
/// <param name="Code">The link, code or coupon.</param>
/// <param name="Seller">The id of the seller whom it leads to.</param>
/// <param name="At">When.</param>
public sealed record KnownTouch(int Number, TouchMeans Means, string Code, string Seller, Instant At);

/// <summary>Represents a touch that was looked at, and why it brings no credit; empty where it does.</summary>
/// <param name="Touch">The touch.</param>
/// <param name="WhyNot">Why it brings no credit.</param>
public sealed record JudgedTouch(KnownTouch Touch, string WhyNot);

/// <summary>Represents who is credited, and why.</summary>
/// <param name="Parts">The sellers with their numerators.</param>
/// <param name="Whole">What the numerators sum to; 0 where nobody is credited.</param>
/// <param name="Touches">All touches, the latest first.</param>
/// <param name="Rule">The rule that chose, in words.</param>
public sealed record CreditDecision(IReadOnlyList<CreditPart> Parts, long Whole, IReadOnlyList<JudgedTouch> Touches, string Rule);

/// <summary>Represents a seller's part of a credit.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Numerator">How many parts of the whole.</param>
public sealed record CreditPart(string Seller, long Numerator);
