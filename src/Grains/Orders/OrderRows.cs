using System.Globalization;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Orders;

/// <summary>Turns an order's events into rows of the ledger and back.</summary>
internal static class OrderRows
{
    /// <summary>The entry that an event is written as.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="happened">The event.</param>
    /// <param name="placed">The order's first event.</param>
    /// <param name="seller">The number of its seller.</param>
    /// <param name="period">The number of the period to which it brings something; null for none.</param>
    public static OrderEntry ToEntry(int programme, OrderEvent happened, OrderEvent.Placed placed, int seller, int? period)
    {
        var lines = happened switch
        {
            OrderEvent.Placed order => order.Lines,
            OrderEvent.Refunded refunded => refunded.TakenBack,
            _ => happened.Counted?.Lines ?? [],
        };
        var (count, width) = SizeOf(lines);
        return new OrderEntry
        {
            Programme = programme,
            Order = happened.Order,
            Event = happened.Number,
            Kind = KindOf(happened),
            Storefront = happened.Cause.By,
            Request = happened.Cause.Request,
            RequestHash = Convert.FromHexString(happened.Cause.Hash),
            Seller = seller,
            Customer = placed.Customer,
            At = happened.Cause.At.ToUnixTimeMilliseconds(),
            Counts = happened.Counted?.At.ToUnixTimeMilliseconds(),
            Known = happened.Counted is null ? null : happened.Recorded.ToUnixTimeMilliseconds(),
            Period = period,
            Lines = count,
            Values = ValuesOf(lines, count, width),
            Reason = ReasonOf(happened),
        };
    }

    /// <summary>The event that a row holds.</summary>
    /// <param name="row">The row.</param>
    /// <param name="before">The order before it.</param>
    /// <param name="storefront">The storefront's name.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="customer">The customer's id, or null.</param>
    /// <param name="period">The row's period, or null.</param>
    /// <param name="fields">The programme's fields of order lines.</param>
    public static OrderEvent ToEvent(OrderEventRow row, OrderState before, string storefront, string seller, string? customer, Period? period,
        IReadOnlyList<LineField> fields)
    {
        var cause = new Cause(row.RequestId ?? "", Convert.ToHexStringLower(row.RequestHash ?? []), storefront, Moment(row.At));
        var recorded = Moment(row.Recorded);
        var lines = LinesOf(row);
        if (row.Kind == OrderEventKind.Refunded)
        {
            IReadOnlyList<OrderLine> taken = row.Lines == 0
                ? [.. before.Left.Select(line => OrderLines.VolumesOf(line, fields))]
                : lines.FindAll(line => line.Values.Any(value => value is not null));
            var leavesNothing = OrderState.Less(before.Left, taken)
                .All(line => OrderLines.VolumesOf(line, fields).Values.All(units => units is null or 0));
            return new OrderEvent.Refunded(row.OrderId, row.Event, cause, recorded, taken, leavesNothing, row.Reason ?? "", Counted(taken));
        }

        return (row.Kind, row.Event) switch
        {
            (OrderEventKind.Placed or OrderEventKind.Paid, 1) => new OrderEvent.Placed(
                row.OrderId, 1, cause, recorded, seller, customer, lines, row.Kind == OrderEventKind.Paid, Counted(lines)),
            (OrderEventKind.Paid, _) => new OrderEvent.Paid(row.OrderId, row.Event, cause, recorded, Counted(lines)),
            (OrderEventKind.Shipped, _) => new OrderEvent.Shipped(row.OrderId, row.Event, cause, recorded, Counted(lines)),
            (OrderEventKind.Cancelled, _) => new OrderEvent.Cancelled(row.OrderId, row.Event, cause, recorded, row.Reason ?? ""),
            _ => throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Event {row.Event} of order '{row.OrderId}' cannot be of kind {row.Kind}.")),
        };

        Counted? Counted(IReadOnlyList<OrderLine> brought) =>
            row.Counts is { } at ? new Counted(period!, Moment(at), brought) : null;
    }

    private static OrderEventKind KindOf(OrderEvent happened) => happened switch
    {
        OrderEvent.Placed { IsPaid: false } => OrderEventKind.Placed,
        OrderEvent.Placed or OrderEvent.Paid => OrderEventKind.Paid,
        OrderEvent.Shipped => OrderEventKind.Shipped,
        OrderEvent.Cancelled => OrderEventKind.Cancelled,
        OrderEvent.Refunded => OrderEventKind.Refunded,
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private static string? ReasonOf(OrderEvent happened) => happened switch
    {
        OrderEvent.Cancelled { Reason.Length: > 0 } cancelled => cancelled.Reason,
        OrderEvent.Refunded { Reason.Length: > 0 } refunded => refunded.Reason,
        _ => null,
    };

    /// <summary>The number of the last line, and the most values that a line has.</summary>
    private static (int Count, int Width) SizeOf(IReadOnlyList<OrderLine> lines)
    {
        var (count, width) = (0, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            (count, width) = (Math.Max(count, lines[i].Number), Math.Max(width, lines[i].Values.Length));
        }

        return (count, width);
    }

    /// <summary>The values of lines 1 to the last one, one line after another; a line that is not there has none.</summary>
    private static long?[] ValuesOf(IReadOnlyList<OrderLine> lines, int count, int width)
    {
        var values = new long?[count * width];
        for (var i = 0; i < lines.Count; i++)
        {
            lines[i].Values.CopyTo(values, (lines[i].Number - 1) * width);
        }

        return values;
    }

    private static List<OrderLine> LinesOf(OrderEventRow row)
    {
        var width = row.Lines == 0 ? 0 : row.Values.Length / row.Lines;
        return [.. Enumerable.Range(0, row.Lines).Select(line => new OrderLine(line + 1, row.Values[(line * width)..((line + 1) * width)]))];
    }

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
