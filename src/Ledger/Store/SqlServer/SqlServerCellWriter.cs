using System.Data;
using System.Globalization;
using System.Text;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Store.Bulk;
using Microsoft.Data.SqlClient;

namespace Compensation.Ledger.Store.SqlServer;

/// <summary>Writes rows into SQL Server by bulk copies in the connection's transaction; the triggers check each copy as a whole.</summary>
internal sealed class SqlServerCellWriter : ICellWriter
{
    private const int RowsOfACopy = 20_000;

    private readonly SqlBulkCopy copy;
    private readonly DataTable rows;
    private readonly object[] row;
    private int cells;

    public SqlServerCellWriter(SqlConnection connection, SqlTransaction? transaction, BulkTable table)
    {
        copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.FireTriggers | SqlBulkCopyOptions.CheckConstraints, transaction)
        {
            DestinationTableName = table.Name,
            BulkCopyTimeout = 0,
        };
        rows = new DataTable { Locale = CultureInfo.InvariantCulture };
        foreach (var column in table.Columns)
        {
            rows.Columns.Add(column, typeof(object));
            copy.ColumnMappings.Add(column, column);
        }

        row = new object[table.Columns.Count];
    }

    public void Int(int? value) => Add(value);

    public void Long(long? value) => Add(value);

    public void Text(string? value) => Add(value);

    public void Utf8(ReadOnlySpan<byte> value) => Add(Encoding.UTF8.GetString(value));

    public void Bytes(ReadOnlySpan<byte> value) => Add(value.ToArray());

    /// <summary>Values are JSON: <c>[5,null,7]</c>.</summary>
    public void Values(ReadOnlySpan<long> values)
    {
        var text = new StringBuilder("[");
        foreach (var value in values)
        {
            text.Append(text.Length > 1 ? "," : "");
            _ = value == Field.NotGiven ? text.Append("null") : text.Append(CultureInfo.InvariantCulture, $"{value}");
        }

        Add(text.Append(']').ToString());
    }

    public void Nothing() => Add(null);

    public void EndRow()
    {
        if (cells != row.Length)
        {
            throw new InvalidOperationException($"The row has {cells} cells and the table {row.Length} columns.");
        }

        cells = 0;
        rows.Rows.Add(row);
        if (rows.Rows.Count == RowsOfACopy)
        {
            Complete();
        }
    }

    public void Complete()
    {
        if (rows.Rows.Count > 0)
        {
            copy.WriteToServer(rows);
            rows.Clear();
        }
    }

    public void Dispose()
    {
        ((IDisposable)copy).Dispose();
        rows.Dispose();
    }

    private void Add(object? value) => row[cells++] = value ?? DBNull.Value;
}
