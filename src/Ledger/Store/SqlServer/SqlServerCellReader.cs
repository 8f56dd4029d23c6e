using System.Data;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Store.Bulk;
using Microsoft.Data.SqlClient;

namespace Compensation.Ledger.Store.SqlServer;

/// <summary>Reads rows from SQL Server, one after another.</summary>
internal sealed class SqlServerCellReader : ICellReader
{
    private readonly SqlCommand command;
    private readonly SqlDataReader rows;
    private int cell;

    public SqlServerCellReader(SqlConnection connection, SqlTransaction? transaction, string query)
    {
        command = new SqlCommand(query, connection, transaction) { CommandTimeout = 0 };
        rows = command.ExecuteReader(CommandBehavior.SequentialAccess);
    }

    public bool Next()
    {
        cell = 0;
        return rows.Read();
    }

    public long Number(long none) => OptionalNumber() ?? none;

    public long? OptionalNumber() => Cell() is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    public bool Bytes(out ReadOnlySpan<byte> value)
    {
        var found = Cell();
        value = found is string text ? Encoding.UTF8.GetBytes(text) : (byte[]?)found;
        return found is not null;
    }

    /// <summary>Values are JSON: <c>[5,null,7]</c>.</summary>
    bool ICellReader.Values(out ReadOnlySpan<long> values)
    {
        var text = (string?)Cell();
        values = text is null ? default : Array.ConvertAll(JsonSerializer.Deserialize<long?[]>(text)!, value => value ?? Field.NotGiven);
        return text is not null;
    }

    public void Dispose()
    {
        rows.Dispose();
        command.Dispose();
    }

    private object? Cell() => rows.GetValue(cell++) is var value and not DBNull ? value : null;
}
