namespace Compensation.Api.Pages.Frame;

/// <summary>The addresses of pages.</summary>
internal static class Links
{
    /// <summary>All periods.</summary>
    public const string Periods = "/periods";

    /// <summary>All plans.</summary>
    public const string Plans = "/plans";

    /// <summary>Looking for sellers.</summary>
    public const string Sellers = "/sellers";

    /// <summary>The disputes that finance answers.</summary>
    public const string Disputes = "/disputes";

    /// <summary>The audit log.</summary>
    public const string Audit = "/audit";

    /// <summary>A period.</summary>
    public static string Period(string period, string? part = null) => Of(Periods, period, part);

    /// <summary>A version of the plan.</summary>
    public static string Plan(int version) => Of(Plans, $"{version}");

    /// <summary>A seller.</summary>
    public static string Seller(string seller, string? part = null) => Of(Sellers, seller, part);

    /// <summary>A seller's statement.</summary>
    public static string Statement(string seller, string period) => Of(Seller(seller, "statements"), period);

    /// <summary>A line of a statement.</summary>
    public static string Line(string seller, string period, int line) => $"{Statement(seller, period)}/lines/{line}";

    /// <summary>A dispute, as its seller sees it.</summary>
    public static string Dispute(string seller, long dispute) => $"{Seller(seller, "disputes")}/{dispute}";

    private static string Of(string folder, string id, string? part = null) =>
        $"{folder}/{Uri.EscapeDataString(id)}{(part is null ? "" : "/" + part)}";
}
