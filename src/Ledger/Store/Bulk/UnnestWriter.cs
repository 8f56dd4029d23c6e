using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
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
    private readonly IList[] columns;
    private int cells;

    public UnnestWriter(LedgerBatch batch, BulkTable table)
    {
        this.batch = batch;
        this.table = table;
        columns = [.. table.Cells.Select(ColumnOf)];
    }

    public void Int(int? value) => Add(value);

    public void Long(long? value) => Add(value);

    public void Text(string? value) => Add(value);

    public void Utf8(ReadOnlySpan<byte> value) => Add(Encoding.UTF8.GetString(value));

    public void Bytes(ReadOnlySpan<byte> value) => Add<byte[]?>(value.ToArray());

    public void Values(ReadOnlySpan<long> values)
    {
        var text = new DefaultInterpolatedStringHandler(0, values.Length, CultureInfo.InvariantCulture, stackalloc char[256]);
        text.AppendLiteral("{");
        for (var i = 0; i < values.Length; i++)
        {
            text.AppendLiteral(i > 0 ? "," : "");
            if (values[i] == Field.NotGiven)
            {
                text.AppendLiteral("NULL");
            }
            else
            {
                text.AppendFormatted(values[i]);
            }
        }

        text.AppendLiteral("}");
        Add(text.ToStringAndClear());
    }

    public void Nothing() => columns[cells++].Add(null);

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
            Value = cells,
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

    private static IList ColumnOf(Type cell) => cell == typeof(int?) ? new List<int?>()
        : cell == typeof(long?) ? new List<long?>()
        : cell == typeof(byte[]) ? new List<byte[]?>()
        : new List<string?>();

    private void Add<T>(T value) => ((List<T>)columns[cells++]).Add(value);
}
