using Compensation.Ledger.Fields;
using Compensation.Rules.Plans;

namespace Compensation.Grains.Orders;

/// <summary>Represents one line of an order, or what a refund takes back of it.</summary>
/// <param name="Number">The line's number within the order, from 1.</param>
/// <param name="Values">The values by field number of the programme: volumes in smallest units and coded attributes. Null, or beyond the end: the
/// line has none, which for a volume is zero.</param>
public sealed record OrderLine(int Number, long?[] Values)
{
    /// <summary>The units of a volume, 0 where the line has none.</summary>
    public long Units(int field) => field < Values.Length ? Values[field] ?? 0 : 0;
}

/// <summary>Represents a field that lines of orders have.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Decimals">How many decimals its units have.</param>
/// <param name="IsVolume">Whether it is a volume, which refunds take back; an attribute stays as it is.</param>
public sealed record LineField(string Name, int Decimals, bool IsVolume)
{
    /// <summary>The fields of a programme's order lines.</summary>
    /// <param name="fields">All fields of orders, by number.</param>
    /// <param name="plans">Every version of the plan: a field that was a volume in one of them is taken back with the others.</param>
    public static IReadOnlyList<LineField> Of(IReadOnlyList<Field> fields, IReadOnlyList<Plan> plans)
    {
        var volumes = plans.SelectMany(plan => plan.Volumes).Select(volume => volume.Column).OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. fields.Select(field => new LineField(
            field.Column, field.Decimals, field.Type == FieldType.Units && volumes.Contains(field.Column)))];
    }
}
