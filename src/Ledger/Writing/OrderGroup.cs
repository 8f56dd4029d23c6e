using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Ledger.Writing;

/// <summary>Represents entries of one programme that are committed together.</summary>
/// <remarks>The transaction holds the programme's head, so what was looked up when it began stays true until it ends: an entry that the ledger would refuse is
/// found before it is written, and answered by itself. Where nothing was looked up, all entries are written, and the ledger takes all or none.</remarks>
internal sealed class OrderGroup(LedgerTransaction transaction, OrderLookup known)
{
    private static readonly LedgerRefusal Closed = new(LedgerRule.ClosedPeriod, "order_events", "the period is not open");

    /// <summary>Adds the entries that can be added.</summary>
    /// <returns>The outcome of each, which holds once the transaction is committed.</returns>
    public async Task<OrderOutcome[]> AddAsync(IReadOnlyList<OrderEntry> entries)
    {
        var outcomes = known.IsOfCustomersOnly ? new OrderOutcome?[entries.Count] : Check(entries);
        var accepted = Array.TrueForAll(outcomes, refusal => refusal is null) ? entries : [.. entries.Where((_, i) => outcomes[i] is null)];
        if (accepted.Count == 0)
        {
            return outcomes!;
        }

        var added = NewCustomers(accepted);
        var events = new OrderEventRow[accepted.Count];
        var first = transaction.Take(added.Count + accepted.Count);
        for (var i = 0; i < events.Length; i++)
        {
            var entry = accepted[i];
            events[i] = entry.ToRow(first + added.Count + i, await transaction.StorefrontAsync(entry.Storefront),
                entry.Customer is null ? null : known.Customers[entry.Customer], transaction.Recorded);
        }

        List<CustomerRow> newCustomers = [.. added.Select((entry, i) => Customer(entry, known.Customers[entry.Customer!], first + i))];
        transaction.AddLast(newCustomers);
        transaction.AddLast(events);
        var (next, recorded) = (0, Instant.FromUnixTimeMilliseconds(transaction.Recorded));
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] ??= new OrderOutcome.Committed(events[next++].Sequence, recorded);
        }

        return outcomes!;
    }

    /// <summary>Finds the entries that the ledger would refuse; null stands for one that it takes.</summary>
    private OrderOutcome?[] Check(IReadOnlyList<OrderEntry> entries)
    {
        var refusals = new OrderOutcome?[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var request = (entry.Storefront, entry.Request);
            if (entry.Event != known.LastEvents.GetValueOrDefault(entry.Order) + 1)
            {
                refusals[i] = new OrderOutcome.Outdated();
            }
            else if (known.Requests.TryGetValue(request, out var order))
            {
                refusals[i] = new OrderOutcome.RequestTaken(order);
            }
            else if (entry.Period is { } period && known.IsClosed(period))
            {
                refusals[i] = new OrderOutcome.Refused(Closed);
            }
            else
            {
                (known.LastEvents[entry.Order], known.Requests[request]) = (entry.Event, entry.Order);
            }
        }

        return refusals;
    }

    /// <summary>The entries that bring a new customer, who gets the next number.</summary>
    private List<OrderEntry> NewCustomers(IReadOnlyList<OrderEntry> entries)
    {
        var added = entries.Where(entry => entry.Customer is not null && !known.Customers.ContainsKey(entry.Customer))
            .DistinctBy(entry => entry.Customer).ToList();
        for (var i = 0; i < added.Count; i++)
        {
            known.Customers.Add(added[i].Customer!, known.NextCustomer + i);
        }

        return added;
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
}
