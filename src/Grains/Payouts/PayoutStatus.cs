using Orleans;

namespace Compensation.Grains.Payouts;

/// <summary>Where a payout stands.</summary>
[GenerateSerializer]
[Alias("compensation.payout-status")]
public enum PayoutStatus
{
    /// <summary>It is not prepared.</summary>
    Absent,

    /// <summary>It waits to be sent to the bank or wallet.</summary>
    Prepared,

    /// <summary>It was sent.</summary>
    Exported,

    /// <summary>The payee has it. A payment that comes back later is an adjustment.</summary>
    Confirmed,

    /// <summary>It did not arrive; it can be prepared again.</summary>
    Failed,
}
