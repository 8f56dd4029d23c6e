namespace Compensation.Grains.Periods;

/// <summary>Overrides and adjustments.</summary>
internal sealed partial class PeriodStep
{
    private Decision<PeriodEvent> Override(PeriodCommand.Override set)
    {
        if (IsClosedForOverrides() is { } refusal)
        {
            return refusal;
        }

        return Standing.FirstOrDefault(known => known.Target == set.Target) is { } known
            ? new Refusal(RefusalCode.AlreadyOverridden, "target", $"{set.Target}", $"The override '{known.Id}' sets it already.",
                "Withdraw that one first.")
            : Accept(new PeriodEvent.Overridden(Number, cause, set.Target, set.Value, set.Reason));
    }

    private Decision<PeriodEvent> Withdraw(PeriodCommand.Withdraw withdraw)
    {
        if (state.History.OfType<PeriodEvent.OverrideWithdrawn>().FirstOrDefault(known => known.OverrideId == withdraw.OverrideId) is { } first)
        {
            return new Decision<PeriodEvent>.Repeated(first);
        }

        if (IsClosedForOverrides() is { } refusal)
        {
            return refusal;
        }

        return Standing.Any(known => known.Id == withdraw.OverrideId)
            ? Accept(new PeriodEvent.OverrideWithdrawn(Number, cause, withdraw.OverrideId, withdraw.Reason))
            : new Refusal(RefusalCode.UnknownOverride, "override", withdraw.OverrideId, "The period has no override of this id.",
                "Take the id from the list of its overrides.");
    }

    private Decision<PeriodEvent> Adjust(PeriodCommand.Adjust adjust)
    {
        if (state.Status != PeriodStatus.Open)
        {
            return Refuse(RefusalCode.PeriodNotOpen, "It is not open.", "Adjust the open period; a correction names what it corrects.");
        }

        return adjust.Amount == 0
            ? new Refusal(RefusalCode.InvalidValue, "amount", "0", "This adjusts nothing.", "Give the amount to add, or a negative one to take away.")
            : Accept(new PeriodEvent.Adjusted(Number, cause, adjust.Seller, adjust.Amount, adjust.Bonus, adjust.Reason));
    }

    /// <summary>The overrides that hold, whichever way they came in.</summary>
    private IEnumerable<StandingOverride> Standing =>
        state.Overrides.Select(known => new StandingOverride(known.Cause.Request, known.Target)).Concat(context.Imported);

    private Refusal? IsClosedForOverrides() => state.Status is PeriodStatus.Open or PeriodStatus.Restating
        ? null
        : Refuse(RefusalCode.PeriodNotOpen, "It is neither open nor being restated.",
            "Reject the result first; of a period that is paid, begin a restatement.");
}
