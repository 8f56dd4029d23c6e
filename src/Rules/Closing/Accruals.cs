using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Closing;

/// <summary>Earned, but payable only when a condition holds: held back until then, released at once.</summary>
internal static class Accruals
{
    public static void Apply(Frame frame, BonusRule rule, LineBuffer lines, long[] earned, CarryWriter carry)
    {
        if (rule.PayableWhen is null)
        {
            return;
        }

        var item = $"{rule.Name}/accrued";
        var accrued = frame.Carried.Item(item, frame.Plan.Decimals);
        var payable = frame.Values(rule.PayableWhen);
        for (var seller = 0; seller < frame.Count; seller++)
        {
            var amount = payable[seller] != 0 ? accrued[seller] : -earned[seller];
            if (amount != 0)
            {
                lines.Add(rule.Index, LineKind.Accrual, seller, -1, -1, 0, 0, Rate.Zero, amount);
            }

            accrued[seller] = payable[seller] != 0 ? 0 : checked(accrued[seller] + earned[seller]);
        }

        carry.Add(item, accrued, frame.Plan.Decimals);
    }
}
