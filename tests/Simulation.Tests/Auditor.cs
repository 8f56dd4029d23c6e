using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Compares a ledger with what it must hold.</summary>
internal sealed class Auditor(LedgerDatabase database, int programme)
{
    /// <summary>Checks everything.</summary>
    /// <param name="orders">The orders as their storefront knows them.</param>
    /// <param name="latest">The latest instant that any clock has shown.</param>
    public async Task CheckAsync(IReadOnlyDictionary<string, ModelOrder> orders, Instant latest)
    {
        await using var context = database.CreateContext();
        var rows = await context.Rows<OrderEventRow>().Where(row => row.Programme == programme).OrderBy(row => row.Sequence).ToListAsync();
        var periods = await context.Rows<PeriodRow>().Where(row => row.Programme == programme).ToDictionaryAsync(row => row.Period, row => row.Name);
        var customers = await context.Rows<CustomerRow>().Where(row => row.Programme == programme).ToDictionaryAsync(row => row.Customer, row => row.Id);
        CheckEvents(orders, rows, periods, customers);
        CheckPeriods(rows, periods, latest);
        CheckSums(orders, rows, periods);
        await CheckClosedPeriodsAsync(context, rows);
        await CheckSequencesAsync(context);
    }

    /// <summary>Each acknowledged event is there once with its content, and no other.</summary>
    private static void CheckEvents(IReadOnlyDictionary<string, ModelOrder> orders, List<OrderEventRow> rows, Dictionary<int, string> periods,
        Dictionary<int, string> customers)
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
    private static void CheckPeriods(List<OrderEventRow> rows, Dictionary<int, string> periods, Instant latest)
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
    private static void CheckSums(IReadOnlyDictionary<string, ModelOrder> orders, List<OrderEventRow> rows, Dictionary<int, string> periods)
    {
        var kept = rows.Where(row => row.Period is not null).GroupBy(row => (row.Seller, periods[row.Period!.Value]))
            .ToDictionary(group => group.Key, group => group.Sum(row => Signed(row.Kind, row.Values.Sum(value => value ?? 0))));
        var acknowledged = orders.Values.SelectMany(order => order.Events.Where(happened => happened.Counts).Select(happened => (order.Seller, happened)))
            .GroupBy(entry => (entry.Seller, entry.happened.Told.Period!))
            .ToDictionary(group => group.Key, group => group.Sum(entry => Signed(entry.happened.Kind, entry.happened.Units.Sum())));
        kept.OrderBy(sum => sum.Key).ShouldBe(acknowledged.OrderBy(sum => sum.Key), "units by seller and period");
    }

    private static long Signed(OrderEventKind kind, long units) => kind == OrderEventKind.Refunded ? -units : units;

    /// <summary>Nothing came into a period while it was not open.</summary>
    private async Task CheckClosedPeriodsAsync(LedgerContext context, List<OrderEventRow> rows)
    {
        var events = await context.Rows<PeriodEventRow>().Where(row => row.Programme == programme).OrderBy(row => row.Sequence).ToListAsync();
        foreach (var row in rows.Where(row => row.Period is not null))
        {
            events.FindLast(happened => happened.Period == row.Period && happened.Sequence < row.Sequence)!.State
                .ShouldBe(PeriodEventRow.Open, $"event {row.Event} of {row.OrderId} in period {row.Period}");
        }
    }

    /// <summary>Numbers leave no gap, whatever was lost on the way.</summary>
    private async Task CheckSequencesAsync(LedgerContext context)
    {
        var used = new SortedSet<long>();
        foreach (var table in context.Model.GetEntityTypes().Where(type => type.FindProperty("Sequence") is not null))
        {
            var sql = $"SELECT sequence AS \"Value\" FROM {table.GetTableName()} WHERE programme = {programme}";
            used.UnionWith(await context.Database.SqlQueryRaw<long>(sql).ToListAsync());
        }

        var last = await context.Rows<ProgrammeRow>().Where(row => row.Programme == programme).Select(row => row.LastSequence).SingleAsync();
        (used.Min, used.Max, (long)used.Count).ShouldBe((1, last, last), "sequence numbers without gaps");
    }

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
