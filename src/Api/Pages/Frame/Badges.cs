using Compensation.Api.V1;

namespace Compensation.Api.Pages.Frame;

/// <summary>The looks of what things stand at.</summary>
internal static class Badges
{
    /// <summary>A period's.</summary>
    public static string Of(PeriodStatus status) => status switch
    {
        PeriodStatus.Open => "busy",
        PeriodStatus.Closing or PeriodStatus.Restating or PeriodStatus.Calculated => "warn",
        PeriodStatus.Approved or PeriodStatus.Paid => "good",
        _ => "",
    };

    /// <summary>A payout's.</summary>
    public static string Of(PayoutStatus status) => status switch
    {
        PayoutStatus.Exported => "busy",
        PayoutStatus.Confirmed => "good",
        PayoutStatus.Failed => "bad",
        _ => "",
    };

    /// <summary>A dispute's.</summary>
    public static string Of(DisputeStatus status) => status switch
    {
        DisputeStatus.Open => "warn",
        DisputeStatus.Answered => "busy",
        DisputeStatus.Granted => "good",
        _ => "",
    };
}
