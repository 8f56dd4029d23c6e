using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Ledger.Writing;

/// <summary>Represents entries of one programme that are committed together.</summary>
/// <remarks>The transaction holds the programme's head, so what is looked up in it stays true until it ends: an entry that the ledger would refuse is found
/// before it is written, and answered by itself.</remarks>
internal sealed class OrderGroup(LedgerTransaction transaction)
{
    private static readonly LedgerRefusal Closed = new(LedgerRule.ClosedPeriod, "order_events", "the period is not open");

    private readonly LedgerContext context = transaction.Context;

    /// <summary>The rows that were added, in the order of their sequence.</summary>
    public IReadOnlyList<object> Rows { get; private set; } = [];

    /// <summary>Adds the entries that can be added.</summary>
    /// <returns>The outcome of each, which holds once the transaction is committed.</returns>
    public async Task<OrderOutcome[]> AddAsync(IReadOnlyList<OrderEntry> entries)
    {
        var refusals = await CheckAsync(entries);
        var accepted = entries.Where((_, i) => refusals[i] is null).ToList();
        if (accepted.Count == 0)
        {
            return refusals!;
        }

        var storefronts = new Dictionary<string, int>();
        foreach (var storefront in accepted.Select(entry => entry.Storefront).Distinct())
        {
            storefronts[storefront] = await transaction.StorefrontAsync(storefront);
        }

        var (customers, added) = await CustomersAsync(accepted);
        var first = await transaction.TakeAsync(added.Count + accepted.Count);
        List<CustomerRow> newCustomers = [.. added.Select((entry, i) => Customer(entry, customers[entry.Customer!], first + i))];
        List<OrderEventRow> events = [.. accepted.Select((entry, i) => entry.ToRow(first + added.Count + i, storefronts[entry.Storefront],
            entry.Customer is null ? null : customers[entry.Customer], transaction.Recorded))];
        Write(newCustomers);
        Write(events);
        Rows = [.. newCustomers, .. events];
        var (next, recorded) = (0, Instant.FromUnixTimeMilliseconds(transaction.Recorded));
        return [.. refusals.Select(refusal => refusal ?? new OrderOutcome.Committed(events[next++].Sequence, recorded))];
    }

    /// <summary>Finds the entries that the ledger would refuse; null stands for one that it takes.</summary>
    private async Task<OrderOutcome?[]> CheckAsync(IReadOnlyList<OrderEntry> entries)
    {
        var events = await LastEventsAsync(entries);
        var requests = await RequestsAsync(entries);
        var closed = await ClosedPeriodsAsync(entries);
        var refusals = new OrderOutcome?[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var request = (entry.Storefront, entry.Request);
            if (entry.Event != events.GetValueOrDefault(entry.Order) + 1)
            {
                refusals[i] = new OrderOutcome.Outdated();
            }
            else if (requests.TryGetValue(request, out var order))
            {
                refusals[i] = new OrderOutcome.RequestTaken(order);
            }
            else if (entry.Period is { } period && closed.Contains(period))
            {
                refusals[i] = new OrderOutcome.Refused(Closed);
            }
            else
            {
                (events[entry.Order], requests[request]) = (entry.Event, entry.Order);
            }
        }

        return refusals;
    }

    private async Task<Dictionary<string, int>> LastEventsAsync(IReadOnlyList<OrderEntry> entries)
    {
        var orders = entries.Select(entry => entry.Order).Distinct().ToArray();
        var events = await context.Rows<OrderEventRow>()
            .Where(row => row.Programme == transaction.Programme && EF.Parameter(orders).Contains(row.OrderId))
            .Select(row => new { row.OrderId, row.Event }).ToListAsync();
        return events.GroupBy(row => row.OrderId).ToDictionary(order => order.Key, order => order.Max(row => row.Event));
    }

    private async Task<Dictionary<(string Storefront, string Request), string>> RequestsAsync(IReadOnlyList<OrderEntry> entries)
    {
        var taken = new Dictionary<(string, string), string>();
        foreach (var storefront in entries.GroupBy(entry => entry.Storefront))
        {
            var number = await transaction.StorefrontAsync(storefront.Key);
            var requests = storefront.Select(entry => entry.Request).Distinct().ToArray();
            var known = await context.Rows<OrderEventRow>()
                .Where(row => row.Programme == transaction.Programme && row.Storefront == number && row.RequestId != null
                    && EF.Parameter(requests).Contains(row.RequestId))
                .Select(row => new { row.RequestId, row.OrderId }).ToListAsync();
            known.ForEach(row => taken[(storefront.Key, row.RequestId!)] = row.OrderId);
        }

        return taken;
    }

    private async Task<HashSet<int>> ClosedPeriodsAsync(IReadOnlyList<OrderEntry> entries)
    {
        var closed = new HashSet<int>();
        foreach (var period in entries.Select(entry => entry.Period).OfType<int>().Distinct())
        {
            var state = await context.Rows<PeriodEventRow>().Where(row => row.Programme == transaction.Programme && row.Period == period)
                .OrderByDescending(row => row.Event).Select(row => row.State).FirstOrDefaultAsync();
            if (state != PeriodEventRow.Open)
            {
                closed.Add(period);
            }
        }

        return closed;
    }

    /// <summary>The numbers of the entries' customers, and the entries that bring a new one.</summary>
    private async Task<(Dictionary<string, int> Numbers, List<OrderEntry> Added)> CustomersAsync(List<OrderEntry> entries)
    {
        var brought = entries.Where(entry => entry.Customer is not null).DistinctBy(entry => entry.Customer).ToList();
        if (brought.Count == 0)
        {
            return ([], []);
        }

        var numbers = await context.FindCustomersAsync(transaction.Programme, [.. brought.Select(entry => entry.Customer!)]);
        var added = brought.FindAll(entry => !numbers.ContainsKey(entry.Customer!));
        var next = added.Count == 0 ? 0 : await context.CountCustomersAsync(transaction.Programme);
        added.ForEach(entry => numbers[entry.Customer!] = next++);
        return (numbers, added);
    }

    private static CustomerRow Customer(OrderEntry entry, int number, long sequence) => new()
    {
        Programme = entry.Programme,
        Customer = number,
        Id = entry.Customer!,
        Seller = entry.Seller,
        Enrolled = entry.At,
        Sequence = sequence,
    };

    private void Write<TRow>(List<TRow> rows) where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        using var target = transaction.Bulk<TRow>();
        rows.ForEach(target.Add);
        target.Complete();
    }
}
