using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>Represents a payout as the ledger holds it.</summary>
/// <param name="Row">What is paid.</param>
/// <param name="First">The first of the run's payments that it is made of.</param>
/// <param name="Events">What happened to it, in order.</param>
public sealed record LedgerPayout(PayoutRow Row, RunPaymentRow First, IReadOnlyList<PayoutEventRow> Events);

/// <summary>Reads payouts and writes down what happens to them.</summary>
public static class PayoutBook
{
    /// <summary>The payouts of a run, by number.</summary>
    public static async Task<IReadOnlyList<LedgerPayout>> ReadAsync(LedgerContext context, int programme, int run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var payouts = context.Rows<PayoutRow>().Where(row => row.Programme == programme && row.Run == run);
        var rows = await payouts.OrderBy(row => row.Payout).ToListAsync(cancellation);
        var payments = (await context.PaymentsOfAsync(programme, run, cancellation)).ToDictionary(row => row.Payment);
        var events = await context.Rows<PayoutEventRow>()
            .Where(row => row.Programme == programme && payouts.Any(payout => payout.Payout == row.Payout)).OrderBy(row => row.Event).ToListAsync(cancellation);
        var byPayout = events.ToLookup(row => row.Payout);
        return [.. rows.Select(row => new LedgerPayout(row, payments[row.Payment], [.. byPayout[row.Payout]]))];
    }

    /// <summary>Adds payouts that are prepared now.</summary>
    /// <param name="transaction">The transaction; the rows are saved in it.</param>
    /// <param name="run">The run.</param>
    /// <param name="payouts">The first payment of each and what it comes to.</param>
    /// <param name="who">Who prepares them.</param>
    /// <param name="reference">The batch.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task PrepareAsync(LedgerTransaction transaction, int run, IReadOnlyList<(RunPaymentRow First, long Amount)> payouts, string who,
        string reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(payouts);
        if (payouts.Count == 0)
        {
            return;
        }

        var programme = transaction.Programme;
        var last = await transaction.Context.Rows<PayoutRow>().Where(row => row.Programme == programme).MaxAsync(row => (int?)row.Payout, cancellation) ?? 0;
        var sequence = transaction.Take(payouts.Count);
        using (var rows = transaction.Bulk<PayoutRow>())
        {
            for (var i = 0; i < payouts.Count; i++)
            {
                var (first, amount) = payouts[i];
                rows.Add(new PayoutRow
                {
                    Programme = programme,
                    Payout = last + 1 + i,
                    Run = run,
                    Payment = first.Payment,
                    Payee = first.Payee,
                    Amount = amount,
                    Currency = first.Currency,
                    Wallet = first.Wallet,
                    Method = "",
                    Sequence = sequence + i,
                });
            }

            rows.Complete();
        }

        Add(transaction, [.. Enumerable.Range(last + 1, payouts.Count).Select(payout => (payout, 1))], PayoutEventKind.Prepared, who, reference, sequence);
    }

    /// <summary>Adds the same event to payouts.</summary>
    /// <param name="transaction">The transaction; the rows are saved in it.</param>
    /// <param name="payouts">The payouts and the numbers that the event has in each.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="who">Who says so.</param>
    /// <param name="reference">What the other side knows them by.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task AddAsync(LedgerTransaction transaction, IReadOnlyList<(int Payout, int Event)> payouts, PayoutEventKind kind, string who,
        string reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(payouts);
        if (payouts.Count > 0)
        {
            Add(transaction, payouts, kind, who, reference, transaction.Take(payouts.Count));
        }
    }

    private static void Add(LedgerTransaction transaction, IReadOnlyList<(int Payout, int Event)> payouts, PayoutEventKind kind, string who,
        string reference, long sequence)
    {
        using var rows = transaction.Bulk<PayoutEventRow>();
        foreach (var (payout, number) in payouts)
        {
            rows.Add(new PayoutEventRow
            {
                Programme = transaction.Programme,
                Payout = payout,
                Event = number,
                Kind = kind,
                Who = who,
                At = transaction.Recorded,
                Reference = reference,
                Sequence = sequence++,
            });
        }

        rows.Complete();
    }
}
