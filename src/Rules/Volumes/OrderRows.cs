using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;
using NodaTime;

namespace Compensation.Rules.Volumes;

/// <summary>The order rows of a close: which belong to the period, what each brings, and the sellers' totals.</summary>
internal sealed class OrderRows
{
    private readonly Frame frame;
    private readonly OrderColumns orders;
    private readonly NumberColumn?[] values;
    private readonly NumberColumn?[] wholes;
    private readonly Lazy<int[]?> periodRows;
    private readonly Lazy<bool[]> firstOrders;
    private readonly Lazy<long[]> enrolled;
    private readonly Lazy<Dictionary<int, List<Refund>>> refundsInTime;
    private readonly Lazy<PeriodOrders> inPeriod;
    private readonly Lazy<int[]?> firstRows;
    private readonly Lazy<ILookup<int, int>> refundedOrders;

    public OrderRows(Frame frame)
    {
        this.frame = frame;
        orders = frame.Snapshot.Orders;
        values = new NumberColumn?[frame.Plan.Volumes.Count];
        wholes = new NumberColumn?[frame.Plan.Volumes.Count];
        periodRows = new(FindPeriodRows);
        firstOrders = new(FindFirstOrders);
        enrolled = new(() => frame.Enrolled);
        refundsInTime = new(FindRefundsInTime);
        inPeriod = new(() => new PeriodOrders(RowsBySeller(), orders.Ids, SellerOf));
        firstRows = new(FindFirstRows);
        refundedOrders = new(FindRefundedOrders);
        Refunded = new RefundedVolumes(frame);
        Sums = new OrderSums(frame, this);
    }

    /// <summary>How many rows the snapshot has.</summary>
    public int Count => orders.Count;

    /// <summary>What late refunds take back.</summary>
    public RefundedVolumes Refunded { get; }

    /// <summary>The rows of the period, ascending; null when all rows are.</summary>
    public int[]? PeriodRows => periodRows.Value;

    /// <summary>The orders of the period, seller by seller, each with its rows.</summary>
    public PeriodOrders InPeriod => inPeriod.Value;

    /// <summary>The seller whom a row is credited to, in canonical numbering.</summary>
    public int SellerOf(int row) => frame.NumberOf(orders.Seller[row]);

    /// <summary>What a row's field holds.</summary>
    public long Value(OrderField field, int index, int row) => field switch
    {
        OrderField.Volume or OrderField.PaidVolume => Volume(index)[row],
        OrderField.WholeVolume => WholeVolume(index)[row],
        OrderField.Attribute => Attribute(index, row),
        OrderField.ByCustomer => orders.CustomerOf(row) >= 0 == (index == 0) ? 1 : 0,
        OrderField.FirstOrder => firstOrders.Value[row] ? 1 : 0,
        OrderField.Date => frame.DayOf(orders.Placed[row]),
        OrderField.VolumeFactor => frame.VolumeFactor(index, (int)Attribute(index, row)),
        OrderField.DaysSinceEnrolled => frame.DayOf(orders.Placed[row]) - frame.DayOf(enrolled.Value[SellerOf(row)]),
        OrderField.MonthsSinceEnrolled => Frame.MonthsBetween(frame.DayOf(enrolled.Value[SellerOf(row)]), frame.DayOf(orders.Placed[row])),
        _ => throw new InvalidOperationException($"Unknown field {field}."),
    };

    /// <summary>Prepares a field, so that it can be read on several threads.</summary>
    public void Require(OrderField field, int index)
    {
        if (field is OrderField.Volume or OrderField.PaidVolume)
        {
            Volume(index);
        }
        else if (field == OrderField.WholeVolume)
        {
            WholeVolume(index);
        }
    }

    /// <summary>What each row brings of a volume, refunds of the period taken off.</summary>
    public NumberColumn Volume(int index) => values[index] ??= ComputeVolume(frame.Plan.VolumeRules[index]);

    /// <summary>For each row what all rows of its order bring of a volume.</summary>
    public NumberColumn WholeVolume(int index) => wholes[index] ??= ComputeWhole(Volume(index));

