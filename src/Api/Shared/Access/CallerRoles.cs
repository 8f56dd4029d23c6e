namespace Compensation.Api.Shared.Access;

/// <summary>What callers may be; a token may have several roles.</summary>
[Flags]
public enum CallerRoles
{
    /// <summary>Nobody in particular.</summary>
    None = 0,

    /// <summary>A shop, by its key.</summary>
    Storefront = 1,

    /// <summary>Closes, corrects and pays.</summary>
    Finance = 2,

    /// <summary>Approves what finance has done.</summary>
    FinanceApprover = 4,

    /// <summary>A seller, who sees themselves and their downline.</summary>
    Seller = 8,

    /// <summary>Looks at what sellers ask about, speaks for them in disputes and proposes moves; changes nothing by itself.</summary>
    Support = 16,

    /// <summary>Runs the programme.</summary>
    Admin = 32,
}
