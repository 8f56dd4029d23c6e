using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Pools that can pay out more than their fund.</summary>
internal static class OverdrawnShares
{
    public static IEnumerable<Finding> Find(Plan plan) => plan.Bonuses.OfType<ShareRule>()
        .Where(share => share is { Times: not null, Document.Normalised: false })
        .Select(share => new Finding(Severity.Warning, "over-drawn", share.Document.At("normalised"),
            $"The shares of '{share.Name}' are multiplied and not brought back to the size of the fund, so it can pay "
                + "more than the fund.",
            "Write 'normalised: yes', or limit the pool with a cap per company."));
}
