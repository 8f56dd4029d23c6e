using System.Data.Common;
using Compensation.Ledger.Store;

namespace Compensation.Ledger.Writing;

/// <summary>Represents what the ledger knows about entries that are to be written together. Asked in the round trip that takes the programme's head, it stays
/// true until the transaction ends.</summary>
/// <param name="programme">The programme.</param>
/// <param name="entries">The entries.</param>
/// <param name="ofCustomersOnly">Whether nothing but the numbers of customers is looked up: whether the entries can be added, the ledger's rules tell.</param>
internal sealed class OrderLookup(int programme, IReadOnlyList<OrderEntry> entries, bool ofCustomersOnly = false)
{
    private readonly HashSet<int> open = [];

    /// <summary>Whether nothing but the numbers of customers is looked up.</summary>
    public bool IsOfCustomersOnly => ofCustomersOnly;

    /// <summary>Whether nothing is looked up at all.</summary>
    public bool IsEmpty => ofCustomersOnly && entries.All(entry => entry.Customer is null);

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
        if (!ofCustomersOnly)
        {
            AskWhatIsKnown(batch, own);
        }

        var customers = entries.Select(entry => entry.Customer).OfType<string>().ToList();
        if (customers.Count > 0)
        {
            Find(batch, $"SELECT customer FROM customers WHERE {own} AND id = given.value", customers,
                row => Customers[row.GetString(0)] = row.GetInt32(1));
            batch.Ask($"SELECT COALESCE(MAX(customer), -1) FROM customers WHERE {own}", row => NextCustomer = row.GetInt32(0) + 1);
        }
    }

    private void AskWhatIsKnown(LedgerBatch batch, string own)
    {
        Find(batch, $"SELECT MAX(event) FROM order_events WHERE {own} AND order_id = given.value", entries.Select(entry => entry.Order),
            row => LastEvents[row.GetString(0)] = row.GetInt32(1));
        foreach (var storefront in entries.GroupBy(entry => entry.Storefront))
        {
            var its = $"storefront = (SELECT storefront FROM storefronts WHERE {own} AND name = {batch.Value(storefront.Key)})";
            Find(batch, $"SELECT order_id FROM order_events WHERE {own} AND {its} AND request_id IS NOT NULL AND request_id = given.value",
                storefront.Select(entry => entry.Request), row => Requests[(storefront.Key, row.GetString(0))] = row.GetString(1));
        }

        foreach (var period in entries.Select(entry => entry.Period).OfType<int>().Distinct())
        {
            var last = $"SELECT MAX(event) FROM period_events WHERE {own} AND period = {period}";
            batch.Ask($"SELECT state FROM period_events WHERE {own} AND period = {period} AND event = ({last})", row => Open(period, row));
        }
    }

    /// <summary>Asks for one thing about each of some texts; <paramref name="read"/> gets the text and what was found.</summary>
    private static void Find(LedgerBatch batch, string one, IEnumerable<string> texts, Action<DbDataReader> read) =>
        batch.Ask($"SELECT value, found FROM (SELECT given.value AS value, ({one}) AS found FROM {batch.Given(texts)}) AS known WHERE found IS NOT NULL", read);

    private void Open(int period, DbDataReader row)
    {
        if (row.GetString(0) == PeriodEventRow.Open)
        {
            open.Add(period);
        }
    }
}
