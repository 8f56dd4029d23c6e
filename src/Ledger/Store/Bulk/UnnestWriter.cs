using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Compensation.Ledger.Fields;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>Writes a few rows into PostgreSQL by one statement of a batch, which gets each column as an array. A COPY is a round trip of its own.</summary>
/// <remarks>A batch keeps its writers: <see cref="IsEmpty"/> tells whether one can be used again.</remarks>
internal sealed class UnnestWriter : ICellWriter
{
    private readonly LedgerBatch batch;
    private readonly IList[] columns;
    private int cells;

    /// <summary>The statement, if the first column has this name; nearly always it is the same as the last time.</summary>
    private (string First, string Sql)? last;

    public UnnestWriter(LedgerBatch batch, BulkTable table)
    {
        this.batch = batch;
        Table = table;
        columns = [.. table.Cells.Select(ColumnOf)];
    }

    /// <summary>The table.</summary>
    public BulkTable Table { get; }

    /// <summary>Whether it holds no rows: neither some that are being written nor some that the batch is yet to send.</summary>
    public bool IsEmpty => columns[0].Count == 0;

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
        if (IsEmpty)
        {
            return;
        }

        var arrays = Array.ConvertAll(columns, batch.Value);
        if (last?.First != arrays[0])
        {
            last = (arrays[0], Insert(arrays));
        }

        batch.Do(last.Value.Sql);
    }

    /// <summary>Forgets the rows, which the batch has sent or never will. The columns keep their room for the next ones.</summary>
    public void Clear()
    {
        Array.ForEach(columns, column => column.Clear());
        cells = 0;
    }

    public void Dispose()
    {
    }

    /// <remarks>Arrays of arrays lose their borders when they are unnested, so they travel as text.</remarks>
    private string Insert(string[] arrays)
    {
        var places = Enumerable.Range(1, columns.Length);
        var values = places.Select(place => $"c{place}{(Table.Cells[place - 1] == typeof(long?[]) ? "::bigint[]" : "")}");
        return $"INSERT INTO {Table.Name} ({Table.ColumnList}) SELECT {string.Join(", ", values)} "
            + $"FROM unnest({string.Join(", ", arrays)}) AS r({string.Join(", ", places.Select(place => $"c{place}"))})";
    }

    private static IList ColumnOf(Type cell) => cell == typeof(int?) ? new List<int?>()
        : cell == typeof(long?) ? new List<long?>()
        : cell == typeof(byte[]) ? new List<byte[]?>()
        : new List<string?>();

    private void Add<T>(T value) => ((List<T>)columns[cells++]).Add(value);
}
