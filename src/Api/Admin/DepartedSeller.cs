using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Grains.Periods;
using Compensation.Ledger.Disputes;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Api.Admin;

/// <summary>Says whether a programme is done with a seller, so that it need not know any more who they are.</summary>
internal static class DepartedSeller
{
    private const int MostDisputes = 1_000;

    /// <summary>Refuses to erase a seller who has not left, may earn yet, or is owed or owes something.</summary>
    /// <param name="write">The write.</param>
    /// <param name="seller">The seller's number.</param>
    /// <param name="id">The seller's id.</param>
    /// <exception cref="CallException">Something is open.</exception>
    public static async Task CheckAsync(ProgrammeWrite write, int seller, string id)
    {
        var (ledger, programme, now) = (write.Context, write.Programme, write.Now.ToUnixTimeMilliseconds());
        var last = await ledger.Rows<SellerEventRow>()
            .Where(row => row.Programme == programme && row.Seller == seller && row.Kind != SellerEventKind.Changed && row.At <= now)
            .OrderByDescending(row => row.At).ThenByDescending(row => row.Event).FirstOrDefaultAsync();
        if (last is not { Kind: SellerEventKind.Terminated or SellerEventKind.Merged })
        {
            throw Open("STILL_ACTIVE", "They are a seller of the programme.", id, "Terminate them first.");
        }

        foreach (var period in await LedgerPeriods.ReadAsync(ledger, programme))
        {
            if (period.Period.Start.ToUnixTimeMilliseconds() < last.At && await IsOpenAsync(ledger, programme, seller, period))
            {
                throw Open("STILL_EARNING", $"The period {period.Period.Name}, in which they may have earned, is not paid.", id, "Pay it first.");
            }
        }

        if ((await BalanceBook.OfSellerAsync(ledger, programme, seller)).GroupBy(row => row.Currency).Any(rows => rows.Last().Balance != 0))
        {
            throw Open("STILL_OWED", "Their balance is not zero.", id, "Settle it with an adjustment first.");
        }

        if ((await HoldBook.OfSellerAsync(ledger, programme, seller)).LastOrDefault() is { Kind: HoldKind.Held })
        {
            throw Open("STILL_OWED", "Their pay is held back.", id, "Release and pay it first.");
        }

        if ((await DisputeBook.OfSellerAsync(ledger, programme, seller, int.MaxValue, MostDisputes)).Any(dispute => !dispute.IsClosed))
        {
            throw Open("STILL_DISPUTED", "A dispute of theirs is open.", id, "Answer it first.");
        }
    }

    /// <summary>Whether a period may still pay a seller: it is neither paid, nor approved with nothing for them in it.</summary>
    private static async Task<bool> IsOpenAsync(LedgerContext ledger, int programme, int seller, LedgerPeriod period)
    {
        var state = period.Events[^1].State;
        return state != Word(PeriodStatus.Paid) && !(state == Word(PeriodStatus.Approved)
            && !await ledger.Rows<RunPaymentRow>().AnyAsync(row => row.Programme == programme && row.Run == period.Run && row.Payee == seller));
    }

    private static string Word(PeriodStatus status) => $"{status}".ToLowerInvariant();

    private static CallException Open(string reason, string message, string id, string remedy) =>
        CallErrors.Failed(reason, message, "person.seller", id, remedy);
}
