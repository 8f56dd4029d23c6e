using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents what somebody asks a grain for about a seller or a downline.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.genealogy-request")]
public abstract record GenealogyRequest
{
    /// <summary>The client's id of this request; the same again gives the first answer again.</summary>
    [Id(0)]
    public required string Request { get; init; }

    /// <summary>Who asks.</summary>
    [Id(1)]
    public required string By { get; init; }

    /// <summary>From when it counts, as milliseconds since 1970-01-01T00:00Z.</summary>
    [Id(2)]
    public required long Effective { get; init; }

    /// <summary>The second person who has approved it; null where nobody has.</summary>
    [Id(3)]
    public string? ApprovedBy { get; init; }
}

/// <summary>Enrols the seller.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.enrol")]
public sealed record EnrolRequest : GenealogyRequest
{
    /// <summary>The id of who brought them; null for a seller at the top.</summary>
    [Id(0)]
    public string? Sponsor { get; init; }

    /// <summary>Their attributes by field number.</summary>
    [Id(1)]
    public IReadOnlyList<long?> Values { get; init; } = [];

    /// <summary>Places that the sponsor has chosen.</summary>
    [Id(2)]
    public IReadOnlyList<ChosenPlace> Places { get; init; } = [];
}

/// <summary>Changes the seller's attributes.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.change-seller")]
public sealed record ChangeSellerRequest : GenealogyRequest
{
    /// <summary>The attributes that change, by field number; where there is none the attribute stays as it is.</summary>
    [Id(0)]
    public required IReadOnlyList<long?> Values { get; init; }

    /// <summary>Why.</summary>
    [Id(1)]
    public required string Reason { get; init; }
}

/// <summary>Says that the seller has left, or has come back.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.seller-leaves")]
public sealed record StandingRequest : GenealogyRequest
{
    /// <summary>All attributes afterwards by field number, where any changes.</summary>
    [Id(0)]
    public IReadOnlyList<long?>? Values { get; init; }

    /// <summary>Why.</summary>
    [Id(1)]
    public required string Reason { get; init; }
}

/// <summary>Merges the seller's entry into another one.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.merge-seller")]
public sealed record MergeRequest : GenealogyRequest
{
    /// <summary>The id of the entry that goes on.</summary>
    [Id(0)]
    public required string Into { get; init; }

    /// <summary>Why.</summary>
    [Id(1)]
    public required string Reason { get; init; }
}

/// <summary>Gives the seller, who waits in the holding tank, a place.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.place-seller")]
public sealed record PlaceSellerRequest : GenealogyRequest
{
    /// <summary>Where; without a parent the plan's rule finds a place.</summary>
    [Id(0)]
    public required ChosenPlace To { get; init; }
}

/// <summary>Moves the seller, alone or with the downline.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.move-seller")]
public sealed record MoveRequest : GenealogyRequest
{
    /// <summary>Where; without a parent the seller comes to stand below nobody.</summary>
    [Id(0)]
    public required ChosenPlace To { get; init; }

    /// <summary>Who goes along.</summary>
    [Id(1)]
    public required MoveScope Scope { get; init; }

    /// <summary>Why.</summary>
    [Id(2)]
    public required string Reason { get; init; }
}

/// <summary>Takes a change back.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.undo")]
public sealed record UndoRequest : GenealogyRequest
{
    /// <summary>The sequence of the ledger that the change was answered with.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Why.</summary>
    [Id(1)]
    public required string Reason { get; init; }
}
