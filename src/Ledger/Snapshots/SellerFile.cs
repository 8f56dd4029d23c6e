using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads <c>sellers.csv</c>.</summary>
internal sealed class SellerFile
{
    private readonly Plan plan;
    private readonly string path;
    private readonly ZoneDays days;
    private readonly FindingList findings;
    private AttributeField[] attributes = [];

    private SellerFile(Plan plan, string path, ZoneDays days, FindingList findings)
    {
        this.plan = plan;
        this.path = path;
        this.days = days;
        this.findings = findings;
    }

    /// <summary>Reads the file.</summary>
    public static (SellerColumns Columns, SellerTable Table, InputFile File) Read(
        Plan plan, string path, ZoneDays days, FindingList findings, ReadingOptions options) =>
        new SellerFile(plan, path, days, findings).Read(options);

    private (SellerColumns Columns, SellerTable Table, InputFile File) Read(ReadingOptions options)
    {
        var errors = findings.Errors;
        var (chunks, file) = CsvFile.Read(path, findings, options.Threads, Bind, options.BlockSize);
        var complete = findings.Errors == errors;
        var ids = new IdTable(chunks.Sum(chunk => chunk.Count));
        AddIds(chunks, ids);
        var references = new int[plan.RecordedTrees.Count + plan.SellerAttributes.Count][];
        var wrong = Array.ConvertAll(references, _ => new FindingList());
        Parallel.For(0, references.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads },
            i => references[i] = Resolve(chunks, i, ids, complete, wrong[i]));
        Array.ForEach(wrong, findings.Join);

        var trees = plan.RecordedTrees.Select(tree =>
            new EdgeColumns(references[tree.Index], Chunks.Join(chunks, chunk => chunk.Count, chunk => chunk.Legs[tree.Index])));
        var columns = new SellerColumns
        {
            Ids = ids.ToIds(),
            Enrolled = Chunks.Join(chunks, chunk => chunk.Count, chunk => chunk.Enrolled),
            Trees = [.. trees],
            Attributes = [.. plan.SellerAttributes.Select(attribute => Attribute(attribute, chunks, references))],
        };
        return (columns, new SellerTable(ids, complete), file);
    }

    private long[] Attribute(AttributeDefinition attribute, IReadOnlyList<SellerChunk> chunks, int[][] references)
    {
        if (attribute.Kind != AttributeKind.Seller)
        {
            return Chunks.Join(chunks, chunk => chunk.Count, chunk => chunk.Attributes[attribute.Index]);
        }

        var rows = references[plan.RecordedTrees.Count + attribute.Index];
        return Array.ConvertAll(rows, row => row < 0 ? attribute.Default : row);
    }

    private CsvFile.BlockReader<SellerChunk> Bind(CsvHeader header)
    {
        var seller = header.Required("seller");
        var enrolled = header.Optional("enrolled");
        var parents = plan.RecordedTrees.Select(tree => MayBeUnplaced(tree)
            ? header.Optional(tree.ParentColumn)
            : header.Required(tree.ParentColumn)).ToArray();
        var legs = plan.RecordedTrees.Select(tree => new LegField(tree, header, MayBeUnplaced(tree))).ToArray();
        attributes = [.. plan.SellerAttributes.Select(attribute => new AttributeField(attribute, header))];
        return (rows, own) => new SellerChunk(rows, new FieldReader(rows, own, days), seller, enrolled, parents, legs,
            attributes);
    }

    /// <summary>A tree with a rule of placement finds a place for who has none.</summary>
    private bool MayBeUnplaced(RecordedTree tree) =>
        plan.Document.Trees.TryGetValue(tree.Name, out var document) && document.Placing is not null;

    private void AddIds(IReadOnlyList<SellerChunk> chunks, IdTable ids)
    {
        var places = new List<(SellerChunk Chunk, int Row)>();
        foreach (var chunk in chunks)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var known = ids.Count;
                var number = ids.Add(chunk.Ids[row]);
                if (number == known)
                {
                    places.Add((chunk, row));
                    continue;
                }

                var first = places[number];
                findings.Error("duplicate-seller", new Place(path, chunk.Lines[row], chunk.Columns[row]),
                    $"The seller '{CsvText.Show(chunk.Ids[row])}' stands here and on line {first.Chunk.Lines[first.Row]}.",
                    "Every seller has one row.");
            }
        }
    }

    /// <summary>Turns a column of ids into rows, once all sellers are known.</summary>
    private int[] Resolve(IReadOnlyList<SellerChunk> chunks, int reference, IdTable ids, bool complete, FindingList wrong)
    {
        var rows = new int[chunks.Sum(chunk => chunk.Count)];
        var isParent = reference < plan.RecordedTrees.Count;
        var at = 0;
        foreach (var column in chunks.Select(chunk => chunk.References[reference]))
        {
            for (var i = 0; i < column.Ids.Count; i++, at++)
            {
                var id = column.Ids[i];
                rows[at] = id.IsEmpty ? -1 : ids.Find(id);
                if (id.IsEmpty || (rows[at] >= 0 && (rows[at] != at || !isParent)) || !complete)
                {
                    continue;
                }

                if (rows[at] < 0)
                {
                    wrong.Error(isParent ? "unknown-parent" : "unknown-seller",
                        new Place(path, column.Lines[i], column.Columns[i]),
                        $"'{column.Name}' is '{CsvText.Show(id)}', which is not in sellers.csv.",
                        isParent ? "Add the seller, or leave the field empty for a root."
                            : "Add the seller, or leave the field empty.");
                }
                else
                {
                    wrong.Error("own-parent", new Place(path, column.Lines[i], column.Columns[i]),
                        $"'{column.Name}' is '{CsvText.Show(id)}', which is the seller itself.",
                        "Name the parent, or leave the field empty for a root.");
                }
            }
        }

        return rows;
    }
}
