using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Why a bonus paid a seller nothing.</summary>
public enum WhyNotPaid
{
    /// <summary>No level began at the seller (compression).</summary>
    NoLevel,

    /// <summary>A requirement for receiving failed.</summary>
    NotReceived,

    /// <summary>The level is beyond the depth that is open to the seller.</summary>
    TooDeep,

    /// <summary>The seller's rank has no rate here; a higher one has.</summary>
    NoRate,

    /// <summary>The rate was granted to others below, or somebody below blocks it.</summary>
    NothingLeft,
}

/// <summary>Represents a cent that was not paid.</summary>
/// <param name="Bonus">The bonus.</param>
/// <param name="Source">Who brought the sale, or the seller's own id for legs and funds.</param>
/// <param name="Order">The order, for a bonus per order; else null.</param>
/// <param name="Level">The level or generation; 0 where the bonus has none.</param>
/// <param name="Why">Why nothing was paid.</param>
/// <param name="Failed">The requirement that failed: what was required, what was there, what was missing.</param>
/// <param name="Amount">What it would have been but for that, before limits over several lines.</param>
/// <param name="ReceivedInstead">Who received it instead; null where it stayed with the company.</param>
/// <param name="Text">All of it in words.</param>
public sealed record MissedPay(
    string Bonus, string Source, string? Order, int Level, WhyNotPaid Why, Requirement Failed, Fact Amount, string? ReceivedInstead, string Text)
{
    internal Reason ToReason() => new(Text)
    {
        Facts =
        [
            new Fact("bonus", Bonus), Fact.Seller("source", Source), .. Order is null ? [] : new[] { new Fact("order", Order) },
            Fact.Of("level", Level, 0, Unit.Count), new Fact("why", Why.ToString()), Amount,
            ReceivedInstead is null ? new Fact("received instead", "the company") : Fact.Seller("received instead", ReceivedInstead),
        ],
        Because = [SellerExplanation.Tell(Failed)],
    };
}
