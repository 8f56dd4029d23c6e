using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Runs;

/// <summary>Represents what a past run has paid, found by who brought it or by the order that it was paid on.</summary>
/// <remarks>A run never changes, so whoever asks again and again keeps this instead of reading the run anew.</remarks>
internal sealed class PastRunLines
{
    private readonly Ids orders;
    private readonly int[] numberOf;
    private readonly (int[] Start, int[] Line) bySource;
    private readonly (int[] Start, int[] Line) byOrder;
    private readonly Lazy<IdTable> orderNumbers;

    /// <summary>Reads a run's lines.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sellers">The sellers of now.</param>
    public PastRunLines(IPastRun run, SellerTable sellers)
    {
        var stored = run.ReadLines();
        (Lines, Sellers, orders) = (stored.Lines, stored.Sellers, stored.Orders);
        Now = [.. Enumerable.Range(0, Sellers.Count).Select(i => sellers.Ids.Find(Sellers.Bytes(i)))];
        numberOf = new int[sellers.Ids.Count];
        Array.Fill(numberOf, -1);
        for (var i = 0; i < Now.Length; i++)
        {
            if (Now[i] >= 0)
            {
                numberOf[Now[i]] = i;
            }
        }

        bySource = Grouped(Lines.Source, Sellers.Count);
        byOrder = Grouped(Lines.OrderRow, orders.Count);
        orderNumbers = new(() => new IdTable(orders));
    }

    /// <summary>The run's lines.</summary>
    public Lines Lines { get; }

    /// <summary>The ids that payees and sources refer to.</summary>
    public Ids Sellers { get; }

    /// <summary>Which seller of now each of <see cref="Sellers"/> is, or -1.</summary>
    public int[] Now { get; }

    /// <summary>What was paid on an order, ascending.</summary>
    public ReadOnlySpan<int> OfOrder(ReadOnlySpan<byte> id) => Of(byOrder, orderNumbers.Value.Find(id));

    /// <summary>What a seller of the run has brought, by lines of any kind of source, ascending.</summary>
    /// <param name="source">The source's number in the run.</param>
    public ReadOnlySpan<int> OfSource(int source) => Of(bySource, source);

    /// <summary>A seller's number in the run; -1 for one who came later.</summary>
    public int NumberOf(int seller) => seller < numberOf.Length ? numberOf[seller] : -1;

    private static ReadOnlySpan<int> Of((int[] Start, int[] Line) groups, int key) =>
        key < 0 ? [] : groups.Line.AsSpan(groups.Start[key], groups.Start[key + 1] - groups.Start[key]);

    /// <summary>The lines of pay by a key, which is none where it is below zero.</summary>
    private (int[] Start, int[] Line) Grouped(LineColumn<int> key, int keys)
    {
        var start = new int[keys + 1];
        for (var line = 0; line < key.Count; line++)
        {
            if (key[line] >= 0 && Lines.Kind[line] == LineKind.Pay)
            {
                start[key[line] + 1]++;
            }
        }

        for (var i = 0; i < keys; i++)
        {
            start[i + 1] += start[i];
        }

        var (grouped, free) = (new int[start[keys]], start[..keys]);
        for (var line = 0; line < key.Count; line++)
        {
            if (key[line] >= 0 && Lines.Kind[line] == LineKind.Pay)
            {
                grouped[free[key[line]]++] = line;
            }
        }

        return (start, grouped);
    }
}
