using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Derives what an order brings down to its rows.</summary>
internal static class OrderReasons
{
    private const int MostShown = 10;

    /// <summary>A value of an order; a volume of several rows with each of them.</summary>
    public static Reason Of(ClosedPeriod period, OrderColumn of, in Spot at)
    {
        var value = of.At(at);
        var reason = new Reason($"{of.Text} of {period.OrderOf(at.Row)} = {period.Text(of, value)}")
        {
            Facts = [new Fact("order", period.OrderId(at.Row)), period.Show(of.Text, of, value)],
        };
        var order = period.Frame.Orders.RowsOfOrder(at.Row);
        if (of.IsOfRow || order.Length == 1)
        {
            return reason;
        }

        var counted = of.Field == OrderField.WholeVolume ? order : at.Rows ?? [at.Row];
        var rows = ClosedPeriod.Some(counted, MostShown, row => Row(period, of, row, order));
        var others = order.Length - counted.Length;
        return reason with { Because = others == 0 ? rows : [.. rows, new Reason($"{Several(others)} of the order not in it: paid apart, or not at all")] };
    }

    /// <summary>The whole orders that formulas ask for, where an order has several rows.</summary>
    public static IReadOnlyList<Reason> Wholes(ClosedPeriod period, IEnumerable<Expression> formulas, Spot at) =>
        at.Row < 0 || period.Frame.Orders.RowsOfOrder(at.Row).Length == 1 ? []
            : [.. formulas.SelectMany(Columns).Where(column => column.Field == OrderField.WholeVolume).DistinctBy(column => column.Index)
                .Select(column => Of(period, column, at))];

    /// <summary>Why an order of several rows pays at all, where the plan asks for its size.</summary>
    public static IEnumerable<Reason> Where(ClosedPeriod period, Expression? where, Spot at) =>
        where is not null && Wholes(period, [where], at) is { Count: > 0 } wholes ? [new Reason($"where {where.Text}") { Because = wholes }] : [];

    /// <summary>That an order is paid on once, however many rows it has; nothing for a single row.</summary>
    public static IEnumerable<Reason> Once(ClosedPeriod period, Spot at) => at.Rows is not { } rows ? []
        : [new Reason($"once for {Several(rows.Length)} of {period.OrderOf(at.Row)}") { Facts = [new Fact("order", period.OrderId(at.Row))] }];

    private static Reason Row(ClosedPeriod period, OrderColumn of, int row, int[] order)
    {
        var orders = period.Frame.Snapshot.Orders;
        var choices = period.Plan.OrderAttributes.Where(attribute => attribute.Choices.Count > 0 && orders.Attributes[attribute.Index][row] > 0)
            .Select(attribute => attribute.Choices[(int)orders.Attributes[attribute.Index][row] - 1]).ToList();
        var seller = period.Frame.Orders.SellerOf(row);
        var credited = seller == period.Frame.Orders.SellerOf(order[0]) ? [] : new[] { $"credited to {period.IdOf(seller)}" };
        var about = string.Join(", ", choices.Concat(credited));
        var (number, units) = (Array.IndexOf(order, row) + 1, period.Frame.Orders.Volume(of.Index)[row]);
        return new Reason($"row {number}{(about.Length == 0 ? "" : $" ({about})")}: {period.Text(of, units)}")
        {
            Facts = [new Fact("row", $"{number}", Unit.Count, number), period.Show(of.Text, of, units)],
        };
    }

    private static string Several(int rows) => rows == 1 ? "1 row" : $"{rows} rows";

    private static IEnumerable<OrderColumn> Columns(Expression expression) =>
        expression.Parts.SelectMany(Columns).Concat(expression is OrderColumn column ? [column] : []);
}
