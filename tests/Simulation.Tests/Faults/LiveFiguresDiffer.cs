using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Simulation.Tests;

/// <summary>Tells when live figures may rightly differ from a close: they know entries that came after it was begun, or leave out what late refunds take
/// back.</summary>
internal static class LiveFiguresDiffer
{
    public static async Task<bool> FindAsync(LedgerContext context, int programme, string period, long after, long upTo, CancellationToken cancellation)
    {
        var number = await context.Rows<PeriodRow>().Where(row => row.Programme == programme && row.Name == period)
            .Select(row => row.Period).SingleAsync(cancellation);
        var refunded = context.Rows<OrderEventRow>().Where(row => row.Programme == programme && row.Period == number && row.Kind == OrderEventKind.Refunded);
        return await context.Rows<SellerRow>().AnyAsync(row => row.Programme == programme && row.Sequence > after && row.Sequence <= upTo, cancellation)
            || await context.Rows<EdgeRow>().AnyAsync(row => row.Programme == programme && row.Sequence > after && row.Sequence <= upTo, cancellation)
            || await context.Rows<OrderEventRow>().AnyAsync(row => row.Programme == programme && row.Counts != null && row.Period != number
                && row.Kind != OrderEventKind.Refunded && refunded.Any(refund => refund.OrderId == row.OrderId), cancellation);
    }
}
