namespace Compensation.Grains.Payouts;

/// <summary>Decides about the steps of a payout: prepared, exported, confirmed, or failed and prepared again. Pure: no clock, no I/O.</summary>
public static class PayoutDecider
{
    /// <summary>Decides.</summary>
    /// <param name="state">The payout so far.</param>
    /// <param name="command">What is asked for.</param>
    /// <returns>One event, the event that did it before, or a refusal. A step that was just done is answered with its event again.</returns>
    public static Decision<PayoutEvent> Decide(PayoutState state, PayoutCommand command)
    {
        var hash = command.ContentHash();
        if (state.History.FirstOrDefault(happened => happened.Cause.Request == command.Request) is { } first)
        {
            return first.Cause.Hash == hash ? new Decision<PayoutEvent>.Repeated(first) : Refusals.OfRequest(first.Cause);
        }

        if ((OutsideIds.Refuse("request", command.Request) ?? OutsideIds.Refuse("by", command.By)) is { } noId)
        {
            return noId;
        }

        if (state.History is [.., var last] && last.Cause.Hash == hash)
        {
            return new Decision<PayoutEvent>.Repeated(last);
        }

        var next = Next(state.Status, command);
        return next is { } status
            ? new Decision<PayoutEvent>.Accepted([new PayoutEvent(
                state.History.Count + 1, new Cause(command.Request, hash, command.By, command.At), status, command.Reference)])
            : new Refusal(RefusalCode.PayoutStep, "payout", $"{state.Status}",
                $"A payout that is {Words(state.Status)} cannot be {Words(Wanted(command))}.", $"It can be {Possible(state.Status)}.");
    }

    private static PayoutStatus? Next(PayoutStatus status, PayoutCommand command) => (status, Wanted(command)) switch
    {
        (PayoutStatus.Absent or PayoutStatus.Failed, PayoutStatus.Prepared) => PayoutStatus.Prepared,
        (PayoutStatus.Prepared, PayoutStatus.Exported) => PayoutStatus.Exported,
        (PayoutStatus.Exported, PayoutStatus.Confirmed) => PayoutStatus.Confirmed,
        (PayoutStatus.Prepared or PayoutStatus.Exported, PayoutStatus.Failed) => PayoutStatus.Failed,
        _ => null,
    };

    private static PayoutStatus Wanted(PayoutCommand command) => command switch
    {
        PayoutCommand.Prepare => PayoutStatus.Prepared,
        PayoutCommand.Export => PayoutStatus.Exported,
        PayoutCommand.Confirm => PayoutStatus.Confirmed,
        PayoutCommand.Fail => PayoutStatus.Failed,
        _ => throw new InvalidOperationException($"Unknown command {command.GetType().Name}."),
    };

    private static string Words(PayoutStatus status) => status switch
    {
        PayoutStatus.Absent => "not prepared",
        PayoutStatus.Prepared => "prepared",
        PayoutStatus.Exported => "exported",
        PayoutStatus.Confirmed => "confirmed",
        _ => "failed",
    };

    private static string Possible(PayoutStatus status) => status switch
    {
        PayoutStatus.Prepared => "exported, or failed",
        PayoutStatus.Exported => "confirmed, or failed",
        PayoutStatus.Confirmed => "left as it is; correct it with an adjustment",
        _ => "prepared",
    };
}
