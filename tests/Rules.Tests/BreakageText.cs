using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Tests;

/// <summary>Breakage as a test writes it: <c>Levels 17.00 promised, 15.00 received; NoUpline 2.00</c>.</summary>
internal static class BreakageText
{
    public static string Of(BonusBreakage bonus)
    {
        var reasons = bonus.Reasons.Select(reason => $"; {reason.Key} {Money(reason.Value)}");
        return $"{bonus.Name} {Money(bonus.Promised)} promised, {Money(bonus.Received)} received{string.Concat(reasons)}";
    }

    private static string Money(long cents) => Fixed.Format(cents, 2);
}
