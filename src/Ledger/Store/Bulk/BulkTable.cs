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

    /// <summary>The query of rows by key.</summary>
    public string Select(RowFilter filter) =>
        $"SELECT {ColumnList} FROM {Name} WHERE {filter.ToSql()} ORDER BY {string.Join(", ", Key.Select(column => $"\"{column}\""))}";
}