    /// <summary>What some rows bring of a volume together.</summary>
    public long Sum(int volume, int[] rows)
    {
        var (brought, sum) = (Volume(volume), 0L);
        foreach (var row in rows)
        {
            sum = checked(sum + brought[row]);
        }

        return sum;
    }

    /// <summary>Each seller's own total of a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="window">The order window; 0 for the period.</param>
    public long[] Totals(int volume, int window)
    {
        if (window != 0)
        {
            var within = Columns.Zeros<long>(frame.Count);
            AddWindow(Volume(volume), within, frame.Plan.OrderWindows[window]);
            DeductFromWindow(volume, within, frame.Plan.OrderWindows[window]);
            return within;
        }

        var totals = Sums.Of(volume) ?? frame.Permuted(TotalsByRow(Volume(volume)));
        DeductLateRefunds(volume, totals);
        return totals;
    }

    /// <summary>What the orders bring, which is added up before sellers have numbers.</summary>
    public OrderSums Sums { get; }

    private long[] TotalsByRow(NumberColumn rows)
    {
        var totals = Columns.Zeros<long>(frame.Snapshot.Sellers.Count);
        var seller = orders.Seller;
        if (PeriodRows is { } period)
        {
            foreach (var row in period)
            {
                ref var total = ref totals[seller[row]];
                total = checked(total + rows[row]);
            }

            return totals;
        }

        for (var row = 0; row < Count; row++)
        {
            ref var total = ref totals[seller[row]];
            total = checked(total + rows[row]);
        }

        return totals;
    }

    /// <summary>The values of a formula for all sellers, of which only the orders placed in an epoch of a tree count.</summary>
    /// <remarks>A formula that is no sum over orders (a rank, a measure of others) counts wholly in the last epoch.</remarks>
    public long[] ValuesWithin(Expression of, TreeEpoch epoch)
    {
        if (epoch is { From: long.MinValue, To: long.MaxValue })
        {
            return frame.Values(of);
        }

        if (RowContribution.Of(of, _ => 0) is null)
        {
            return epoch.To == long.MaxValue ? frame.Values(of) : new long[frame.Count];
        }

        var values = Columns.Zeros<long>(frame.Count);
        foreach (var row in (IEnumerable<int>?)PeriodRows ?? Enumerable.Range(0, Count))
        {
            if (epoch.Covers(orders.Placed[row]))
            {
                values[SellerOf(row)] += RowContribution.Of(of, volume => Volume(volume)[row])!.Value;
            }
        }

        return values;
    }

    /// <summary>The rows of the period in order of seller, then instant, then id.</summary>
    public int[] RowsBySeller()
    {
        // Dealt to the sellers first: what is left to sort is one seller's rows at a time.
        var starts = Columns.Zeros<int>(frame.Count + 1);
        var all = PeriodRows;
        var count = all?.Length ?? Count;
        for (var i = 0; i < count; i++)
        {
            starts[SellerOf(all is null ? i : all[i]) + 1]++;
        }

        for (var seller = 0; seller < frame.Count; seller++)
        {
            starts[seller + 1] += starts[seller];
        }

        var (rows, free) = (new int[count], starts[..^1]);
        for (var i = 0; i < count; i++)
        {
            var row = all is null ? i : all[i];
            rows[free[SellerOf(row)]++] = row;
        }

        frame.ForRanges((from, to) =>
        {
            for (var seller = from; seller < to; seller++)
            {
                rows.AsSpan(starts[seller], starts[seller + 1] - starts[seller]).Sort(Compare);
            }
        });
        return rows;
    }

    /// <summary>The rows of an order of an earlier period that is refunded in this one, as far as they are credited to the same seller.</summary>
    /// <param name="row">The refunded row.</param>
    public int[] RefundedOrder(int row)
    {
        if (firstRows.Value is not { } first)
        {
            return [row];
        }

        var rows = refundedOrders.Value[first[row]].Where(other => SellerOf(other) == SellerOf(row)).ToArray();
        Array.Sort(rows, Compare);
        return rows;
    }

