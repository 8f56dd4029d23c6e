using Compensation.Grains.Payouts;

namespace Compensation.Grains.Periods;

/// <summary>Payouts and holds.</summary>
internal sealed partial class PeriodStep
{
    private Decision<PeriodEvent> PreparePayouts(PeriodCommand.PreparePayouts prepare)
    {
        if (NotPayable() is { } refusal)
        {
            return refusal;
        }

        if (!prepare.Prepared.IsPositive || !prepare.HeldBack.IsPositive)
        {
            return new Refusal(RefusalCode.InvalidValue, "prepared", $"{prepare.Prepared}", "A payout is not negative.",
                "What a payee owes stays on their balance.");
        }

        if (state.Prepared is not null && (state.HeldBack.IsNone || prepare.Prepared.IsNone))
        {
            return Refuse(RefusalCode.NothingToPay, "All that is not held back is prepared.", "Release somebody who is held first.");
        }

        var prepared = (state.Prepared ?? PayoutTotals.None) + prepare.Prepared;
        var payments = state.Original!.Payments;
        if (payments != prepared + prepare.HeldBack)
        {
            return new Refusal(RefusalCode.Unbalanced, "prepared", $"{prepare.Prepared}",
                $"The run pays {payments}, but {prepared} prepared and {prepare.HeldBack} held back are not the same.",
                "Prepare every payment of the run once, or hold it back.");
        }

        var happened = new PeriodEvent.PayoutsPrepared(Number, cause, prepare.Prepared, prepare.HeldBack);
        return state.Status == PeriodStatus.Approved && prepared == state.Confirmed
            ? Accept(happened, new PeriodEvent.Paid(Number + 1, cause))
            : Accept(happened);
    }

    private Decision<PeriodEvent> ConfirmPayouts(PeriodCommand.ConfirmPayouts confirm)
    {
        if (NotPayable() is { } refusal)
        {
            return refusal;
        }

        var waiting = (state.Prepared ?? PayoutTotals.None) - state.Confirmed;
        if (confirm.Confirmed.IsNone || !confirm.Confirmed.IsPositive)
        {
            return new Refusal(RefusalCode.InvalidValue, "confirmed", $"{confirm.Confirmed}", "Nothing is confirmed.",
                $"Say which payouts have arrived; waiting are {waiting}.");
        }

        if (!(waiting - confirm.Confirmed).IsPositive)
        {
            return new Refusal(RefusalCode.MoreThanPrepared, "confirmed", $"{confirm.Confirmed}", $"Only {waiting} are waiting for confirmation.",
                "Confirm each payout once.");
        }

        var happened = new PeriodEvent.PayoutsConfirmed(Number, cause, confirm.Confirmed);
        return state.Status == PeriodStatus.Approved && waiting == confirm.Confirmed
            ? Accept(happened, new PeriodEvent.Paid(Number + 1, cause))
            : Accept(happened);
    }

    private Decision<PeriodEvent> Hold(PeriodCommand.Hold hold)
    {
        if (state.Held.Contains(hold.Seller))
        {
            return new Decision<PeriodEvent>.Repeated(state.History.OfType<PeriodEvent.Held>().Last(held => held.Seller == hold.Seller));
        }

        return state.Version > 1 || state.Status == PeriodStatus.Paid
                ? Refuse(RefusalCode.PeriodPaid, "It is paid.", "Hold the seller in a period that is not paid yet.")
            : state.Prepared is not null
                ? Refuse(RefusalCode.AlreadyPrepared, "Its payouts are prepared.", "Stop the payout itself, or hold the seller in the next period.")
            : Accept(new PeriodEvent.Held(Number, cause, hold.Seller, hold.Reason));
    }

    private Decision<PeriodEvent> Release(PeriodCommand.Release release) => state.Held.Contains(release.Seller)
        ? Accept(new PeriodEvent.Released(Number, cause, release.Seller, release.Reason))
        : state.History.OfType<PeriodEvent.Released>().LastOrDefault(released => released.Seller == release.Seller) is { } released
            ? new Decision<PeriodEvent>.Repeated(released)
            : new Refusal(RefusalCode.NotHeld, "seller", release.Seller, "This seller is not held in this period.", "Correct the seller or the period.");

    private Refusal? NotPayable() => !state.IsClosed ? Refuse(RefusalCode.NotApproved, "It is not approved.", "Close and approve it first.")
        : state.IsBeingRestated ? BeingRestated()
        : null;
}
