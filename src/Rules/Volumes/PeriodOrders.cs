using Compensation.Rules.Closing;

namespace Compensation.Rules.Volumes;

/// <summary>The orders of a period: rows with the same id that are credited to the same seller are one order.</summary>
/// <remarks>Orders stand in the order of their sellers, then of their first rows; the rows of one stand by instant.</remarks>
internal sealed class PeriodOrders
{
    /// <summary>Up to so many rows of a seller, each id is held against each other.</summary>
    private const int Few = 8;

    private readonly int[] rows;
    private readonly int[]? starts;
    private readonly Func<int, int> sellerOf;

    /// <summary>Finds the orders among rows.</summary>
    /// <param name="rows">The rows by seller, then instant, then id; they are brought together by order.</param>
    /// <param name="ids">The orders' ids by row.</param>
    /// <param name="sellerOf">The seller whom a row is credited to.</param>
    public PeriodOrders(int[] rows, Ids ids, Func<int, int> sellerOf)
    {
        this.rows = rows;
        this.sellerOf = sellerOf;
        var begins = new bool[rows.Length];
        Array.Fill(begins, true);
        for (var (from, to) = (0, 0); from < rows.Length; from = to)
        {
            for (to = from + 1; to < rows.Length && sellerOf(rows[to]) == sellerOf(rows[from]);)
            {
                to++;
            }

            if (HaveSeveralRows(rows.AsSpan(from, to - from), ids))
            {
                Join(rows.AsSpan(from, to - from), ids, begins.AsSpan(from));
            }
        }

        starts = begins.AsSpan().Contains(false) ? [.. Enumerable.Range(0, rows.Length).Where(i => begins[i]), rows.Length] : null;
    }

    /// <summary>How many orders there are.</summary>
    public int Count => starts is null ? rows.Length : starts.Length - 1;

    /// <summary>The rows of an order; the first is the earliest.</summary>
    public ReadOnlySpan<int> RowsOf(int order) =>
        starts is null ? rows.AsSpan(order, 1) : rows.AsSpan(starts[order], starts[order + 1] - starts[order]);

    /// <summary>The seller whom an order is credited to.</summary>
    public int SellerOf(int order) => sellerOf(RowsOf(order)[0]);

    /// <summary>The orders of one seller.</summary>
    public IEnumerable<int> Of(int seller)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = SellerOf(middle) < seller ? (middle + 1, high) : (low, middle);
        }

        for (; low < Count && SellerOf(low) == seller; low++)
        {
            yield return low;
        }
    }

    private static bool HaveSeveralRows(ReadOnlySpan<int> ofSeller, Ids ids)
    {
        if (ofSeller.Length > Few)
        {
            var sorted = ofSeller.ToArray();
            Array.Sort(sorted, ids.Compare);
            return Enumerable.Range(1, sorted.Length - 1).Any(i => ids.Compare(sorted[i - 1], sorted[i]) == 0);
        }

        for (var right = 1; right < ofSeller.Length; right++)
        {
            for (var left = 0; left < right; left++)
            {
                if (ids.Bytes(ofSeller[left]).SequenceEqual(ids.Bytes(ofSeller[right])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Brings the rows of each order together at the place of its first, and notes which rows begin no order.</summary>
    private static void Join(Span<int> ofSeller, Ids ids, Span<bool> begins)
    {
        var at = 0;
        foreach (var order in ofSeller.ToArray().GroupBy(row => ids[row], StringComparer.Ordinal))
        {
            foreach (var (row, number) in order.Select((row, number) => (row, number)))
            {
                begins[at] = number == 0;
                ofSeller[at++] = row;
            }
        }
    }
}
