namespace Compensation.Grains.Periods;

/// <summary>One step of a period's life: opening, closing, approving, restating.</summary>
internal sealed partial class PeriodStep(PeriodState state, PeriodCommand command, PeriodContext context, Cause cause)
{
    private int Number => state.History.Count + 1;

    public Decision<PeriodEvent> Decide() => command switch
    {
        PeriodCommand.Open open => Open(open),
        _ when state.Status == PeriodStatus.NotOpened => Refuse(RefusalCode.PeriodNotOpen, "It was never opened.", "Open it first."),
        PeriodCommand.BeginClose begin => BeginClose(begin),
        PeriodCommand.RecordProgress record => RecordProgress(record.Progress),
        PeriodCommand.RecordResult record => RecordResult(record.Result, record.Live),
        PeriodCommand.Approve approve => Approve(approve),
        PeriodCommand.Reject reject => Reject(reject),
        PeriodCommand.PreparePayouts prepare => PreparePayouts(prepare),
        PeriodCommand.ConfirmPayouts confirm => ConfirmPayouts(confirm),
        PeriodCommand.Restate restate => Restate(restate),
        PeriodCommand.PostDifferences post => PostDifferences(post),
        PeriodCommand.Override set => Override(set),
        PeriodCommand.Withdraw withdraw => Withdraw(withdraw),
        PeriodCommand.Adjust adjust => Adjust(adjust),
        PeriodCommand.Hold hold => Hold(hold),
        PeriodCommand.Release release => Release(release),
        _ => throw new InvalidOperationException($"Unknown command {command.GetType().Name}."),
    };

    private Decision<PeriodEvent> Open(PeriodCommand.Open open)
    {
        if (state.Period is { } known)
        {
            return known == open.Period && state.PlanVersion == open.PlanVersion
                ? Repeat<PeriodEvent.Opened>()
                : Refuse(RefusalCode.AlreadyOpened, $"It was opened as {known.Name} with version {state.PlanVersion} of the plan.",
                    "A period keeps the plan that it was opened with.");
        }

        return context.Previous is { IsOpened: false } previous
            ? new Refusal(RefusalCode.PreviousNotOpened, "period", open.Period.Name, $"The period before it, {previous.Name}, was not opened.",
                $"Open {previous.Name} first: periods are opened without gaps.")
            : Accept(new PeriodEvent.Opened(Number, cause, open.Period, open.PlanVersion));
    }

    private Decision<PeriodEvent> BeginClose(PeriodCommand.BeginClose begin)
    {
        if (state.Status == PeriodStatus.Closing)
        {
            return Repeat<PeriodEvent.CloseBegun>();
        }

        if (state.Status != PeriodStatus.Open)
        {
            return Refuse(RefusalCode.AlreadyClosed, "It is closed already.", "To close it again, reject the result, or restate it once it is paid.");
        }

        var cutoff = state.Period!.Cutoff;
        if (begin.At < cutoff)
        {
            return new Refusal(RefusalCode.BeforeCutoff, "at", Refusals.Show(begin.At), "Orders of the period may still be recorded.",
                $"Close it from {Refusals.Show(cutoff)} on.");
        }

        return context.Previous is { IsClosed: false } previous
            ? Refuse(RefusalCode.PreviousNotClosed, $"The period before it, {previous.Name}, is not closed.",
                $"Approve {previous.Name} first: a period takes over what the one before leaves.")
            : Accept(new PeriodEvent.CloseBegun(Number, cause, begin.AsOf));
    }

    private Decision<PeriodEvent> RecordProgress(CloseProgress progress)
    {
        if (!IsCalculating)
        {
            return Refuse(RefusalCode.NotClosing, "It is not being calculated.", "Begin to close it, or to restate it, first.");
        }

        if (progress.Done < 0 || progress.Done > progress.Of)
        {
            return new Refusal(RefusalCode.InvalidValue, "progress", $"{progress.Done} of {progress.Of}", "More is done than there is.",
                "Give 0 to the whole.");
        }

        return progress.IsFurtherThan(state.Progress)
            ? Accept(new PeriodEvent.ProgressRecorded(Number, cause, progress))
            : Repeat<PeriodEvent.ProgressRecorded>();
    }

    private Decision<PeriodEvent> RecordResult(RunResult result, LiveComparison? live)
    {
        if (!IsCalculating)
        {
            return state.Result is not { } known ? Refuse(RefusalCode.NotClosing, "It is not being calculated.", "Begin to close it first.")
                : known == result ? Repeat<PeriodEvent.ResultRecorded>()
                : OtherResult(result.Root, known);
        }

        if (state.Status == PeriodStatus.Closing && live is null)
        {
            return new Refusal(RefusalCode.NotCompared, "live", "", "The result was not compared with the live one.",
                "Compare them at the same sequence of the ledger.");
        }

        if (state.Status == PeriodStatus.Restating && live is not null)
        {
            return new Refusal(RefusalCode.InvalidValue, "live", live.Where ?? "", "A restatement has no live result.", "Leave the comparison out.");
        }

        return live is not { Different: > 0 } ? Accept(new PeriodEvent.ResultRecorded(Number, cause, result, live))
            : state.Stopped is { } stopped && stopped.Result == result && stopped.Live == live ? new Decision<PeriodEvent>.Repeated(stopped)
            : Accept(new PeriodEvent.CloseStopped(Number, cause, result, live));
    }

