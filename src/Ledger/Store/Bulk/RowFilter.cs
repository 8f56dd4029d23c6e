namespace Compensation.Ledger.Store.Bulk;

/// <summary>Says which rows of a table to read.</summary>
/// <param name="Programme">The programme.</param>
public sealed record RowFilter(int Programme)
{
    /// <summary>Only entries up to this sequence.</summary>
    public long? UpTo { get; init; }

    /// <summary>Only entries after this sequence; 0 takes all.</summary>
    public long? After { get; init; }

    /// <summary>Only this tree.</summary>
    public int? Tree { get; init; }

    /// <summary>Only this run.</summary>
    public int? Run { get; init; }

    /// <summary>Only rows that name one of these periods.</summary>
    public IReadOnlyList<int>? Periods { get; init; }

    /// <summary>Only rows with these numbers; null for all.</summary>
    public RowNumbers? Numbers { get; init; }

    /// <summary>The conditions. They hold numbers only.</summary>
    internal string ToSql() => string.Join(" AND ", Conditions());

    /// <summary>Who reads all up to a sequence reads nearly all there is, in the order of the key; only who reads what came after one looks for it by
    /// sequence.</summary>
    private IEnumerable<FormattableString> Parts()
    {
        var last = After > 0 ? UpTo : null;
        yield return $"programme = {Programme}";
        yield return $"sequence > {(After > 0 ? After : null)}";
        yield return $"sequence <= {last}";
        yield return $"sequence + 0 <= {(last is null ? UpTo : null)}";
        yield return $"tree = {Tree}";
        yield return $"run = {Run}";
    }

    /// <summary>Some rows in the order of their numbers are found by these. A database that thinks the period small would look for all of its rows instead,
    /// each time anew.</summary>
    private string PeriodColumn => Numbers?.Last is null ? "period" : "period + 0";

    private IEnumerable<string> Conditions() => Parts().Where(part => part.GetArgument(0) is not null).Select(FormattableString.Invariant)
        .Concat(Periods is null ? [] : [Periods.Count == 0 ? "1 = 0" : $"{PeriodColumn} IN ({string.Join(", ", Periods)})"])
        .Concat(Numbers?.Conditions() ?? []);
}
