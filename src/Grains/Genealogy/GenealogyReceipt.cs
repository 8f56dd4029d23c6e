using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents the answer to a command about sellers and their trees that was carried out.</summary>
/// <param name="Sequence">The ledger's sequence of the change; an undo names it.</param>
/// <param name="Places">Who stands where since.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.genealogy-receipt")]
public sealed record GenealogyReceipt(long Sequence, IReadOnlyList<SellerPlace> Places);

/// <summary>Represents where a seller stands in a tree from an instant on.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Tree">The tree's name.</param>
/// <param name="Parent">The id of the seller directly above; null for nobody.</param>
/// <param name="Leg">The leg's name; null where there is none.</param>
/// <param name="From">From when, in milliseconds since 1970-01-01T00:00Z.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.seller-place")]
public sealed record SellerPlace(
    string Seller, string Tree, string? Parent, string? Leg, long From);

/// <summary>Represents what became of a command about sellers and their trees.</summary>
public abstract record GenealogyOutcome
{
    private GenealogyOutcome()
    {
    }

    /// <summary>It is in the ledger.</summary>
    /// <param name="Receipt">The answer.</param>
    /// <param name="IsRepeated">Whether the same request was carried out before, and this is its answer.</param>
    public sealed record Done(GenealogyReceipt Receipt, bool IsRepeated) : GenealogyOutcome;

    /// <summary>It is refused, and nothing was written.</summary>
    /// <param name="Refusal">Why, and what would be right.</param>
    public sealed record Refused(Refusal Refusal) : GenealogyOutcome;
}
