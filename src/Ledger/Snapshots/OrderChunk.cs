using Compensation.Ledger.Csv;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Snapshots;

/// <summary>The columns of <c>orders.csv</c> that a plan uses.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Seller">The seller.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Placed">When the order was placed.</param>
/// <param name="Recorded">When it became known.</param>
/// <param name="Volumes">The plan's volumes that have a column.</param>
/// <param name="Attributes">The order attributes.</param>
internal sealed record OrderFields(
    CsvColumn Order, CsvColumn Seller, CsvColumn Customer, CsvColumn Placed, CsvColumn Recorded,
    (CsvColumn Column, VolumeDefinition Volume)[] Volumes, AttributeField[] Attributes);

/// <summary>Represents the orders of one block.</summary>
internal sealed class OrderChunk
{
    private readonly OrderFields columns;

    /// <summary>Reads a block's rows.</summary>
    public OrderChunk(CsvRows rows, FieldReader fields, OrderFields columns, SellerTable sellers)
    {
        this.columns = columns;
        Ids = new IdColumn(rows.MostRows);
        Customers = new IdColumn(columns.Customer.Exists ? rows.MostRows : 0);
        Seller = new int[rows.MostRows];
        Placed = new long[rows.MostRows];
        Recorded = columns.Recorded.Exists ? new long[rows.MostRows] : [];
        Volumes = [.. columns.Volumes.Select(_ => new long[rows.MostRows])];
        Attributes = [.. columns.Attributes.Select(field => field.Column.Exists ? new long[rows.MostRows] : [])];
        while (rows.Read())
        {
            if (ReadRow(fields, sellers))
            {
                Count++;
            }
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The orders' ids.</summary>
    public IdColumn Ids { get; }

    /// <summary>The customers' ids; empty where the seller bought. No rows at all where the file has no such column.</summary>
    public IdColumn Customers { get; }

    /// <summary>The sellers' rows.</summary>
    public int[] Seller;

    /// <summary>When each was placed.</summary>
    public long[] Placed;

    /// <summary>When each became known.</summary>
    public long[] Recorded;

    /// <summary>The volumes that have a column.</summary>
    public long[][] Volumes { get; }

    /// <summary>The attributes; empty for those without a column.</summary>
    public long[][] Attributes { get; }

    /// <summary>Reads every field of the row, so that all that is wrong is reported, and keeps the row if nothing is.</summary>
    private bool ReadRow(FieldReader fields, SellerTable sellers)
    {
        var good = fields.TryId(columns.Order, out var id);
        good &= fields.TrySeller(columns.Seller, sellers, out Seller[Count]);
        good &= fields.TryOptionalId(columns.Customer, out var customer);
        good &= fields.TryInstant(columns.Placed, out Placed[Count]);
        if (columns.Recorded.Exists)
        {
            Recorded[Count] = Placed[Count];
            good &= !fields.Has(columns.Recorded) || fields.TryInstant(columns.Recorded, out Recorded[Count]);
        }

        for (var i = 0; i < Volumes.Length; i++)
        {
            var (column, volume) = columns.Volumes[i];
            Volumes[i][Count] = 0;
            good &= !fields.Has(column) || fields.TryNumber(column, volume.Decimals, out Volumes[i][Count]);
        }

        for (var i = 0; i < Attributes.Length; i++)
        {
            good &= Attributes[i].Length == 0 || columns.Attributes[i].TryRead(fields, sellers, out Attributes[i][Count]);
        }

        if (good)
        {
            Ids.Add(id);
            if (columns.Customer.Exists)
            {
                Customers.Add(customer);
            }
        }

        return good;
    }
}
