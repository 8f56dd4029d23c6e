using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Volumes;

/// <summary>What single order rows bring to a formula that is a volume, or a calculation with volumes and fixed numbers.</summary>
internal static class RowContribution
{
    /// <summary>What a row brings to a formula about its seller.</summary>
    /// <param name="of">The formula.</param>
    /// <param name="volume">What the row (or the refunded part of it) brings of each volume, by the volume's number.</param>
    /// <param name="earnings">What it brings of the earnings from a bonus, by the bonus's number; null where that is unknown.</param>
    /// <param name="whole">What it brings of a whole order's volume, where that is not the same as of the rows that are paid on.</param>
    /// <returns>Units of the formula's decimals; null where the formula is no sum over order rows.</returns>
    public static long? Of(Expression of, Func<int, long> volume, Func<int, long>? earnings = null, Func<int, long>? whole = null) => of switch
    {
        Constant constant => constant.Value,
        Column { Key.Kind: ColumnKind.Volume } column => volume(column.Key.Index),
        OrderColumn { Field: OrderField.WholeVolume } column when whole is not null => whole(column.Index),
        OrderColumn { IsVolume: true } column => volume(column.Index),
        Column { Key.Kind: ColumnKind.Earnings } column => earnings?.Invoke(column.Key.Index),
        Rescale rescale => Of(rescale.Parts[0], volume, earnings, whole) is { } units
            ? Fixed.Rescale(units, rescale.Parts[0].Decimals, rescale.Decimals)
            : null,
        Operation operation => Of(operation, Of(operation.Left, volume, earnings, whole), Of(operation.Right, volume, earnings, whole)),
        _ => null,
    };

    private static long? Of(Operation operation, long? left, long? right) => operation.Operator switch
    {
        Operator.Multiply when operation.Left is Constant || operation.Right is Constant => checked(left * right),
        Operator.Add => checked(left + right),
        Operator.Subtract => checked(left - right),
        _ => null,
    };
}
