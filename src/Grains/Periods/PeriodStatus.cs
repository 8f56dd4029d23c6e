using Orleans;

namespace Compensation.Grains.Periods;

/// <summary>Where a period stands.</summary>
[GenerateSerializer]
[Alias("compensation.period-status")]
public enum PeriodStatus
{
    /// <summary>It was never opened.</summary>
    NotOpened,

    /// <summary>Orders, adjustments and overrides are taken.</summary>
    Open,

    /// <summary>It is being calculated; what arrives belongs to later periods.</summary>
    Closing,

    /// <summary>There is a result, which waits for approval.</summary>
    Calculated,

    /// <summary>The result is approved; it is being paid, or its differences are being posted.</summary>
    Approved,

    /// <summary>All that was not held back is paid.</summary>
    Paid,

    /// <summary>It is being calculated again; what was paid stays.</summary>
    Restating,
}
