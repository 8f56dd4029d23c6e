using Compensation.Rules.Closing;

namespace Compensation.Ledger.Books;

/// <summary>Collects the edges of one tree, each effective from an instant, and tells the first of each seller from the moves after it.</summary>
/// <remarks>Nearly every seller has one edge, so that one stands in columns and only the others are kept as moves.</remarks>
internal sealed class EdgeHistory(int tree)
{
    private readonly Dictionary<int, SortedDictionary<long, (int Parent, sbyte Leg)>> changed = [];
    private int known;
    private int[] parent = [];
    private sbyte[] leg = [];
    private long[] since = [];

    /// <summary>Adds an edge; one with the same seller and instant replaces the one before.</summary>
    /// <param name="seller">Who stands there.</param>
    /// <param name="above">The parent, or -1.</param>
    /// <param name="place">The leg, or -1.</param>
    /// <param name="effective">From when.</param>
    public void Add(int seller, int above, sbyte place, long effective)
    {
        Reserve(seller + 1);
        known = Math.Max(known, seller + 1);
        if (since[seller] == long.MinValue || since[seller] == effective)
        {
            (parent[seller], leg[seller], since[seller]) = (above, place, effective);
        }

        if (changed.TryGetValue(seller, out var edges))
        {
            edges[effective] = (above, place);
        }
        else if (since[seller] != effective)
        {
            changed[seller] = new() { [since[seller]] = (parent[seller], leg[seller]), [effective] = (above, place) };
        }
    }

    /// <summary>The first edge of each seller.</summary>
    /// <param name="sellers">How many sellers there are; those without an edge are roots.</param>
    public EdgeColumns First(int sellers)
    {
        Reserve(sellers);
        var columns = new EdgeColumns(parent[..sellers], leg[..sellers]);
        foreach (var (seller, edges) in changed)
        {
            (columns.Parent[seller], columns.Leg[seller]) = edges.First().Value;
        }

        return columns;
    }

    /// <summary>The edges after each seller's first one.</summary>
    public IEnumerable<Move> Moves() => changed.OrderBy(entry => entry.Key).SelectMany(entry =>
        entry.Value.Skip(1).Select(edge => new Move(tree, entry.Key, edge.Value.Parent, edge.Value.Leg, edge.Key)));

    public void Save(ColumnWriter writer)
    {
        writer.Write<int>(parent.AsSpan(0, known));
        writer.Write<sbyte>(leg.AsSpan(0, known));
        writer.Write<long>(since.AsSpan(0, known));
        var edges = changed.OrderBy(entry => entry.Key).SelectMany(entry => entry.Value.Select(edge => (Seller: entry.Key, Edge: edge))).ToList();
        writer.Write<int>([.. edges.Select(entry => entry.Seller)]);
        writer.Write<long>([.. edges.Select(entry => entry.Edge.Key)]);
        writer.Write<int>([.. edges.Select(entry => entry.Edge.Value.Parent)]);
        writer.Write<sbyte>([.. edges.Select(entry => entry.Edge.Value.Leg)]);
    }

    public void Load(ColumnReader reader)
    {
        (parent, leg, since) = (reader.Read<int>(), reader.Read<sbyte>(), reader.Read<long>());
        known = parent.Length;
        var (sellers, effective) = (reader.Read<int>(), reader.Read<long>());
        var (parents, legs) = (reader.Read<int>(), reader.Read<sbyte>());
        for (var i = 0; i < sellers.Length; i++)
        {
            if (!changed.TryGetValue(sellers[i], out var edges))
            {
                changed[sellers[i]] = edges = [];
            }

            edges[effective[i]] = (parents[i], legs[i]);
        }
    }

    private void Reserve(int sellers)
    {
        var old = parent.Length;
        if (sellers <= old)
        {
            return;
        }

        var size = Math.Max(sellers, Math.Max(16, old * 2));
        Array.Resize(ref parent, size);
        Array.Resize(ref leg, size);
        Array.Resize(ref since, size);
        parent.AsSpan(old).Fill(-1);
        leg.AsSpan(old).Fill(-1);
        since.AsSpan(old).Fill(long.MinValue);
    }
}
