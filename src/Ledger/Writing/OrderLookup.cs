using System.Data.Common;
using Compensation.Ledger.Store;

namespace Compensation.Ledger.Writing;

/// <summary>Represents what the ledger knows about entries that are to be written together. Asked in the round trip that takes the programme's head, it stays
/// true until the transaction ends.</summary>
internal sealed class OrderLookup(int programme, IReadOnlyList<OrderEntry> entries)
{
    private readonly HashSet<int> open = [];

    /// <summary>The number of each order's last event; orders without events are not among them.</summary>
    public Dictionary<string, int> LastEvents { get; } = [];

    /// <summary>The requests that storefronts have sent before, and the orders that they were about.</summary>
    public Dictionary<(string Storefront, string Request), string> Requests { get; } = [];

    /// <summary>The numbers of the entries' customers; new ones are not among them.</summary>
    public Dictionary<string, int> Customers { get; } = [];

    /// <summary>The number that the next customer gets.</summary>
    public int NextCustomer { get; private set; }

    /// <summary>Whether a period takes no orders.</summary>
    public bool IsClosed(int period) => !open.Contains(period);

    /// <summary>Adds the queries.</summary>
    public void Ask(LedgerBatch batch)
    {
        var own = $"programme = {batch.Value(programme)}";
        var orders = batch.IsOneOf("order_id", entries.Select(entry => entry.Order));
        batch.Ask($"SELECT order_id, MAX(event) FROM order_events WHERE {own} AND {orders} GROUP BY order_id",
            row => LastEvents[row.GetString(0)] = row.GetInt32(1));
        foreach (var storefront in entries.GroupBy(entry => entry.Storefront))
        {
            batch.Ask($"""
                SELECT request_id, order_id FROM order_events
                WHERE {own} AND storefront = (SELECT storefront FROM storefronts WHERE {own} AND name = {batch.Value(storefront.Key)})
                    AND request_id IS NOT NULL AND {batch.IsOneOf("request_id", storefront.Select(entry => entry.Request))}
                """, row => Requests[(storefront.Key, row.GetString(0))] = row.GetString(1));
        }

        foreach (var period in entries.Select(entry => entry.Period).OfType<int>().Distinct())
        {
            var last = $"SELECT MAX(event) FROM period_events WHERE {own} AND period = {period}";
            batch.Ask($"SELECT state FROM period_events WHERE {own} AND period = {period} AND event = ({last})", row => Open(period, row));
        }

        var customers = entries.Select(entry => entry.Customer).OfType<string>().ToList();
        if (customers.Count > 0)
        {
            batch.Ask($"SELECT id, customer FROM customers WHERE {own} AND {batch.IsOneOf("id", customers)}",
                row => Customers[row.GetString(0)] = row.GetInt32(1));
            batch.Ask($"SELECT COALESCE(MAX(customer), -1) FROM customers WHERE {own}", row => NextCustomer = row.GetInt32(0) + 1);
        }
    }

    private void Open(int period, DbDataReader row)
    {
        if (row.GetString(0) == PeriodEventRow.Open)
        {
            open.Add(period);
        }
    }
}
