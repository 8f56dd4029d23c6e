namespace Compensation.Rules.Plans.Documents;

/// <summary>Represents a place in a text file: where a key, a value or a row begins.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Line">The line, from 1; 0 where the text has no lines.</param>
/// <param name="Column">The column, from 1; 0 where unknown.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary>The place in the form that editors and terminals turn into a link: <c>file:line:column</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
