using Compensation.Grains.Programmes;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Grains.Orders;

/// <summary>Reads an order from the ledger.</summary>
internal static class OrderReader
{
    /// <summary>Reads an order.</summary>
    /// <returns>The order, and the place in the ledger of each of its events.</returns>
    public static async Task<(OrderState State, IReadOnlyList<long> Sequences)> ReadAsync(
        LedgerDatabase database, ProgrammeCache programme, OrderKey key, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        var rows = await context.Rows<OrderEventRow>().Where(row => row.Programme == key.Programme && row.OrderId == key.Order)
            .OrderBy(row => row.Event).ToListAsync(cancellation);
        if (rows is not [var first, ..])
        {
            return (OrderState.Absent, []);
        }

        var seller = await context.Rows<SellerRow>().Where(row => row.Programme == key.Programme && row.Seller == first.Seller)
            .Select(row => row.Id).SingleAsync(cancellation);
        var customer = first.Customer is null ? null : await context.Rows<CustomerRow>()
            .Where(row => row.Programme == key.Programme && row.Customer == first.Customer).Select(row => row.Id).SingleAsync(cancellation);
        var terms = await programme.TermsAsync();
        if (rows.Exists(row => IsNews(row, terms)))
        {
            programme.Forget();
            terms = await programme.TermsAsync();
        }

        var state = rows.Aggregate(OrderState.Absent, (before, row) => before.Apply(OrderRows.ToEvent(
            row, before, terms.Storefronts[row.Storefront], seller, customer, row.Period is { } period ? terms.Periods[period] : null, terms.Fields)));
        return (state, [.. rows.Select(row => row.Sequence)]);
    }

    /// <summary>Whether a row names what came after the terms were read.</summary>
    private static bool IsNews(OrderEventRow row, ProgrammeTerms terms) =>
        !terms.Storefronts.ContainsKey(row.Storefront) || (row.Period is { } period && !terms.Periods.ContainsKey(period));
}
