namespace Compensation.Grains.Periods;

/// <summary>Decides what becomes of a command about a period. Pure: no clock, no I/O.</summary>
/// <remarks>
/// A request that was carried out is answered with its event again; with another content it is a conflict. A step that is already taken is answered with
/// the event that took it, so a program that starts again after a crash repeats the step it was at and goes on from its answer.
/// </remarks>
public static class PeriodDecider
{
    /// <summary>Decides.</summary>
    /// <param name="state">The period so far.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="context">What else is known.</param>
    /// <returns>One or two events, the event that did it before, or a refusal.</returns>
    public static Decision<PeriodEvent> Decide(PeriodState state, PeriodCommand command, PeriodContext context)
    {
        var hash = command.ContentHash();
        if (state.History.Find(happened => happened.Cause.Request == command.Request) is { } first)
        {
            return first.Cause.Hash == hash ? new Decision<PeriodEvent>.Repeated(first) : Refusals.OfRequest(first.Cause);
        }

        return (OutsideIds.Refuse("request", command.Request) ?? OutsideIds.Refuse("by", command.By) ?? OfReason(command)) is { } refusal
            ? refusal
            : new PeriodStep(state, command, context, new Cause(command.Request, hash, command.By, command.At)).Decide();
    }

    private static Refusal? OfReason(PeriodCommand command) => command switch
    {
        PeriodCommand.Reject reject => Refusals.OfReason(reject.Reason),
        PeriodCommand.Restate restate => Refusals.OfReason(restate.Reason),
        PeriodCommand.Override set => Refusals.OfReason(set.Reason) ?? OutsideIds.Refuse("seller", set.Target.Seller),
        PeriodCommand.Withdraw withdraw => Refusals.OfReason(withdraw.Reason),
        PeriodCommand.Adjust adjust => Refusals.OfReason(adjust.Reason) ?? OutsideIds.Refuse("seller", adjust.Seller),
        PeriodCommand.Hold hold => Refusals.OfReason(hold.Reason) ?? OutsideIds.Refuse("seller", hold.Seller),
        PeriodCommand.Release release => Refusals.OfReason(release.Reason),
        _ => null,
    };
}
