using System.Text;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Books;

/// <summary>Adds rows of the ledger to a period's book.</summary>
internal static class BookRows
{
    /// <summary>Adds what is known of a seller; other events of sellers bring nothing to a book.</summary>
    public static void Add(PeriodBook book, SellerEventRow row)
    {
        if (row.Values is { } values)
        {
            book.ChangeSeller(row.Seller, row.At, Given(values));
        }
    }

    /// <summary>Adds an order or a refund that counts.</summary>
    public static void Add(PeriodBook book, OrderEventRow row)
    {
        var counts = row.Counts ?? throw new ArgumentException($"Event {row.Event} of order '{row.OrderId}' does not count.");
        if (row.Kind == OrderEventKind.Refunded)
        {
            book.AddRefund(row.OrderId, RefundId(row.RequestId ?? "", row.OrderId), counts, row.Lines, Given(row.Values));
        }
        else
        {
            book.AddOrder(Encoding.UTF8.GetBytes(row.OrderId), row.Seller, row.Customer ?? -1, counts, row.Known!.Value, row.Lines, Given(row.Values),
                row.Sequence);
        }
    }

    /// <summary>Adds an adjustment.</summary>
    public static void Add(PeriodBook book, AdjustmentRow row) =>
        book.Add(new Adjustment(row.Seller, row.Amount, row.Bonus, row.Reason, row.Adjustment));

    /// <summary>Adds or withdraws an override.</summary>
    public static void Add(PeriodBook book, OverrideRow row, Plan plan, IReadOnlyList<string> words)
    {
        if (row.Withdraws is { } withdrawn)
        {
            book.Withdraw(withdrawn);
        }
        else if (row.Kind == OverrideKind.Rank)
        {
            var rank = row.Value == 0 ? 0 : plan.Ranks.ToList().IndexOf(words[(int)row.Value - 1]) + 1;
            book.Add(new RankOverride(row.Seller, rank, row.Reason, row.Override));
        }
        else
        {
            book.Add(new LineOverride(row.Seller, row.Bonus!, row.Source ?? -1, row.OrderId ?? "", row.Value, row.Reason, row.Override));
        }
    }

    /// <summary>The values as a book takes them.</summary>
    public static long[] Given(long?[] values) => Array.ConvertAll(values, value => value ?? Field.NotGiven);

    /// <summary>A refund's own id, without the order that an import has added to it.</summary>
    public static string RefundId(string request, string order) =>
        request.EndsWith(OrderImport.OfOrder + order, StringComparison.Ordinal) ? request[..^(OrderImport.OfOrder.Length + order.Length)] : request;
}
