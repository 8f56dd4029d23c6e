using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads the leg of a position in a tree.</summary>
internal sealed class LegField
{
    private readonly RecordedTree tree;
    private readonly IdTable names;
    private readonly CsvColumn column;

    /// <summary>Finds the tree's leg column, where the tree has legs.</summary>
    public LegField(RecordedTree tree, CsvHeader header, bool optional)
    {
        this.tree = tree;
        names = new IdTable(new Ids(tree.Legs));
        column = tree.LegColumn is not { } name || tree.Legs.Count == 0 ? new CsvColumn("leg", -1)
            : optional ? header.Optional(name) : header.Required(name);
    }

    /// <summary>Reads the current row's leg; -1 where it has none.</summary>
    public bool TryRead(FieldReader fields, out sbyte leg) => TryRead(fields, column, tree, names, out leg);

    /// <summary>Reads a leg of a tree from some column.</summary>
    public static bool TryRead(FieldReader fields, CsvColumn column, RecordedTree tree, IdTable names, out sbyte leg)
    {
        leg = -1;
        if (!fields.Has(column))
        {
            return true;
        }

        leg = (sbyte)names.Find(fields.Bytes(column));
        if (leg < 0)
        {
            fields.Report(column, "unknown-leg", $"is no leg of the tree '{tree.Name}'",
                tree.Legs.Count > 0 ? $"It is one of: {CsvText.Allowed([.. tree.Legs])}."
                    : "This tree has no legs; leave the field empty.");
        }

        return leg >= 0;
    }
}
