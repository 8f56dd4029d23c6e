using Compensation.Api.Shared.Access;

namespace Compensation.Api.Pages.Frame;

/// <summary>What leads from page to page.</summary>
internal static class Navigation
{
    /// <summary>What somebody's pages are: a seller's own, or those of the company.</summary>
    public static IEnumerable<(string Text, string Address)> Of(Caller caller)
    {
        if (!caller.Is(CallerRoles.Finance | CallerRoles.FinanceApprover | CallerRoles.Support | CallerRoles.Admin))
        {
            return caller.Seller is { } seller ? OfSeller(seller) : [];
        }

        return
        [
            ("Periods", Links.Periods), ("Plans", Links.Plans), ("Sellers", Links.Sellers), ("Disputes", Links.Disputes),
            .. caller.Is(CallerRoles.Admin) ? new[] { ("Audit log", Links.Audit) } : [],
        ];
    }

    /// <summary>The pages about a seller.</summary>
    public static IEnumerable<(string Text, string Address)> OfSeller(string seller) =>
    [
        ("Overview", Links.Seller(seller)), ("Team", Links.Seller(seller, "team")), ("Statements", Links.Seller(seller, "statements")),
        ("Disputes", Links.Seller(seller, "disputes")),
    ];

    /// <summary>The item that a page belongs to: of those whose address its own begins with, the longest.</summary>
    /// <param name="items">The items.</param>
    /// <param name="path">The page's path, without escapes.</param>
    public static string? Here(IEnumerable<(string Text, string Address)> items, string path) => items
        .Select(item => item.Address).Where(address => IsIn(Uri.UnescapeDataString(address), path)).MaxBy(address => address.Length);

    private static bool IsIn(string address, string path) => path == address || path.StartsWith(address + "/", StringComparison.Ordinal);
}