    /// <summary>All rows of the order that a row of the period belongs to, in canonical order; a slow search, for people's questions.</summary>
    public int[] RowsOfOrder(int row)
    {
        if (firstRows.Value is not { } first)
        {
            return [row];
        }

        var end = frame.Snapshot.Period.End.ToUnixTimeMilliseconds();
        var rows = Enumerable.Range(0, Count).Where(other => first[other] == first[row] && orders.Placed[other] < end).ToArray();
        Array.Sort(rows, Compare);
        return rows;
    }

    private ILookup<int, int> FindRefundedOrders()
    {
        var (first, start) = (firstRows.Value!, frame.Snapshot.Period.Start.ToUnixTimeMilliseconds());
        var refunded = LateRefunds().Select(refund => first[refund.Row]).ToHashSet();
        return Enumerable.Range(0, Count).Where(row => orders.Placed[row] < start && refunded.Contains(first[row])).ToLookup(row => first[row]);
    }

    /// <summary>By instant, then id, then whatever else tells rows of one order apart.</summary>
    private int Compare(int left, int right)
    {
        var byTime = orders.Placed[left].CompareTo(orders.Placed[right]);
        var byId = byTime != 0 ? byTime : orders.Ids.Compare(left, right);
        return byId != 0 ? byId : CompareContent(left, right);
    }

    private int CompareContent(int left, int right)
    {
        foreach (var column in orders.Volumes.OfType<NumberColumn>().Concat(orders.Attributes))
        {
            if (column[left] != column[right])
            {
                return column[left].CompareTo(column[right]);
            }
        }

        var (one, other) = (orders.CustomerOf(left), orders.CustomerOf(right));
        return one < 0 || other < 0 ? one.CompareTo(other) : orders.Customers.Compare(one, other);
    }

    /// <summary>The first row with the id of each row's order, among the rows of the period and among the others; null where no order has two rows.</summary>
    private int[]? FindFirstRows()
    {
        var within = new bool[Count];
        foreach (var row in PeriodRows ?? [])
        {
            within[row] = true;
        }

        return orders.Ids.FirstOfEach((left, right) => within[left] == within[right]);
    }

    private NumberColumn ComputeWhole(NumberColumn rows)
    {
        if (firstRows.Value is not { } first)
        {
            return rows;
        }

        var (end, sums) = (frame.Snapshot.Period.End.ToUnixTimeMilliseconds(), new long[Count]);
        for (var row = 0; row < Count; row++)
        {
            // An order placed after the period is none yet.
            sums[first[row]] = checked(sums[first[row]] + (orders.Placed[row] < end ? rows[row] : 0));
        }

        return Array.ConvertAll(first, row => sums[row]);
    }

    private long Attribute(int index, int row)
    {
        var value = orders.Attributes[index][row];
        return frame.Plan.OrderAttributes[index].Kind == Plans.Documents.AttributeKind.Seller ? frame.NumberOf((int)value) : value;
    }

    private NumberColumn ComputeVolume(VolumeRule rule)
    {
        if (rule.IsColumn)
        {
            return WithoutRefunds(rule.Definition.Index, orders.Volumes[rule.Definition.Index]!);
        }

        var source = rule.Formula is null ? WithoutRefunds(rule.Definition.Index, orders.Volumes[rule.Definition.Index]!) : null;
        frame.Require(rule.Formula);
        frame.Require(rule.Where);
        frame.Require(rule.Times?.Expressions ?? []);
        var result = new long[Count];
        for (var row = 0; row < result.Length; row++)
        {
            var spot = new Spot(frame, SellerOf(row)) { Row = row };
            if (spot.Self >= 0 && (rule.Where is null || rule.Where.At(spot) != 0))
            {
                var (units, decimals) = rule.Formula is null ? (source![row], rule.Definition.Decimals) : (rule.Formula.At(spot), rule.Formula.Decimals);
                var times = rule.Times?.At(spot) ?? Rate.One;
                result[row] = Rounding.HalfUp.Multiply(units, decimals, times, rule.Definition.Decimals);
            }
        }

        return result;
    }

