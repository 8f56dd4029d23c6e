using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads an attribute of sellers or orders into its code.</summary>
internal sealed class AttributeField
{
    private readonly IdTable? choices;

    /// <summary>Finds the attribute's column.</summary>
    public AttributeField(AttributeDefinition definition, CsvHeader header)
    {
        Definition = definition;
        Column = header.Optional(definition.Column);
        choices = definition.Kind is AttributeKind.Choice or AttributeKind.Rank ? new IdTable(new Ids(definition.Choices)) : null;
    }

    /// <summary>The attribute.</summary>
    public AttributeDefinition Definition { get; }

    /// <summary>Its column.</summary>
    public CsvColumn Column { get; }

    /// <summary>Reads the current row's value; an empty one is the attribute's default.</summary>
    public bool TryRead(FieldReader fields, SellerTable sellers, out long value)
    {
        value = Definition.Default;
        return !fields.Has(Column) || Definition.Kind switch
        {
            AttributeKind.Choice or AttributeKind.Rank => TryChoice(fields, out value),
            AttributeKind.Flag => TryFlag(fields, out value),
            AttributeKind.Date => TryDate(fields, out value),
            AttributeKind.Seller => TrySeller(fields, sellers, out value),
            _ => fields.TryNumber(Column, Definition.Decimals, out value),
        };
    }

    private bool TryChoice(FieldReader fields, out long value)
    {
        value = choices!.Find(fields.Bytes(Column)) + 1;
        if (value == 0)
        {
            fields.Report(Column, Definition.Kind == AttributeKind.Rank ? "unknown-rank" : "unknown-choice",
                $"is no value of '{Definition.Name}'", $"It is one of: {CsvText.Allowed(Definition.Choices)}.");
        }

        return value > 0;
    }

    private bool TryFlag(FieldReader fields, out long value)
    {
        var text = fields.Bytes(Column);
        var yes = Is(text, "yes") || Is(text, "true") || Is(text, "1");
        value = yes ? 1 : 0;
        if (!yes && !Is(text, "no") && !Is(text, "false") && !Is(text, "0"))
        {
            fields.Report(Column, "not-a-flag", "is neither yes nor no", "Write yes or no (or true, false, 1, 0).");
            return false;
        }

        return true;
    }

    private bool TryDate(FieldReader fields, out long value)
    {
        var isDate = IsoText.TryDate(fields.Bytes(Column), out var day);
        value = day;
        if (!isDate)
        {
            fields.Report(Column, "not-a-date", "is not a date",
                $"Write 2026-01-31, in a year from {IsoText.FirstYear} to {IsoText.LastYear}.");
        }

        return isDate;
    }

    private bool TrySeller(FieldReader fields, SellerTable sellers, out long value)
    {
        var known = fields.TrySeller(Column, sellers, out var seller);
        value = seller;
        return known;
    }

    private static bool Is(ReadOnlySpan<byte> text, string word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
}
