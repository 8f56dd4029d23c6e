using Compensation.Ledger.Store;
using NodaTime;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Holds the orders of a ledger against what their storefront knows.</summary>
internal static class OrderAudit
{
    /// <summary>Checks everything.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="orders">The orders as their storefront knows them.</param>
    /// <param name="latest">The latest instant that any clock has shown.</param>
    public static void Check(LedgerRows ledger, IReadOnlyDictionary<string, ModelOrder> orders, Instant latest)
    {
        var periods = ledger.Periods.ToDictionary(period => period.Key, period => period.Value.Name);
        CheckEvents(orders, ledger.Orders, periods, ledger.Customers);
        CheckPeriods(ledger.Orders, periods, latest);
        CheckSums(orders, ledger.Orders, periods);
    }

    /// <summary>Each acknowledged event is there once with its content, and no other.</summary>
    private static void CheckEvents(IReadOnlyDictionary<string, ModelOrder> orders, IReadOnlyList<OrderEventRow> rows, Dictionary<int, string> periods,
        IReadOnlyDictionary<int, string> customers)
    {
        rows.Select(row => row.OrderId).Distinct().ShouldBe(orders.Keys, ignoreOrder: true, "the orders that were acknowledged, and no others");
        foreach (var ofOrder in rows.GroupBy(row => row.OrderId))
        {
            var order = orders[ofOrder.Key];
            ofOrder.Select(row => (row.Event, row.Kind, row.RequestId, row.Seller, row.Customer is { } number ? customers[number] : null, row.At, row.Sequence,
                    row.Period is { } period ? periods[period] : null, Units(row)))
                .ShouldBe(order.Events.Select((happened, i) => (i + 1, happened.Kind, (string?)happened.Request, order.Seller, order.Customer, happened.At,
                    happened.Told.Sequence, happened.Told.Period, string.Join(' ', happened.Units))), $"the events of {order.Id}");
        }
    }

    private static string Units(OrderEventRow row) => string.Join(' ', row.Values.Select(value => value ?? 0));

    /// <summary>An order counts in its own period if it began to count before the cut-off, and else in the one in which it began; a refund likewise, by its own
    /// instant.</summary>
    private static void CheckPeriods(IReadOnlyList<OrderEventRow> rows, Dictionary<int, string> periods, Instant latest)
    {
        foreach (var ofOrder in rows.GroupBy(row => row.OrderId))
        {
            var placed = Moment(ofOrder.First().At);
            var counted = (string?)null;
            foreach (var row in ofOrder.Where(row => row.Period is not null))
            {
                var (known, at) = (Moment(row.Known!.Value), row.Kind == OrderEventKind.Refunded ? Moment(row.At) : placed);
                known.ShouldBeLessThanOrEqualTo(latest);
                var own = Company.Calendar.Containing(at)!;
                var expected = known < own.Cutoff ? own.Name : Company.Calendar.Containing(known)!.Name;
                var earliest = counted is null || string.CompareOrdinal(counted, expected) < 0 ? expected : counted;
                periods[row.Period!.Value].ShouldBe(earliest, $"{row.Kind} of {row.OrderId}, known at {known}");
                counted ??= earliest;
            }
        }
    }

    /// <summary>What each seller's orders come to in each period, from the rows and from the acknowledgements.</summary>
    private static void CheckSums(IReadOnlyDictionary<string, ModelOrder> orders, IReadOnlyList<OrderEventRow> rows, Dictionary<int, string> periods)
    {
        var kept = rows.Where(row => row.Period is not null).GroupBy(row => (row.Seller, periods[row.Period!.Value]))
            .ToDictionary(group => group.Key, group => group.Sum(row => Signed(row.Kind, row.Values.Sum(value => value ?? 0))));
        var acknowledged = orders.Values.SelectMany(order => order.Events.Where(happened => happened.Counts).Select(happened => (order.Seller, happened)))
            .GroupBy(entry => (entry.Seller, entry.happened.Told.Period!))
            .ToDictionary(group => group.Key, group => group.Sum(entry => Signed(entry.happened.Kind, entry.happened.Units.Sum())));
        kept.OrderBy(sum => sum.Key).ShouldBe(acknowledged.OrderBy(sum => sum.Key), "units by seller and period");
    }

    private static long Signed(OrderEventKind kind, long units) => kind == OrderEventKind.Refunded ? -units : units;

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
