using System.Runtime.CompilerServices;
using Compensation.Api.Shared.Persons;
using Compensation.Api.V1;
using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Csv;
using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Api.Finance;

/// <summary>Represents the transfers of one currency in an export.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Decimals">Its decimals.</param>
/// <param name="Days">The days on which they are due, and what they come to.</param>
internal sealed record TransferBatch(string Currency, int Decimals, SortedDictionary<LocalDate, TransferSum> Days)
{
    /// <summary>All of them together.</summary>
    public TransferSum Sum => Days.Values.Aggregate(default(TransferSum), (sum, day) => sum + day);
}

/// <summary>Makes the files of an export part by part: what is in memory is some hundred payouts.</summary>
/// <param name="database">The ledger.</param>
/// <param name="persons">Whom accounts belong to.</param>
/// <param name="work">The programme's workflow.</param>
/// <param name="programme">The programme.</param>
/// <param name="period">The period.</param>
internal sealed class PaymentFiles(LedgerDatabase database, PersonBook persons, PeriodWork work, int programme, string period)
{
    /// <summary>The export as comma-separated values.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> CsvAsync(PayoutExport export, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        using (var head = new CsvWriter(bytes))
        {
            PayoutCsv.WriteHead(head);
        }

        await foreach (var page in work.ExportedPayoutsAsync(period, export, cancellation))
        {
            using (var csv = new CsvWriter(bytes))
            {
                PayoutCsv.Write(csv, page);
            }

            yield return Taken(bytes);
        }
    }

    /// <summary>What an export comes to, currency by currency and day by day.</summary>
    public async Task<IReadOnlyList<TransferBatch>> BatchesAsync(PayoutExport export, CancellationToken cancellation)
    {
        var batches = new SortedDictionary<string, TransferBatch>(StringComparer.Ordinal);
        await foreach (var page in work.ExportedPayoutsAsync(period, export, cancellation))
        {
            foreach (var payout in page)
            {
                if (!batches.TryGetValue(payout.Currency, out var batch))
                {
                    batches[payout.Currency] = batch = new TransferBatch(payout.Currency, payout.Decimals, []);
                }

                batch.Days[payout.Due] = batch.Days.GetValueOrDefault(payout.Due) + new TransferSum(1, payout.Amount);
            }
        }

        return [.. batches.Values];
    }

    /// <summary>The transfers of a currency as pain.001.</summary>
    /// <param name="export">The export.</param>
    /// <param name="batch">The currency and its sums.</param>
    /// <param name="message">The message's id.</param>
    /// <param name="debtor">The account that is debited.</param>
    /// <param name="purpose">What payees read.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Shared.Errors.CallException">Somebody has lost their account since the export.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> TransfersAsync(PayoutExport export, TransferBatch batch, string message, BankAccount debtor,
        string purpose, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        using var file = new CreditTransferFile(
            bytes, message, Instant.FromUnixTimeMilliseconds(export.At), debtor, batch.Currency, batch.Decimals, batch.Sum);
        foreach (var (due, sum) in batch.Days)
        {
            file.BeginDay(due, sum);
            await foreach (var page in work.ExportedPayoutsAsync(period, export, cancellation))
            {
                var payouts = page.Where(payout => payout.Currency == batch.Currency && payout.Due == due).ToList();
                var accounts = await AccountsAsync(payouts, cancellation);
                foreach (var payout in payouts)
                {
                    file.Add(payout, accounts[payout.Seller], purpose);
                }

                file.Flush();
                yield return Taken(bytes);
            }
        }

        file.End();
        yield return Taken(bytes);
    }

    /// <summary>Looks whether all transfers that are prepared have somewhere to go.</summary>
    /// <returns>The currencies of those that are prepared.</returns>
    /// <exception cref="Shared.Errors.CallException">Somebody has no account; all of them are named.</exception>
    public async Task<IReadOnlySet<string>> CheckPreparedAsync(CancellationToken cancellation)
    {
        var (currencies, faults) = (new HashSet<string>(), new AccountFaults());
        await foreach (var page in work.PayoutPagesAsync(period, 0, Grains.Payouts.PayoutStatus.Prepared, cancellation))
        {
            var payouts = page.Where(payout => payout.Wallet == CreditTransferFile.Wallet).ToList();
            currencies.UnionWith(payouts.Select(payout => payout.Currency));
            faults.Add(await ReadAsync(payouts, cancellation));
        }

        faults.ThrowIfAny();
        return currencies;
    }

    private async Task<IReadOnlyDictionary<string, BankAccount>> AccountsAsync(List<PayoutLine> payouts, CancellationToken cancellation)
    {
        var accounts = await ReadAsync(payouts, cancellation);
        var faults = new AccountFaults();
        faults.Add(accounts);
        faults.ThrowIfAny();
        return accounts;
    }

    private async Task<IReadOnlyDictionary<string, BankAccount>> ReadAsync(List<PayoutLine> payouts, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var numbers = await context.FindSellersAsync(programme, [.. payouts.Select(payout => payout.Seller).Distinct()], cancellation);
        var known = await persons.ReadAsync(context, programme, PersonKind.Seller, numbers.Values, cancellation);
        return numbers.ToDictionary(seller => seller.Key, seller => AccountOf(known.GetValueOrDefault(seller.Value) ?? new Person()));
    }

    private static BankAccount AccountOf(Person person) =>
        BankAccount.Read(person.AccountHolder.Length > 0 ? person.AccountHolder : person.Name, person.Iban, person.Bic);

    private static ReadOnlyMemory<byte> Taken(MemoryStream bytes)
    {
        var part = bytes.ToArray();
        bytes.SetLength(0);
        return part;
    }
}
