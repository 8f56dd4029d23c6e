using Compensation.Ledger.Csv;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Snapshots;

/// <summary>Represents the sellers of one block. References to other sellers stay ids until all blocks are read.</summary>
internal sealed class SellerChunk
{
    /// <summary>Reads a block's rows.</summary>
    public SellerChunk(
        CsvRows rows, FieldReader fields, CsvColumn seller, CsvColumn enrolled,
        CsvColumn[] parents, LegField[] legs, AttributeField[] attributes)
    {
        Ids = new IdColumn(rows.MostRows);
        Lines = new int[rows.MostRows];
        Columns = new int[rows.MostRows];
        Enrolled = new long[rows.MostRows];
        Legs = [.. legs.Select(_ => new sbyte[rows.MostRows])];
        Attributes = [.. attributes.Select(_ => new long[rows.MostRows])];
        References = [.. parents.Select(column => new ReferenceColumn(column, rows.MostRows)),
            .. attributes.Select(field => new ReferenceColumn(
                field.Definition.Kind == AttributeKind.Seller ? field.Column : new CsvColumn(field.Column.Name, -1),
                    rows.MostRows))];
        while (rows.Read())
        {
            if (!fields.TryId(seller, out var id))
            {
                continue;
            }

            Ids.Add(id);
            var place = rows.PlaceOf(seller.Index);
            (Lines[Count], Columns[Count]) = (place.Line, place.Column);
            if (fields.Has(enrolled) && fields.TryInstant(enrolled, out var instant))
            {
                Enrolled[Count] = instant;
            }

            for (var tree = 0; tree < legs.Length; tree++)
            {
                legs[tree].TryRead(fields, out Legs[tree][Count]);
            }

            for (var i = 0; i < attributes.Length; i++)
            {
                ReadAttribute(fields, attributes[i], i);
            }

            foreach (var reference in References)
            {
                reference.Add(rows, fields);
            }

            Count++;
        }

    }

    /// <summary>How many sellers there are.</summary>
    public int Count { get; private set; }

    /// <summary>The sellers' ids.</summary>
    public IdColumn Ids { get; }

    /// <summary>The line of each seller's id.</summary>
    public int[] Lines { get; }

    /// <summary>The column of each seller's id.</summary>
    public int[] Columns { get; }

    /// <summary>When each joined.</summary>
    public long[] Enrolled { get; }

    /// <summary>The legs, per recorded tree.</summary>
    public sbyte[][] Legs { get; }

    /// <summary>The attributes' codes; zero for those that refer to sellers.</summary>
    public long[][] Attributes { get; }

    /// <summary>The parents' ids per recorded tree, then one column per attribute: the ids of those that refer to
    /// sellers.</summary>
    public ReferenceColumn[] References { get; }

    private void ReadAttribute(FieldReader fields, AttributeField field, int attribute)
    {
        if (field.Definition.Kind != AttributeKind.Seller)
        {
            field.TryRead(fields, NoSellers, out Attributes[attribute][Count]);
        }
    }

    private static readonly SellerTable NoSellers = new(new IdTable(), false);
}
