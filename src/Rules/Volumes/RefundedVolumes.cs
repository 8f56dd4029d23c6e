using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Volumes;

/// <summary>What refunds take back of the volumes of their order rows, one refund of a row after another.</summary>
internal sealed class RefundedVolumes
{
    private readonly Frame frame;
    private readonly Lazy<ILookup<int, Refund>> byRow;

    public RefundedVolumes(Frame frame)
    {
        this.frame = frame;
        byRow = new(() => frame.Snapshot.Refunds.OrderBy(refund => refund.Refunded).ThenBy(refund => refund.Id, StringComparer.Ordinal)
            .ToLookup(refund => refund.Row));
    }

    /// <summary>What a refund takes back of a volume, in the volume's units; of a volume that is a formula, what the formula
    /// makes of the refunded part.</summary>
    public long Of(Refund refund, int volume)
    {
        // Computing the row's own value prepares all that the formula reads.
        var whole = frame.Orders.Volume(volume)[refund.Row];
        var rule = frame.Plan.VolumeRules[volume];
        if (rule.IsColumn)
        {
            return OfColumn(refund, volume);
        }

        var spot = new Spot(frame, frame.Orders.SellerOf(refund.Row)) { Row = refund.Row };
        if (rule.Where is not null && rule.Where.At(spot) == 0)
        {
            return 0;
        }

        var units = rule.Formula is null ? OfColumn(refund, volume) : RowContribution.Of(rule.Formula, part => Of(refund, part));
        return units is null ? whole : Rounding.HalfUp.Multiply(
            units.Value, rule.Formula?.Decimals ?? rule.Definition.Decimals, rule.Times?.At(spot) ?? Rate.One, rule.Definition.Decimals);
    }

    /// <summary>Whether nothing is left of some rows of an order after a refund, which may be of all of them at once.</summary>
    public bool LeavesNothing(Refund refund, IReadOnlyList<int> rows) => frame.Plan.Volumes.Where(volume => volume.Column is not null)
        .All(volume => rows.All(row => Left(row, volume.Index, other => !IsBefore(refund, other)) == 0));

    private long OfColumn(Refund refund, int volume) => refund.Volumes is { } given ? given[volume]
        : Left(refund.Row, volume, other => IsBefore(other, refund));

    /// <summary>What is left of a row's column after some of its refunds.</summary>
    private long Left(int row, int volume, Func<Refund, bool> after)
    {
        var left = frame.Snapshot.Orders.Volumes[volume]![row];
        foreach (var refund in byRow.Value[row].Where(after))
        {
            left -= refund.Volumes is null ? left : refund.Volumes[volume];
        }

        return left;
    }

    private static bool IsBefore(Refund left, Refund right) => left.Refunded != right.Refunded
        ? left.Refunded < right.Refunded
        : string.CompareOrdinal(left.Id, right.Id) < 0;
}
