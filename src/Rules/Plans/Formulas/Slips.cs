namespace Compensation.Rules.Plans.Formulas;

/// <summary>What people write who know a spreadsheet or a programming language, and what a formula has instead.</summary>
internal static class Slips
{
    /// <summary>The remedy for a character that means nothing.</summary>
    public static string OfCharacter(char c) => c switch
    {
        '&' => "Write 'and'.",
        '|' => "Write 'or'.",
        ';' => "Separate with a comma.",
        '!' => "Write 'not', or '!=' to compare.",
        '^' => "Multiply instead.",
        '{' or '}' => "A table stands in a key of its own, not in a formula.",
        '$' or '€' or '£' => "Write the number alone; money is in the plan's currency.",
        _ => "Put names with unusual characters into double quotes.",
    };

    /// <summary>The remedy for a name that does not exist, or null.</summary>
    public static string? OfName(string name, bool isCalled) => name.ToLowerInvariant() switch
    {
        "sum" or "total" when isCalled => "Write organisation(…), downline(…) or frontline(…), or a measure such as '{ sum: PV, over: frontline }'.",
        "count" when isCalled => "Write 'count of legs where …', or a measure such as '{ count: active }'.",
        "floor" or "int" or "trunc" when isCalled => "Write whole(…).",
        "if" => "Write if(condition, a, b).",
        "order" or "source" => "It is known where a bonus looks at orders, or walks up from a source.",
        _ => null,
    };

    /// <summary>The remedy for something that stands where it cannot, by what stood before it.</summary>
    public static string At(string before, string here) => (before, here) switch
    {
        ("=", ">") => "Write '>='.",
        ("=", "<") => "Write '<='.",
        (">" or "<", "=") => $"Write '{before}=' without a space.",
        ("=", "=") => "Write one '='.",
        (_, "percent") => $"Write '{before}%'.",
        (_, ",") when before.Length > 0 && char.IsAsciiDigit(before[0]) => "Write large numbers as 1000 or 1_000.",
        (_, "then" or "else") => "Write if(condition, a, b).",
        (_, "") => "",
        _ => "Formulas join with 'and', 'or', '+', '-', '*', '/' and comparisons; a name of several words must be declared as it is written.",
    };
}
