using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Volumes;

/// <summary>Counts customers by what they bought, and lists them for bonuses per customer.</summary>
internal static class CustomerCounts
{
    /// <summary>How many customers of each seller meet the measure's condition.</summary>
    public static long[] Of(Frame frame, MeasureSpec spec)
    {
        var counts = Columns.Zeros<long>(frame.Count);
        foreach (var (seller, _, totals) in Totals(frame, spec.OrderWindow))
        {
            var spot = new Spot(frame, seller) { CustomerTotals = totals };
            if (spec.Of!.At(spot) != 0 && (spec.Where is null || spec.Where.At(spot) != 0))
            {
                counts[seller]++;
            }
        }

        return counts;
    }

    /// <summary>Each customer of each seller with their totals by volume, in order of seller, then customer id.</summary>
    /// <remarks>The array of totals is used again for the next customer.</remarks>
    public static IEnumerable<(int Seller, int Customer, long[] Totals)> Totals(Frame frame, int window)
    {
        var orders = frame.Snapshot.Orders;
        var rows = Rows(frame, window).Where(row => orders.CustomerOf(row) >= 0).ToArray();
        Array.Sort(rows, (left, right) =>
        {
            var bySeller = frame.Orders.SellerOf(left).CompareTo(frame.Orders.SellerOf(right));
            var byCustomer = bySeller != 0 ? bySeller : orders.Customers.Compare(orders.CustomerOf(left), orders.CustomerOf(right));
            return byCustomer != 0 ? byCustomer : left.CompareTo(right);
        });
        var volumes = Enumerable.Range(0, frame.Plan.Volumes.Count).Select(frame.Orders.Volume).ToArray();
        var totals = new long[volumes.Length];
        for (var at = 0; at < rows.Length;)
        {
            var (seller, customer) = (frame.Orders.SellerOf(rows[at]), orders.CustomerOf(rows[at]));
            Array.Clear(totals);
            for (; at < rows.Length && orders.CustomerOf(rows[at]) == customer && frame.Orders.SellerOf(rows[at]) == seller; at++)
            {
                for (var volume = 0; volume < volumes.Length; volume++)
                {
                    totals[volume] = checked(totals[volume] + volumes[volume][rows[at]]);
                }
            }

            yield return (seller, customer, totals);
        }
    }

    private static IEnumerable<int> Rows(Frame frame, int window)
    {
        var all = Enumerable.Range(0, frame.Orders.Count);
        return window == 0
            ? frame.Orders.PeriodRows ?? all
            : all.Where(row => frame.Orders.IsWithin(frame.Plan.OrderWindows[window], row, frame.Orders.SellerOf(row)));
    }
}
