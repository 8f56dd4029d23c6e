using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Importing;

/// <summary>What came of importing sellers.</summary>
/// <param name="NumberOf">The programme's number of each row of <c>sellers.csv</c>.</param>
/// <param name="Added">How many were new.</param>
/// <param name="Moves">How many moves were new.</param>
/// <param name="Known">How many sellers and moves were known.</param>
internal sealed record ImportedSellers(int[] NumberOf, int Added, int Moves, int Known);

/// <summary>Adds the sellers of a file, their edges, and their moves.</summary>
internal sealed class SellerImport
{
    private readonly LedgerTransaction transaction;
    private readonly Plan plan;
    private readonly Snapshot snapshot;
    private readonly string who;
    private readonly int[] numberOf;
    private readonly bool[] isNew;

    private SellerImport(LedgerTransaction transaction, Plan plan, Snapshot snapshot, string who)
    {
        this.transaction = transaction;
        this.plan = plan;
        this.snapshot = snapshot;
        this.who = who;
        numberOf = new int[snapshot.Sellers.Count];
        isNew = new bool[snapshot.Sellers.Count];
    }

    public static async Task<ImportedSellers> RunAsync(LedgerDatabase database, LedgerTransaction transaction, Plan plan, Snapshot snapshot, string folder,
        string who, FindingList findings, CancellationToken cancellation)
    {
        var import = new SellerImport(transaction, plan, snapshot, who);
        var orders = snapshot.Sellers.Trees.Select(tree => ParentsFirst.Of(tree.Parent)).ToList();
        for (var tree = 0; tree < orders.Count; tree++)
        {
            if (orders[tree].Length < snapshot.Sellers.Count)
            {
                var inside = Enumerable.Range(0, snapshot.Sellers.Count).Except(orders[tree]).Take(1).Select(row => snapshot.Sellers.Ids[row]).First();
                findings.Error("circle", new Place(Path.Combine(folder, "sellers.csv"), 1, 1),
                    $"The tree '{plan.RecordedTrees[tree].Name}' has a circle that '{inside}' leads into.", "Give one of its sellers another parent, or none.");
            }
        }

        if (findings.Errors > 0)
        {
            return new ImportedSellers(import.numberOf, 0, 0, 0);
        }

        // Where all parents have smaller numbers the ledger has no way up to walk. Who joined earlier can stand above in all trees; where somebody was put
        // below who came later, it is so in the first tree only.
        var order = ParentsFirst.InAll([.. snapshot.Sellers.Trees.Select(tree => tree.Parent)], snapshot.Sellers.Count) ?? orders[0];
        var added = import.Number(database, order);
        await import.AddSellersAsync(order, added, cancellation);
        for (var tree = 0; tree < orders.Count; tree++)
        {
            await import.AddEdgesAsync(tree, orders[tree], cancellation);
        }

        var (moves, known) = await import.AddMovesAsync(database, cancellation);
        return new ImportedSellers(import.numberOf, added, moves, snapshot.Sellers.Count - added + known);
    }

    /// <summary>Finds the numbers of those who are known, and gives the others the next ones, parents first.</summary>
    private int Number(LedgerDatabase database, int[] order)
    {
        var rowOf = new IdTable(snapshot.Sellers.Ids);
        Array.Fill(numberOf, -1);
        var next = 0;
        using (var cells = database.ReadCells<SellerRow>(transaction.Context, new RowFilter(transaction.Programme)))
        {
            while (cells.Next())
            {
                cells.Number();
                var seller = (int)cells.Number();
                cells.Bytes(out var id);
                if (rowOf.Find(id) is >= 0 and var row)
                {
                    numberOf[row] = seller;
                }

                next = seller + 1;
            }
        }

        var added = 0;
        foreach (var row in order)
        {
            if (numberOf[row] < 0)
            {
                (numberOf[row], isNew[row]) = (next++, true);
                added++;
            }
        }

        return added;
    }

