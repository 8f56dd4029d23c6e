namespace Compensation.Ledger.Store.Bulk;

/// <summary>Says which rows of a table to read.</summary>
/// <param name="Programme">The programme.</param>
public sealed record RowFilter(int Programme)
{
    /// <summary>Only entries up to this sequence.</summary>
    public long? UpTo { get; init; }

    /// <summary>Only entries after this sequence.</summary>
    public long? After { get; init; }

    /// <summary>Only this tree.</summary>
    public int? Tree { get; init; }

    /// <summary>Only this run.</summary>
    public int? Run { get; init; }

    /// <summary>Only rows that name one of these periods.</summary>
    public IReadOnlyList<int>? Periods { get; init; }

    /// <summary>The conditions. They hold numbers only.</summary>
    internal string ToSql() => string.Join(" AND ", Conditions());

    private IEnumerable<FormattableString> Parts()
    {
        yield return $"programme = {Programme}";
        yield return $"sequence <= {UpTo}";
        yield return $"sequence > {After}";
        yield return $"tree = {Tree}";
        yield return $"run = {Run}";
    }

    private IEnumerable<string> Conditions() => Parts().Where(part => part.GetArgument(0) is not null).Select(FormattableString.Invariant)
        .Concat(Periods is null ? [] : [Periods.Count == 0 ? "1 = 0" : $"period IN ({string.Join(", ", Periods)})"]);
}
