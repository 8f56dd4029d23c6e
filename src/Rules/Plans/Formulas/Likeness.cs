using System.Globalization;
using Compensation.Rules.Numbers;

namespace Compensation.Rules.Plans.Formulas;

/// <summary>Tells whether two formulas are the same quantity, however they were written.</summary>
internal static class Likeness
{
    /// <summary>A text that is equal for formulas of equal value: a change of decimals and the way of writing do not
    /// count.</summary>
    public static string Of(Expression expression)
    {
        var parts = string.Join(',', expression.Parts.Select(Of));
        return expression switch
        {
            Rescale => parts,
            Constant constant => string.Create(CultureInfo.InvariantCulture, $"#{Number(constant)}"),
            Column column => string.Create(
                CultureInfo.InvariantCulture, $"{column.Key.Kind}/{column.Key.Index}/{column.Key.Part}"),
            // An order's rows that are paid on together are most often all of its rows.
            OrderColumn { Field: OrderField.PaidVolume } column => string.Create(
                CultureInfo.InvariantCulture, $"order.{OrderField.WholeVolume}/{column.Index}"),
            OrderColumn column => string.Create(CultureInfo.InvariantCulture, $"order.{column.Field}/{column.Index}"),
            CustomerVolume customer => string.Create(CultureInfo.InvariantCulture, $"customer.{customer.Volume}"),
            SpotValue spot => $"{spot.Field}",
            Operation operation => $"{operation.Operator}({parts})",
            Elsewhere elsewhere => string.Create(
                CultureInfo.InvariantCulture, $"{elsewhere.Whose}/{elsewhere.Tree}({parts})"),
            Undecided => $"name:{Names.Normal(expression.Text)}",
            OneOf => $"in:{Names.Normal(expression.Text)}",
            _ => $"{expression.GetType().Name}({parts})",
        };
    }

    /// <summary>Whether two formulas are the same quantity.</summary>
    public static bool Same(Expression left, Expression right) => Of(left) == Of(right);

    /// <summary>A formula without the changes of decimals around it.</summary>
    public static Expression Bare(Expression expression) => expression is Rescale ? Bare(expression.Parts[0]) : expression;

    private static string Number(Constant constant) => Rate.FromFixed(constant.Value, constant.Decimals).ToString();
}