    private async Task AddSellersAsync(int[] order, int added, CancellationToken cancellation)
    {
        if (added == 0)
        {
            return;
        }

        var values = await RowValues.OfSellersAsync(transaction, plan, cancellation);
        var sequence = transaction.Take(added);
        var row = new long[values.Width];
        using var cells = transaction.Cells<SellerRow>();
        foreach (var seller in order.Where(seller => isNew[seller]))
        {
            values.Write(row, need => Code(plan.SellerAttributes[need], snapshot.Sellers.Attributes[need][seller]));
            cells.Int(transaction.Programme);
            cells.Int(numberOf[seller]);
            cells.Utf8(snapshot.Sellers.Ids.Bytes(seller));
            cells.Long(snapshot.Sellers.Enrolled[seller]);
            cells.Long(transaction.Recorded);
            cells.Long(sequence++);
            cells.Values(row);
            cells.EndRow();
        }

        cells.Complete();
    }

    /// <summary>A seller in an attribute is known by the programme's number.</summary>
    private long Code(AttributeDefinition attribute, long code) =>
        attribute.Kind == AttributeKind.Seller && code >= 0 ? numberOf[code] : code;

    private async Task AddEdgesAsync(int tree, int[] order, CancellationToken cancellation)
    {
        var count = order.Count(seller => isNew[seller]);
        if (count == 0)
        {
            return;
        }

        var (number, legs) = await WordsAsync(tree, cancellation);
        var sequence = transaction.Take(count);
        var edges = snapshot.Sellers.Trees[tree];
        var earliest = snapshot.Moves.Where(move => move.Tree == tree).GroupBy(move => move.Seller)
            .ToDictionary(moves => moves.Key, moves => moves.Min(move => move.Effective));
        using var cells = transaction.Cells<EdgeRow>();
        foreach (var seller in order.Where(seller => isNew[seller]))
        {
            // What the file says of a seller holds before the first move, whenever the seller joined.
            var from = Math.Min(snapshot.Sellers.Enrolled[seller], earliest.GetValueOrDefault(seller, long.MaxValue) - 1);
            Write(cells, number, legs, seller, 1, edges.Parent[seller], edges.Leg[seller], from, sequence++, null);
        }

        cells.Complete();
    }

    private async Task<(int Tree, int[] Legs)> WordsAsync(int tree, CancellationToken cancellation)
    {
        var recorded = plan.RecordedTrees[tree];
        var legs = new int[recorded.Legs.Count];
        for (var leg = 0; leg < legs.Length; leg++)
        {
            legs[leg] = await transaction.WordAsync(recorded.Legs[leg], cancellation);
        }

        return (await transaction.WordAsync(recorded.Name, cancellation), legs);
    }

    private async Task<(int Added, int Known)> AddMovesAsync(LedgerDatabase database, CancellationToken cancellation)
    {
        var (added, known) = (0, 0);
        foreach (var moves in snapshot.Moves.GroupBy(move => move.Tree))
        {
            var (number, legs) = await WordsAsync(moves.Key, cancellation);
            var there = database.Read<EdgeRow>(transaction.Context, new RowFilter(transaction.Programme) { Tree = number }).ToLookup(edge => edge.Seller);
            var changes = new Dictionary<int, int>();
            foreach (var move in moves.OrderBy(move => move.Effective))
            {
                var (seller, parent) = (numberOf[move.Seller], move.Parent < 0 ? (int?)null : numberOf[move.Parent]);
                if (there[seller].Any(edge => edge.Effective == move.Effective && edge.Parent == parent && edge.Leg == (move.Leg < 0 ? null : legs[move.Leg])))
                {
                    known++;
                    continue;
                }

                var change = changes[seller] = changes.GetValueOrDefault(seller, there[seller].Max(edge => edge.Change)) + 1;
                var sequence = transaction.Take(1);
                using var cells = transaction.Cells<EdgeRow>();
                Write(cells, number, legs, move.Seller, change, move.Parent, move.Leg, move.Effective, sequence, "imported");
                cells.Complete();
                added++;
            }
        }

        return (added, known);
    }

    private void Write(ICellWriter cells, int tree, int[] legs, int seller, int change, int parent, sbyte leg, long effective, long sequence, string? reason)
    {
        cells.Int(transaction.Programme);
        cells.Int(tree);
        cells.Int(numberOf[seller]);
        cells.Int(change);
        cells.Int(parent < 0 ? null : numberOf[parent]);
        cells.Int(leg < 0 ? null : legs[leg]);
        cells.Long(effective);
        cells.Long(transaction.Recorded);
        cells.Long(sequence);
        cells.Text(who);
        cells.Nothing();
        cells.Text(reason);
        cells.EndRow();
    }
}