    /// <summary>The rows with refunds in the period of their order, and what is left of a volume of theirs.</summary>
    public IEnumerable<(int Row, long Left)> LeftAfterRefunds(int volume)
    {
        foreach (var (row, refunds) in refundsInTime.Value)
        {
            var left = orders.Volumes[volume]![row];
            foreach (var refund in refunds)
            {
                left -= refund.Volumes is null ? left : refund.Volumes[volume];
            }

            yield return (row, left);
        }
    }

    private NumberColumn WithoutRefunds(int volume, NumberColumn column)
    {
        if (refundsInTime.Value.Count == 0)
        {
            return column;
        }

        var left = column.ToArray();
        foreach (var (row, units) in LeftAfterRefunds(volume))
        {
            left[row] = units;
        }

        return left;
    }

    /// <summary>Refunds that happened in the period of their order, before its end: they reduce the order itself.</summary>
    private Dictionary<int, List<Refund>> FindRefundsInTime() => frame.Snapshot.Refunds.Where(IsInTime)
        .OrderBy(refund => refund.Refunded).ThenBy(refund => refund.Id, StringComparer.Ordinal)
        .GroupBy(refund => refund.Row).ToDictionary(group => group.Key, group => group.ToList());

    private bool IsInTime(Refund refund)
    {
        var period = frame.Snapshot.Period;
        var end = PeriodOf(refund.Row)?.End ?? (orders.Placed[refund.Row] >= period.Start.ToUnixTimeMilliseconds() ? period.End : Instant.MinValue);
        return refund.Refunded < Instant.Min(end, period.End).ToUnixTimeMilliseconds();
    }

    /// <summary>Takes refunds of earlier periods' orders off the volumes that the plan names, in the period in which they happen.</summary>
    private void DeductLateRefunds(int volume, long[] totals)
    {
        if (IsDeducted(volume))
        {
            foreach (var refund in LateRefunds())
            {
                ref var total = ref totals[SellerOf(refund.Row)];
                total = checked(total - Refunded.Of(refund, volume));
            }
        }
    }

