namespace Compensation.Grains.Payouts;

/// <summary>Represents something that happened to a payout: one row of the ledger.</summary>
/// <param name="Number">The event's number within the payout, from 1.</param>
/// <param name="Cause">The command that caused it.</param>
/// <param name="Status">Where the payout stands after it.</param>
/// <param name="Reference">What the other side knows it by.</param>
public sealed record PayoutEvent(int Number, Cause Cause, PayoutStatus Status, string Reference);
