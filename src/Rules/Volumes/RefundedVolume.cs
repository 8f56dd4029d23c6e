using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Volumes;

/// <summary>What a refund after the close takes away of a volume: of a column, of a column with factors, or of a calculation with columns.</summary>
internal static class RefundedVolume
{
    /// <summary>How much of a volume a refund of an earlier period's order takes away.</summary>
    /// <returns>Units of the volume; null where its formula does not say what a part of an order brings.</returns>
    public static long? Of(Frame frame, Refund refund, int volume)
    {
        if (refund.Volumes is { } columns)
        {
            return OfColumns(frame, refund.Row, columns, volume);
        }

        var left = frame.Orders.Volume(volume)[refund.Row];
        foreach (var earlier in frame.Orders.RefundsOf(refund.Row).Where(other => IsBefore(other, refund)))
        {
            left = earlier.Volumes is null ? 0 : left - (OfColumns(frame, refund.Row, earlier.Volumes, volume) ?? left);
        }

        return Math.Max(0, left);
    }

    private static long? OfColumns(Frame frame, int row, long[] columns, int volume)
    {
        var rule = frame.Plan.VolumeRules[volume];
        if (rule.IsColumn)
        {
            return columns[volume];
        }

        var spot = new Spot(frame, frame.Orders.SellerOf(row)) { Row = row };
        if (rule.Where is not null && rule.Where.At(spot) == 0)
        {
            return 0;
        }

        var units = rule.Formula is null ? columns[volume] : RowContribution.Of(rule.Formula, part => OfColumns(frame, row, columns, part));
        return units is null ? null : Rounding.HalfUp.Multiply(
            units.Value, rule.Formula?.Decimals ?? rule.Definition.Decimals, rule.Times?.At(spot) ?? Rate.One, rule.Definition.Decimals);
    }

    private static bool IsBefore(Refund one, Refund other) => one.Refunded != other.Refunded
        ? one.Refunded < other.Refunded
        : string.CompareOrdinal(one.Id, other.Id) < 0;
}
