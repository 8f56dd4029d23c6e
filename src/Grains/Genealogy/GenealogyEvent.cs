using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents something that happened to the sellers of a programme: one row of the ledger. Its sequence is given when it is written.</summary>
public abstract record GenealogyEvent
{
    private GenealogyEvent()
    {
    }

    /// <summary>A seller was enrolled.</summary>
    /// <param name="Seller">The seller's number: the next one.</param>
    /// <param name="Id">The seller's id.</param>
    /// <param name="At">When they joined.</param>
    /// <param name="Values">The attributes by field number.</param>
    public sealed record Enrolled(int Seller, string Id, Instant At, IReadOnlyList<long?> Values) : GenealogyEvent;

    /// <summary>A seller stands somewhere from an instant on.</summary>
    /// <param name="Edge">Where and from when.</param>
    public sealed record Stands(TreeEdge Edge) : GenealogyEvent;

    /// <summary>Something else happened to a seller.</summary>
    /// <param name="Change">What.</param>
    public sealed record Changed(SellerChange Change) : GenealogyEvent;
}
