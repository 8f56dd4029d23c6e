using Compensation.Ledger.Csv;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads the typed fields of rows and reports each value that is not of its type.</summary>
internal sealed class FieldReader
{
    private readonly CsvRows rows;
    private readonly FindingList findings;
    private readonly ZoneDays days;

    /// <summary>Makes a reader of the fields of a block's rows.</summary>
    public FieldReader(CsvRows rows, FindingList findings, ZoneDays days)
    {
        this.rows = rows;
        this.findings = findings;
        this.days = days;
    }

    /// <summary>Whether the row has a value in this column.</summary>
    public bool Has(CsvColumn column) => column.Exists && !rows[column.Index].IsEmpty;

    /// <summary>The field's bytes; empty where the file does not have the column.</summary>
    public ReadOnlySpan<byte> Bytes(CsvColumn column) => column.Exists ? rows[column.Index] : [];

    /// <summary>Reports a field.</summary>
    public void Report(CsvColumn column, string code, string reason, string remedy) =>
        findings.Field(rows, column, code, reason, remedy);

    /// <summary>Reads an id, which must not be empty.</summary>
    public bool TryId(CsvColumn column, out ReadOnlySpan<byte> id)
    {
        id = rows[column.Index];
        if (id.IsEmpty)
        {
            findings.Error("empty-id", rows.PlaceOf(column.Index), $"'{column.Name}' is empty.", "Every row needs one.");
            return false;
        }

        return IsPlain(column, id);
    }

    /// <summary>Reads an id that may be empty.</summary>
    public bool TryOptionalId(CsvColumn column, out ReadOnlySpan<byte> id)
    {
        id = Bytes(column);
        return id.IsEmpty || IsPlain(column, id);
    }

    /// <summary>Reads the id of a seller who must be known.</summary>
    /// <param name="column">The column.</param>
    /// <param name="sellers">The sellers.</param>
    /// <param name="seller">The seller's row.</param>
    public bool TrySeller(CsvColumn column, SellerTable sellers, out int seller)
    {
        seller = -1;
        if (!TryId(column, out var id))
        {
            return false;
        }

        seller = sellers.Ids.Find(id);
        if (seller < 0 && sellers.Complete)
        {
            Report(column, "unknown-seller", "is not in sellers.csv", "Add the seller, or correct the id.");
        }

        return seller >= 0;
    }

    /// <summary>Reads a date (the start of that day in the plan's zone) or an instant, as milliseconds.</summary>
    public bool TryInstant(CsvColumn column, out long milliseconds)
    {
        var text = rows[column.Index];
        if (IsoText.TryDate(text, out var day))
        {
            milliseconds = days.StartOf(day);
            return true;
        }

        if (IsoText.TryInstant(text, out milliseconds))
        {
            return true;
        }

        Report(column, "not-a-time", "is neither a date nor an instant",
            $"Write 2026-01-31, or 2026-01-31T18:30:00Z, or 2026-01-31T18:30:00+01:00, in a year from {IsoText.FirstYear} "
                + $"to {IsoText.LastYear}.");
        return false;
    }

    /// <summary>Reads a number that must fit so many decimals exactly.</summary>
    public bool TryNumber(CsvColumn column, int decimals, out long units)
    {
        switch (FixedText.Parse(rows[column.Index], decimals, out units))
        {
            case NumberFault.None:
                return true;
            case NumberFault.TooManyDecimals:
                Report(column, "too-many-decimals", $"has more than {decimals} decimals",
                    "Round it before it is read, or give the plan more decimals.");
                return false;
            case NumberFault.TooLarge:
                Report(column, "number-too-large", $"does not fit 64 bits with {decimals} decimals", "Check the number.");
                return false;
            default:
                Report(column, "not-a-number", "is not a number",
                    "Write it like -1234.50: digits and at most one point, no grouping, no currency.");
                return false;
        }
    }

    private bool IsPlain(CsvColumn column, ReadOnlySpan<byte> id)
    {
        if (id.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0)
        {
            return true;
        }

        Report(column, "control-character", "holds a control character", "Remove it: an id is text on one line.");
        return false;
    }
}
