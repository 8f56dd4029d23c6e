using Compensation.Api.Shared.Access;

namespace Compensation.Api.Pages.Sellers;

/// <summary>Tells sellers who look at themselves from others who look at them.</summary>
internal static class SellerFrames
{
    /// <summary>What is around a page about a seller.</summary>
    /// <param name="caller">Who looks at it.</param>
    /// <param name="seller">The seller.</param>
    public static SellerFrame Of(Caller caller, string seller) =>
        new(seller, caller.Seller == seller && !caller.Is(CallerRoles.Finance | CallerRoles.FinanceApprover | CallerRoles.Support | CallerRoles.Admin));
}