    private Decision<PeriodEvent> Approve(PeriodCommand.Approve approve)
    {
        if (state.Result is not { } result)
        {
            return Refuse(RefusalCode.NotCalculated, "It has no result.", "Close it first.");
        }

        if (approve.Root != result.Root)
        {
            return OtherResult(approve.Root, result);
        }

        if (state.Status != PeriodStatus.Calculated)
        {
            return Repeat<PeriodEvent.Approved>();
        }

        if (result.Review is { } review)
        {
            return Refuse(RefusalCode.MarkedForReview, $"The run asks for a review: {review}", "Reject it, correct what it is about, and close again.");
        }

        var isBeginner = string.Equals(state.BegunBy, approve.By, StringComparison.OrdinalIgnoreCase);
        return isBeginner || state.Makers.Contains(approve.By) || context.CorrectedBy.Contains(approve.By, StringComparer.OrdinalIgnoreCase)
            ? new Refusal(RefusalCode.SamePerson, "by", approve.By,
                isBeginner ? "The same person began this calculation." : "The same person made an override or adjustment.",
                "Let somebody else approve, who had no hand in it.")
            : Accept(new PeriodEvent.Approved(Number, cause, approve.Root));
    }

    private Decision<PeriodEvent> Reject(PeriodCommand.Reject reject) => state.Status switch
    {
        PeriodStatus.Closing or PeriodStatus.Restating or PeriodStatus.Calculated =>
            Accept(new PeriodEvent.Rejected(Number, cause, reject.Reason)),
        PeriodStatus.Open => Refuse(RefusalCode.NotCalculated, "It has no result.", "There is nothing to reject."),
        _ => Refuse(RefusalCode.AlreadyApproved, "Its result is approved and stays.", "Pay it, hold back what is in doubt, and restate it."),
    };

    private Decision<PeriodEvent> Restate(PeriodCommand.Restate restate) => state.Status switch
    {
        PeriodStatus.Paid => Accept(new PeriodEvent.RestatementBegun(Number, cause, restate.AsOf, restate.Reason)),
        PeriodStatus.Restating => Repeat<PeriodEvent.RestatementBegun>(),
        _ when state.IsBeingRestated => BeingRestated(),
        _ => Refuse(RefusalCode.PeriodNotPaid, "It is not paid.",
            "Before the approval, reject the result; after it, pay the period, hold back what is in doubt, and restate it."),
    };

    private Decision<PeriodEvent> PostDifferences(PeriodCommand.PostDifferences post)
    {
        if (state is { Status: PeriodStatus.Paid, Version: > 1 } && state.History.OfType<PeriodEvent.DifferencesPosted>().Last() is var last
            && (last.Into, last.Adjustments, last.Amount) == (post.Into, post.Adjustments, post.Amount))
        {
            return new Decision<PeriodEvent>.Repeated(last);
        }

        if (state.Status != PeriodStatus.Approved || !state.IsBeingRestated)
        {
            return Refuse(RefusalCode.NotRestated, "It has no approved restatement whose differences are to be posted.", "Restate it and approve that.");
        }

        if (!context.IntoIsOpen)
        {
            return new Refusal(RefusalCode.PeriodNotOpen, "into", post.Into, "This period is not open.", "Post the differences into the open period.");
        }

        var difference = state.InForce!.Earned - state.Replaced!.Earned;
        return post.Amount == difference && post.Adjustments >= 0
            ? Accept(new PeriodEvent.DifferencesPosted(Number, cause, post.Into, post.Adjustments, post.Amount))
            : new Refusal(RefusalCode.Unbalanced, "amount", $"{post.Amount}",
                $"The lines of the restatement come to {difference} more than those of the version before it.", "Post each payee's difference, once.");
    }

    private bool IsCalculating => state.Status is PeriodStatus.Closing or PeriodStatus.Restating;

    private Refusal BeingRestated() =>
        Refuse(RefusalCode.BeingRestated, "It is being restated.", "Approve the restatement and post its differences, or reject it, first.");

    private static Refusal OtherResult(string root, RunResult known) => new(RefusalCode.OtherResult, "root", root,
        $"The recorded result is run {known.Run} with the root {known.Root}.", "Look at that run again before you go on.");

    private Refusal Refuse(RefusalCode code, string message, string remedy) =>
        new(code, "period", state.Period?.Name ?? "", message, remedy);

    private Decision<PeriodEvent>.Repeated Repeat<TEvent>()
        where TEvent : PeriodEvent => new(state.History.OfType<TEvent>().Last());

    private static Decision<PeriodEvent>.Accepted Accept(params PeriodEvent[] events) => new(events);
}
