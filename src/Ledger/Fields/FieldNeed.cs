using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Fields;

/// <summary>A field that a plan reads or writes.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Decimals">For units: the plan's decimals; else 0.</param>
public sealed record FieldNeed(string Column, FieldType Type, int Decimals)
{
    /// <summary>The fields of a plan's sellers: their attributes, in the plan's order.</summary>
    public static IReadOnlyList<FieldNeed> OfSellers(Plan plan) => [.. plan.SellerAttributes.Select(Of)];

    /// <summary>The fields of a plan's orders: its volumes that have a column, then the attributes, in the plan's order.</summary>
    public static IReadOnlyList<FieldNeed> OfOrders(Plan plan) =>
    [
        .. plan.Volumes.Where(volume => volume.Column is not null).Select(volume => new FieldNeed(volume.Column!, FieldType.Units, volume.Decimals)),
        .. plan.OrderAttributes.Select(Of),
    ];

    /// <summary>Whether a field's values can stand for what is needed, as they are.</summary>
    public bool IsMetBy(Field field) => IsOfSameColumn(field) && field.Decimals == Decimals;

    /// <summary>Whether a field has the needed column and type, perhaps with other decimals.</summary>
    public bool IsOfSameColumn(Field field) => field.Type == Type && field.Column.Equals(Column, StringComparison.OrdinalIgnoreCase);

    private static FieldNeed Of(AttributeDefinition attribute) => attribute.Kind switch
    {
        AttributeKind.Choice or AttributeKind.Rank => new FieldNeed(attribute.Column, FieldType.Word, 0),
        AttributeKind.Flag => new FieldNeed(attribute.Column, FieldType.Flag, 0),
        AttributeKind.Date => new FieldNeed(attribute.Column, FieldType.Date, 0),
        AttributeKind.Seller => new FieldNeed(attribute.Column, FieldType.Seller, 0),
        _ => new FieldNeed(attribute.Column, FieldType.Units, attribute.Decimals),
    };
}
