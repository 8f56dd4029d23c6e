using Compensation.Ledger.Fields;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Books;

/// <summary>Collects the sellers of a programme and their trees as the columns that a close reads.</summary>
internal sealed class SellerRows
{
    private readonly IdColumn ids = new(1024);
    private readonly PlanColumn[] columns;
    private readonly long[][] attributes;
    private readonly Dictionary<int, long> changedAt = [];
    private readonly EdgeHistory[] trees;
    private readonly Dictionary<int, int> treeOfWord = [];
    private readonly Dictionary<int, sbyte>[] legOfWord;
    private long[] enrolled = new long[1024];
    private (SellerColumns Sellers, IReadOnlyList<Move> Moves)? given;

    public SellerRows(Plan plan, IReadOnlyList<Field> fields, ProgrammeNames names)
    {
        columns = PlanColumn.OfAttributes(plan.SellerAttributes, FieldNeed.OfSellers(plan), fields, names.Words);
        attributes = [.. columns.Select(_ => new long[1024])];
        trees = [.. plan.RecordedTrees.Select(tree => new EdgeHistory(tree.Index))];
        legOfWord = [.. trees.Select(_ => new Dictionary<int, sbyte>())];
        foreach (var (word, number) in names.Words.Select((word, index) => (word, index + 1)))
        {
            foreach (var tree in plan.RecordedTrees)
            {
                if (tree.Name == word)
                {
                    treeOfWord[number] = tree.Index;
                }

                if (tree.Legs.ToList().IndexOf(word) is >= 0 and var leg)
                {
                    legOfWord[tree.Index][number] = (sbyte)leg;
                }
            }
        }
    }

    public int Count => ids.Count;

    public IEnumerable<int> TreeWords => treeOfWord.Keys;

    public void Add(ReadOnlySpan<byte> id, long joined, ReadOnlySpan<long> values)
    {
        given = null;
        if (Count == enrolled.Length)
        {
            var size = Math.Max(1024, Count * 2);
            Array.Resize(ref enrolled, size);
            for (var i = 0; i < attributes.Length; i++)
            {
                Array.Resize(ref attributes[i], size);
            }
        }

        enrolled[Count] = joined;
        Write(Count, values);
        ids.Add(id);
    }

    /// <summary>Replaces a seller's values; of several changes the one with the latest instant stands, the last of those if they have the same.</summary>
    public void Change(int seller, long at, ReadOnlySpan<long> values)
    {
        if (at >= changedAt.GetValueOrDefault(seller, long.MinValue))
        {
            given = null;
            changedAt[seller] = at;
            Write(seller, values);
        }
    }

    /// <summary>Adds an edge; trees that the plan does not know are passed over.</summary>
    public void AddEdge(int treeWord, int seller, int parent, int legWord, long effective)
    {
        if (treeOfWord.TryGetValue(treeWord, out var tree))
        {
            given = null;
            trees[tree].Add(seller, parent, legOfWord[tree].GetValueOrDefault(legWord, (sbyte)-1), effective);
        }
    }

    public Ids ToIds() => ids.ToIdsSoFar();

    /// <summary>The columns and moves, as a copy; the same objects until something changes, so that who keeps what was derived from them can tell.</summary>
    public (SellerColumns Sellers, IReadOnlyList<Move> Moves) ToColumns() => given ??= (new SellerColumns
    {
        Ids = ids.ToIdsSoFar(),
        Enrolled = enrolled[..Count],
        Trees = [.. trees.Select(tree => tree.First(Count))],
        Attributes = [.. attributes.Select(column => column[..Count])],
    }, [.. trees.SelectMany(tree => tree.Moves())]);

    public void Save(ColumnWriter writer)
    {
        ids.Save(writer);
        writer.Write<long>(enrolled.AsSpan(0, Count));
        foreach (var column in attributes)
        {
            writer.Write<long>(column.AsSpan(0, Count));
        }

        var changes = changedAt.OrderBy(change => change.Key).ToList();
        writer.Write<int>([.. changes.Select(change => change.Key)]);
        writer.Write<long>([.. changes.Select(change => change.Value)]);
        foreach (var tree in trees)
        {
            tree.Save(writer);
        }
    }

    public void Load(ColumnReader reader)
    {
        ids.Load(reader);
        enrolled = reader.Read<long>();
        for (var i = 0; i < attributes.Length; i++)
        {
            attributes[i] = reader.Read<long>();
        }

        foreach (var (seller, at) in reader.Read<int>().Zip(reader.Read<long>()))
        {
            changedAt[seller] = at;
        }

        foreach (var tree in trees)
        {
            tree.Load(reader);
        }
    }

    private void Write(int seller, ReadOnlySpan<long> values)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            attributes[i][seller] = columns[i].Read(values);
        }
    }
}
