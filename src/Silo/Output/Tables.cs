using Spectre.Console;

namespace Compensation.Silo.Output;

/// <summary>Tables as all commands print them: a title, light lines, numbers to the right. Text is never taken for
/// markup.</summary>
internal static class Tables
{
    /// <summary>Begins a table.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="columns">The headings; one that begins with <c>&gt;</c> heads a column of numbers.</param>
    public static Table New(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var heading in columns)
        {
            var numbers = heading.StartsWith('>');
            var column = new TableColumn(new Text(numbers ? heading[1..] : heading)) { NoWrap = numbers };
            table.AddColumn(numbers ? column.RightAligned() : column);
        }

        return table;
    }

    /// <summary>Adds a row of plain texts.</summary>
    public static Table Row(this Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);
}
