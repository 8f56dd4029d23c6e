using System.Text;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Csv;

/// <summary>A column of a CSV file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its position among the row's fields, or -1 where the file does not have it.</param>
public readonly record struct CsvColumn(string Name, int Index)
{
    /// <summary>Whether the file has it.</summary>
    public bool Exists => Index >= 0;
}

/// <summary>Represents the first row of a CSV file: the names of its columns, in any order; upper and lower case count as
/// the same.</summary>
public sealed class CsvHeader
{
    private readonly string file;
    private readonly FindingList findings;
    private readonly List<string> names = [];
    private readonly List<Place> places = [];

    internal CsvHeader(CsvRows rows, string file, FindingList findings)
    {
        this.file = file;
        this.findings = findings;
        for (var field = 0; field < rows.Count; field++)
        {
            names.Add(Encoding.UTF8.GetString(rows[field]).Trim());
            places.Add(rows.PlaceOf(field));
        }
    }

    /// <summary>How many columns there are.</summary>
    public int Count => names.Count;

    /// <summary>A column's name as the file writes it.</summary>
    public string this[int index] => names[index];

    /// <summary>Finds a column that may be missing. A column that stands twice is an error.</summary>
    public CsvColumn Optional(string name)
    {
        var index = IndexOf(name, 0);
        if (index >= 0 && IndexOf(name, index + 1) is > 0 and var second)
        {
            findings.Error("duplicate-column", places[second], $"The column '{names[second]}' stands in the header twice.",
                "Remove or rename one of them.");
        }

        return new CsvColumn(name, index);
    }

    /// <summary>Finds a column that must be there. A missing one is an error.</summary>
    public CsvColumn Required(string name)
    {
        var column = Optional(name);
        if (!column.Exists)
        {
            var remedy = Count == 1 && names[0].AsSpan().IndexOfAny(';', '\t') >= 0
                ? "The columns seem to be separated by something else than commas; save the file with commas."
                : $"The file has: {CsvText.Allowed(names)}.";
            findings.Error("missing-column", new Place(file, places[0].Line, 1), $"The column '{name}' is missing.", remedy);
        }

        return column;
    }

    private int IndexOf(string name, int from)
    {
        for (var i = from; i < names.Count; i++)
        {
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
