namespace Compensation.Silo.Generating;

/// <summary>Represents how a company grew: month by month, each bringing a little more new sellers than the one before.</summary>
/// <remarks>Sellers are numbered in the order of joining, so a seller's moment of joining follows from their number and needs
/// no column. Moments are seconds since 1970-01-01T00:00Z.</remarks>
public sealed class Growth
{
    /// <summary>How many months of history lie before the first month with orders.</summary>
    public const int HistoryMonths = 60;

    private readonly long[] starts;
    private readonly int[] members;

    /// <summary>Spreads a company's sellers over its months.</summary>
    public Growth(CompanyOptions options)
    {
        var months = HistoryMonths + options.Months;
        starts = new long[months + 1];
        members = new int[months + 1];
        var founded = options.First.OnDayOfMonth(1).PlusMonths(-HistoryMonths);
        for (var month = 0; month <= months; month++)
        {
            starts[month] = options.Zone.AtStartOfDay(founded.PlusMonths(month)).ToInstant().ToUnixTimeSeconds();
            // The n-th month brings a share of n in 1 + 2 + … + months; rounding up gives the first month its founder.
            var whole = (long)months * (months + 1);
            members[month] = (int)((((long)options.Sellers * month * (month + 1)) + whole - 1) / whole);
        }
    }

    /// <summary>When a month with orders begins.</summary>
    /// <param name="month">The month, from 0; the number of months gives the end of the last one.</param>
    public long Start(int month) => starts[HistoryMonths + month];

    /// <summary>How many sellers there are when a month with orders begins.</summary>
    /// <param name="month">The month, from 0; the number of months gives the end of the last one.</param>
    public int Members(int month) => members[HistoryMonths + month];

    /// <summary>When a seller joined. Never earlier than anybody with a lower number.</summary>
    public long Joined(int seller)
    {
        var month = Array.BinarySearch(members, seller);
        month = month < 0 ? ~month - 1 : month;
        // Months that brought nobody begin with as many members as the next one: the last of these brought this seller.
        while (members[month + 1] == members[month])
        {
            month++;
        }

        var length = starts[month + 1] - starts[month];
        return starts[month] + (length * (seller - members[month]) / (members[month + 1] - members[month]));
    }
}
