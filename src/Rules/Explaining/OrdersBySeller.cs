using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Finds the orders of one seller without a look at all others.</summary>
internal sealed class OrdersBySeller
{
    private readonly Frame frame;
    private readonly int[] starts;
    private readonly int[] rows;

    public OrdersBySeller(Frame frame)
    {
        this.frame = frame;
        // The seller of an order that was placed later may not have joined yet, and stands at -1.
        starts = new int[frame.Count + 2];
        for (var row = 0; row < frame.Orders.Count; row++)
        {
            starts[frame.Orders.SellerOf(row) + 2]++;
        }

        for (var seller = 0; seller <= frame.Count; seller++)
        {
            starts[seller + 1] += starts[seller];
        }

        rows = new int[frame.Orders.Count];
        var free = (int[])starts.Clone();
        for (var row = 0; row < rows.Length; row++)
        {
            rows[free[frame.Orders.SellerOf(row) + 1]++] = row;
        }
    }

    /// <summary>The orders of a seller that a volume's total is made of.</summary>
    public IEnumerable<int> Of(int seller, ColumnKey volume) => rows[starts[seller + 1]..starts[seller + 2]].Where(row => volume.Part == 0
        ? frame.Orders.PeriodRows is not { } period || Array.BinarySearch(period, row) >= 0
        : frame.Orders.IsWithin(frame.Plan.OrderWindows[volume.Part], row, seller));
}
