using Compensation.Ledger.Csv;

namespace Compensation.Ledger.Snapshots;

/// <summary>Represents a column of ids that are resolved later, with their places for the findings of then.</summary>
internal sealed class ReferenceColumn
{
    private readonly CsvColumn column;

    /// <summary>Makes an empty column.</summary>
    public ReferenceColumn(CsvColumn column, int most)
    {
        this.column = column;
        Ids = new IdColumn(column.Exists ? most : 0);
        Lines = column.Exists ? new int[most] : [];
        Columns = column.Exists ? new int[most] : [];
    }

    /// <summary>The column's name.</summary>
    public string Name => column.Name;

    /// <summary>The ids; empty where the row has none.</summary>
    public IdColumn Ids { get; }

    /// <summary>The line of each id.</summary>
    public int[] Lines { get; }

    /// <summary>The column of each id, in characters.</summary>
    public int[] Columns { get; }

    /// <summary>Adds the current row's id.</summary>
    public void Add(CsvRows rows, FieldReader fields)
    {
        if (fields.Has(column))
        {
            var place = rows.PlaceOf(column.Index);
            (Lines[Ids.Count], Columns[Ids.Count]) = (place.Line, place.Column);
        }

        Ids.Add(fields.Bytes(column));
    }
}
