using Compensation.Api.V1;
using NodaTime;
using Period = Compensation.Api.V1.Period;

namespace Compensation.Api.Pages.Finance;

/// <summary>What is to be done about a period.</summary>
internal static class NextStep
{
    /// <summary>The step in a few words.</summary>
    public static string Of(Period period, Instant now) => period.Status switch
    {
        PeriodStatus.NotOpened => "Open it",
        PeriodStatus.Open when IsTooEarly(period, now) => "Takes orders",
        PeriodStatus.Open => "Close it",
        PeriodStatus.Closing or PeriodStatus.Restating when period.Failure.Length > 0 || period.Stopped.Length > 0 => "Look at what stopped it",
        PeriodStatus.Closing => "Being calculated",
        PeriodStatus.Restating when period.Working => "Being calculated",
        PeriodStatus.Restating => "Correct and calculate",
        PeriodStatus.Calculated => "Approve or reject",
        PeriodStatus.Approved when period.Version > 1 => "Post the differences",
        PeriodStatus.Approved => "Pay",
        _ => "Nothing",
    };

    /// <summary>Whether orders of the period may still become known.</summary>
    public static bool IsTooEarly(Period period, Instant now) => now < Instant.FromUnixTimeSeconds(period.Cutoff.Seconds);
}
