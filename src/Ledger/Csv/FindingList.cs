using Compensation.Rules.Plans;

namespace Compensation.Ledger.Csv;

/// <summary>Represents the findings of one reading: the first ones in full, the rest as a count.</summary>
/// <remarks>Not thread-safe: every block of a file has its own list, and they are joined in the file's order.</remarks>
public sealed class FindingList
{
    /// <summary>How many findings are kept in full.</summary>
    public const int Limit = 1_000;

    private readonly List<Finding> kept = [];
    private long more;

    /// <summary>How many errors were found, kept or not.</summary>
    public long Errors { get; private set; }

    /// <summary>Adds a finding.</summary>
    public void Add(Finding finding)
    {
        Errors += finding.Severity == Severity.Error ? 1 : 0;
        if (kept.Count < Limit)
        {
            kept.Add(finding);
        }
        else
        {
            more++;
        }
    }

    /// <summary>Adds an error.</summary>
    public void Error(string code, Rules.Plans.Documents.Place place, string message, string remedy) =>
        Add(new Finding(Severity.Error, code, place, message, remedy));

    /// <summary>Adds an error about one field of a row.</summary>
    /// <param name="rows">The reader, standing on the row.</param>
    /// <param name="column">The field's column.</param>
    /// <param name="code">The finding's code.</param>
    /// <param name="reason">What is wrong with the value, as the end of a sentence: <c>is not a number</c>.</param>
    /// <param name="remedy">What would be right.</param>
    public void Field(CsvRows rows, CsvColumn column, string code, string reason, string remedy) =>
        Error(code, rows.PlaceOf(column.Index),
            $"'{column.Name}' is '{CsvText.Show(rows[column.Index])}', which {reason}.", remedy);

    /// <summary>Adds the findings of a later part of the same reading.</summary>
    public void Join(FindingList later)
    {
        var errorsOfLater = later.Errors;
        var errors = Errors;
        foreach (var finding in later.kept)
        {
            Add(finding);
        }

        more += later.more;
        Errors = errors + errorsOfLater;
    }

    /// <summary>The kept findings and, where there were more, a last one that says how many.</summary>
    public IReadOnlyList<Finding> ToFindings() => more == 0
        ? kept
        : [.. kept, new Finding(Severity.Error, "more-findings", kept[^1].Place, $"… and {more} more.",
            "Correct these first, then read again.")];
}
