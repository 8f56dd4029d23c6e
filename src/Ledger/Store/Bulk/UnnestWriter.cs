using System.Globalization;
using System.Text;
using Compensation.Ledger.Fields;
using Npgsql;
using NpgsqlTypes;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>Writes a few rows into PostgreSQL by one statement of a batch, which gets each column as an array. A COPY is a round trip of its own.</summary>
internal sealed class UnnestWriter : ICellWriter
{
    private static readonly Dictionary<Type, (NpgsqlDbType Type, string Cast)> Types = new()
    {
        [typeof(int?)] = (NpgsqlDbType.Integer, ""),
        [typeof(long?)] = (NpgsqlDbType.Bigint, ""),
        [typeof(string)] = (NpgsqlDbType.Text, ""),
        [typeof(byte[])] = (NpgsqlDbType.Bytea, ""),
        // Arrays of arrays lose their borders when they are unnested, so they travel as text.
        [typeof(long?[])] = (NpgsqlDbType.Text, "::bigint[]"),
    };

    private readonly LedgerBatch batch;
    private readonly BulkTable table;
    private readonly List<object?>[] columns;
    private int cells;

    public UnnestWriter(LedgerBatch batch, BulkTable table)
    {
        this.batch = batch;
        this.table = table;
        columns = [.. table.Columns.Select(_ => new List<object?>())];
    }

    public void Int(int? value) => Add(value);

    public void Long(long? value) => Add(value);

    public void Text(string? value) => Add(value);

    public void Utf8(ReadOnlySpan<byte> value) => Add(Encoding.UTF8.GetString(value));

    public void Bytes(byte[]? value) => Add(value);

    public void Values(ReadOnlySpan<long> values)
    {
        var text = new StringBuilder("{");
        foreach (var value in values)
        {
            text.Append(text.Length > 1 ? "," : "");
            _ = value == Field.NotGiven ? text.Append("NULL") : text.Append(CultureInfo.InvariantCulture, $"{value}");
        }

        Add(text.Append('}').ToString());
    }

    public void Nothing() => Add(null);

    public void EndRow()
    {
        if (cells != columns.Length)
        {
            throw new InvalidOperationException($"The row has {cells} cells and the table {columns.Length} columns.");
        }

        cells = 0;
    }

    public void Complete()
    {
        if (columns[0].Count == 0)
        {
            return;
        }

        var arrays = columns.Select((cells, column) => batch.Value(new NpgsqlParameter
        {
            Value = ArrayOf(table.Cells[column], cells),
            NpgsqlDbType = NpgsqlDbType.Array | Types[table.Cells[column]].Type,
        })).ToList();
        var places = Enumerable.Range(1, columns.Length);
        var values = places.Select(place => $"c{place}{Types[table.Cells[place - 1]].Cast}");
        batch.Do($"INSERT INTO {table.Name} ({table.ColumnList}) SELECT {string.Join(", ", values)} "
            + $"FROM unnest({string.Join(", ", arrays)}) AS r({string.Join(", ", places.Select(place => $"c{place}"))})");
    }

    public void Dispose()
    {
    }

    private static object ArrayOf(Type cell, List<object?> values) => cell == typeof(int?) ? values.ConvertAll(value => (int?)value)
        : cell == typeof(long?) ? values.ConvertAll(value => (long?)value)
        : cell == typeof(byte[]) ? values.ConvertAll(value => (byte[]?)value)
        : values.ConvertAll(value => (string?)value);

    private void Add(object? value) => columns[cells++].Add(value);
}
