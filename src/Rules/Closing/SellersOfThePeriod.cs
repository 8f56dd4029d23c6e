namespace Compensation.Rules.Closing;

/// <summary>Leaves out sellers of whom nothing is known by the period's end: they joined later.</summary>
/// <remarks>
/// A file of sellers may be newer than the period that is closed. Who joined after its end but is already credited with an order,
/// corrected by hand, or part of an earlier run that is corrected now, is taken as a seller all the same: no money is lost over a date.
/// </remarks>
internal static class SellersOfThePeriod
{
    /// <summary>The rows of canonical order that belong to the period.</summary>
    public static int[] Only(int[] rows, Snapshot snapshot)
    {
        var end = snapshot.Period.End.ToUnixTimeMilliseconds();
        var enrolled = snapshot.Sellers.Enrolled;
        if (!enrolled.AsSpan().ContainsAnyExceptInRange(long.MinValue, end - 1))
        {
            return rows;
        }

        var known = Array.ConvertAll(enrolled, moment => moment < end);
        var orders = snapshot.Orders;
        for (var row = 0; row < orders.Count; row++)
        {
            if (orders.Placed[row] < end)
            {
                known[orders.Seller[row]] = true;
            }
        }

        foreach (var adjustment in snapshot.Adjustments)
        {
            known[adjustment.Seller] = true;
        }

        foreach (var entry in snapshot.LineOverrides)
        {
            known[entry.Seller] = true;
            if (entry.Source >= 0)
            {
                known[entry.Source] = true;
            }
        }

        foreach (var prior in snapshot.PriorLines)
        {
            known[prior.Payee] = known[prior.Source] = true;
        }

        return Array.FindAll(rows, row => known[row]);
    }
}
