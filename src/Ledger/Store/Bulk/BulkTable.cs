namespace Compensation.Ledger.Store.Bulk;

/// <summary>Represents a table for the bulk paths.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">The columns, in the order of the row's properties.</param>
/// <param name="Cells">What each column's cells hold, see <see cref="CellCode.CellOf"/>.</param>
/// <param name="Key">The key's columns.</param>
internal sealed record BulkTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<Type> Cells, IReadOnlyList<string> Key)
{
    /// <summary>The columns, quoted: some are words of SQL.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(column => $"\"{column}\""));

    /// <summary>The same table with some of its columns only.</summary>
    /// <param name="properties">The row's properties that they belong to, in the order in which they are wanted.</param>
    public BulkTable Only(params ReadOnlySpan<string> properties)
    {
        var (columns, cells) = (new List<string>(), new List<Type>());
        foreach (var property in properties)
        {
            var column = LedgerNames.Column(property);
            columns.Add(column);
            cells.Add(Cells[Columns.ToList().IndexOf(column)]);
        }

        return this with { Columns = columns, Cells = cells };
    }

    /// <summary>The query of rows by key.</summary>
    public string Select(RowFilter filter) =>
        $"SELECT {ColumnList} FROM {Name} WHERE {filter.ToSql()} ORDER BY {string.Join(", ", Key.Select(column => $"\"{column}\""))}";
}
