using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Whether somebody is a seller of the programme.</summary>
[GenerateSerializer]
[Alias("compensation.seller-standing")]
public enum SellerStanding
{
    /// <summary>They are.</summary>
    Active,

    /// <summary>They have left; they keep their place, and may come back.</summary>
    Terminated,

    /// <summary>They were entered twice; the other entry goes on.</summary>
    Merged,
}