    /// <summary>Whether the plan takes late refunds off a volume.</summary>
    private bool IsDeducted(int volume) => frame.Plan.Document.Refunds.DeductedFrom
        .Any(formula => formula.Text.Equals(frame.Plan.Volumes[volume].Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The period in which an order row counts: that of its date, or when it became known after the cut-off, that of then.</summary>
    public Calendars.Period? PeriodOf(int row)
    {
        var own = frame.Plan.Calendar.Containing(Instant.FromUnixTimeMilliseconds(orders.Placed[row]));
        return orders.Recorded is { } recorded && (own is null || recorded[row] >= own.Cutoff.ToUnixTimeMilliseconds())
            ? frame.Plan.Calendar.Containing(Instant.FromUnixTimeMilliseconds(recorded[row]))
            : own;
    }

    /// <summary>Refunds of this period for orders that count in earlier ones.</summary>
    public IEnumerable<Refund> LateRefunds()
    {
        var period = frame.Snapshot.Period;
        return frame.Snapshot.Refunds.Where(refund => period.Contains(Instant.FromUnixTimeMilliseconds(refund.Refunded))
            && orders.Placed[refund.Row] < period.Start.ToUnixTimeMilliseconds()
            && (PeriodOf(refund.Row) is not { } own || own.Start < period.Start));
    }

    private int[]? FindPeriodRows()
    {
        var period = frame.Snapshot.Period;
        var (start, end, cutoff) = (period.Start.ToUnixTimeMilliseconds(), period.End.ToUnixTimeMilliseconds(), period.Cutoff.ToUnixTimeMilliseconds());
        var (placed, recorded) = (orders.Placed, orders.Recorded);
        // A day that a zone leaves out, as Samoa did one in 2011, is a period without time.
        var allAreOfThePeriod = start < end && placed.AreWithin(start, end - 1) && (recorded is null || recorded.AreWithin(long.MinValue, cutoff - 1));
        if (allAreOfThePeriod)
        {
            return null;
        }

        var rows = new List<int>();
        var (placedAt, knownAt) = (new long[NumberColumn.PieceRows], new long[NumberColumn.PieceRows]);
        for (var from = 0; from < Count; from += placedAt.Length)
        {
            var length = Math.Min(placedAt.Length, Count - from);
            placed.CopyTo(from, placedAt.AsSpan(0, length));
            recorded?.CopyTo(from, knownAt.AsSpan(0, length));
            for (var i = 0; i < length; i++)
            {
                var (at, known) = (placedAt[i], knownAt[i]);
                var inTime = at >= start && at < end && (recorded is null || known < cutoff);
                if (inTime || (recorded is not null && at < start && known >= start && known < end && CameTooLate(from + i)))
                {
                    rows.Add(from + i);
                }
            }
        }

        return [.. rows];
    }

    /// <summary>Whether an earlier order became known after the cut-off of its own period, and so counts in this one.</summary>
    private bool CameTooLate(int row) =>
        frame.Plan.Calendar.Containing(Instant.FromUnixTimeMilliseconds(orders.Placed[row])) is not { } own
        || orders.Recorded![row] >= own.Cutoff.ToUnixTimeMilliseconds();

    private bool[] FindFirstOrders()
    {
        var first = new Dictionary<long, int>();
        for (var row = 0; row < Count; row++)
        {
            var buyer = Buyer(row);
            if (!first.TryGetValue(buyer, out var known) || IsEarlier(row, known))
            {
                first[buyer] = row;
            }
        }

        var flags = new bool[Count];
        for (var row = 0; row < Count; row++)
        {
            var firstRow = first[Buyer(row)];
            flags[row] = orders.Ids.Bytes(row).SequenceEqual(orders.Ids.Bytes(firstRow));
        }

        return flags;

        long Buyer(int row) => orders.CustomerOf(row) >= 0 ? orders.CustomerOf(row) : -1L - orders.Seller[row];

        bool IsEarlier(int row, int than) => orders.Placed[row] != orders.Placed[than]
            ? orders.Placed[row] < orders.Placed[than]
            : orders.Ids.Compare(row, than) < 0;
    }

    private void AddWindow(NumberColumn rows, long[] totals, Window window)
    {
        for (var row = 0; row < Count; row++)
        {
            var seller = SellerOf(row);
            if (IsWithin(window, row, seller))
            {
                totals[seller] = checked(totals[seller] + rows[row]);
            }
        }
    }

    /// <summary>Takes late refunds off the orders of a window, in whichever period they happened until now.</summary>
    private void DeductFromWindow(int volume, long[] totals, Window window)
    {
        var end = frame.Snapshot.Period.End.ToUnixTimeMilliseconds();
        foreach (var refund in IsDeducted(volume) ? frame.Snapshot.Refunds : [])
        {
            var seller = SellerOf(refund.Row);
            if (refund.Refunded < end && !IsInTime(refund) && IsWithin(window, refund.Row, seller))
            {
                totals[seller] = checked(totals[seller] - Refunded.Of(refund, volume));
            }
        }
    }

    /// <summary>Whether a row lies in an order window of its seller.</summary>
    public bool IsWithin(Window window, int row, int seller)
    {
        var placed = Instant.FromUnixTimeMilliseconds(orders.Placed[row]);
        if (placed >= frame.Snapshot.Period.End)
        {
            return false;
        }

        var calendar = frame.Plan.Calendar;
        return window switch
        {
            Window.LastDays last => calendar.LastDays(frame.Snapshot.Period, last.Days).Contains(placed),
            Window.DaysFrom days => calendar.DaysFrom(EventDay(days.Event, seller), days.Days).Contains(placed),
            Window.MonthsFrom months => calendar.MonthsFrom(EventDay(months.Event, seller), months.Months).Contains(placed),
            _ => throw new InvalidOperationException($"'{window}' is no window of orders."),
        };
    }

    private LocalDate EventDay(string name, int seller)
    {
        var attribute = frame.Plan.SellerAttributes.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var day = attribute is null
            ? frame.DayOf(enrolled.Value[seller])
            : (int)frame.Column(new ColumnKey(ColumnKind.Attribute, attribute.Index))[seller];
        return new LocalDate(1970, 1, 1).PlusDays(day);
    }
}
