using Compensation.Grains.Payouts;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Periods;

/// <summary>Represents something that happened to a period: one row of the ledger.</summary>
/// <param name="Number">The event's number within the period, from 1.</param>
/// <param name="Cause">The command that caused it: by whom and when.</param>
public abstract record PeriodEvent(int Number, Cause Cause)
{
    /// <summary>The period was opened.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Period">The period.</param>
    /// <param name="PlanVersion">The version of the plan that it was opened with.</param>
    public sealed record Opened(int Number, Cause Cause, Period Period, int PlanVersion) : PeriodEvent(Number, Cause);

    /// <summary>Its close was begun.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="AsOf">The ledger's sequence that is closed.</param>
    public sealed record CloseBegun(int Number, Cause Cause, long AsOf) : PeriodEvent(Number, Cause);

    /// <summary>The calculation got on.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Progress">How far it is.</param>
    public sealed record ProgressRecorded(int Number, Cause Cause, CloseProgress Progress) : PeriodEvent(Number, Cause);

    /// <summary>The close stopped, because its result is not the live one.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Result">The result that is not taken.</param>
    /// <param name="Live">Where it differs.</param>
    public sealed record CloseStopped(int Number, Cause Cause, RunResult Result, LiveComparison Live) : PeriodEvent(Number, Cause);

    /// <summary>There is a result.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Result">The result.</param>
    /// <param name="Live">How it compares with the live one; null for a restatement.</param>
    public sealed record ResultRecorded(int Number, Cause Cause, RunResult Result, LiveComparison? Live = null) : PeriodEvent(Number, Cause);

    /// <summary>The result was approved.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it: by the approver.</param>
    /// <param name="Root">The root of the run package.</param>
    public sealed record Approved(int Number, Cause Cause, string Root) : PeriodEvent(Number, Cause);

    /// <summary>The result was rejected, or the calculation given up.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Rejected(int Number, Cause Cause, string Reason) : PeriodEvent(Number, Cause);

    /// <summary>Payouts were prepared.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it: the batch.</param>
    /// <param name="Prepared">The payouts of the batch.</param>
    /// <param name="HeldBack">What is still held back.</param>
    public sealed record PayoutsPrepared(int Number, Cause Cause, PayoutTotals Prepared, PayoutTotals HeldBack) : PeriodEvent(Number, Cause);

    /// <summary>Payouts have arrived.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Confirmed">Which.</param>
    public sealed record PayoutsConfirmed(int Number, Cause Cause, PayoutTotals Confirmed) : PeriodEvent(Number, Cause);

    /// <summary>All payouts that were not held back have arrived.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    public sealed record Paid(int Number, Cause Cause) : PeriodEvent(Number, Cause);

    /// <summary>A restatement was begun.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="AsOf">The ledger's sequence that is calculated from.</param>
    /// <param name="Reason">Why.</param>
    public sealed record RestatementBegun(int Number, Cause Cause, long AsOf, string Reason) : PeriodEvent(Number, Cause);

    /// <summary>The differences of the restatement were posted.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Into">The open period that they were posted into.</param>
    /// <param name="Adjustments">How many there are.</param>
    /// <param name="Amount">Their sum in smallest units of the plan's currency.</param>
    public sealed record DifferencesPosted(int Number, Cause Cause, string Into, int Adjustments, long Amount) : PeriodEvent(Number, Cause);

    /// <summary>A rank or line was set by hand. The override's id is the request's.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Target">What was set.</param>
    /// <param name="Value">To what.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Overridden(int Number, Cause Cause, OverrideTarget Target, long Value, string Reason) : PeriodEvent(Number, Cause);

    /// <summary>An override was withdrawn.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="OverrideId">The override.</param>
    /// <param name="Reason">Why.</param>
    public sealed record OverrideWithdrawn(int Number, Cause Cause, string OverrideId, string Reason) : PeriodEvent(Number, Cause);

    /// <summary>Earnings were changed by hand. The adjustment's id is the request's.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Seller">Whose.</param>
    /// <param name="Amount">Smallest units of the plan's currency.</param>
    /// <param name="Bonus">The bonus that it corrects, or empty.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Adjusted(int Number, Cause Cause, string Seller, long Amount, string Bonus, string Reason)
        : PeriodEvent(Number, Cause);

    /// <summary>A seller's payouts are held back.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Seller">Whose.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Held(int Number, Cause Cause, string Seller, string Reason) : PeriodEvent(Number, Cause);

    /// <summary>A seller's payouts are no longer held back.</summary>
    /// <param name="Number">The event's number.</param>
    /// <param name="Cause">The command that caused it.</param>
    /// <param name="Seller">Whose.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Released(int Number, Cause Cause, string Seller, string Reason) : PeriodEvent(Number, Cause);
}
