using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>The orders that a bonus per order pays on: which rows of each, and which of them together.</summary>
/// <remarks>
/// An order is one source, however many rows it has. Rows that the bonus's <c>where</c> refuses do not count, and rows that differ in
/// something that a rate asks about rows (a category) are sources of their own, one for each value.
/// </remarks>
internal sealed class OrderSources
{
    private readonly Frame frame;
    private readonly Expression? where;
    private readonly (OrderField Field, int Index)[] apart;

    public OrderSources(Frame frame, GrantRule rule)
        : this(frame, rule, rule.Where, rule.ToOrderAttribute ? [(OrderField.Attribute, rule.ToAttribute)] : [])
    {
    }

    public OrderSources(Frame frame, WalkRule rule)
        : this(frame, rule, rule.Where, [])
    {
    }

    private OrderSources(Frame frame, BonusRule rule, Expression? where, IEnumerable<(OrderField Field, int Index)> payee)
    {
        this.frame = frame;
        this.where = where;
        apart = [.. rule.Reads.Where(read => read != where).SelectMany(Columns).Where(column => column.IsOfRow)
            .Select(column => (column.Field, column.Index)).Concat(payee).Distinct()];
    }

    /// <summary>The sources of a bonus per order, or null for another one.</summary>
    public static OrderSources? Of(Frame frame, BonusRule rule) => rule switch
    {
        GrantRule { Document.Per: SourcePer.Order } grant => new OrderSources(frame, grant),
        WalkRule { Document.Per: SourcePer.Order } walk => new OrderSources(frame, walk),
        _ => null,
    };

    /// <summary>How many orders the period has.</summary>
    public int Count => frame.Orders.InPeriod.Count;

    /// <summary>The spots of an order at which it is paid on: one, or one for each value in which its rows differ, or none.</summary>
    /// <param name="order">The order, by its number among those of the period.</param>
    /// <param name="into">Takes the spots; emptied before.</param>
    public void Find(int order, List<Spot> into) => Find(frame.Orders.InPeriod.RowsOf(order), where, into);

    /// <summary>The spots of all orders of a seller.</summary>
    public IEnumerable<Spot> Of(int seller)
    {
        var spots = new List<Spot>();
        foreach (var order in frame.Orders.InPeriod.Of(seller))
        {
            Find(order, spots);
            foreach (var spot in spots)
            {
                yield return spot;
            }
        }
    }

    /// <summary>The spots at which rows of an earlier period's order were paid on: what only the rows decide is asked again, the rest was then so.</summary>
    public IReadOnlyList<Spot> OfEarlier(ReadOnlySpan<int> rows)
    {
        var spots = new List<Spot>();
        Find(rows, Fixed(where), spots);
        return spots;
    }

    private void Find(ReadOnlySpan<int> rows, Expression? pays, List<Spot> into)
    {
        into.Clear();
        if (rows.Length == 1)
        {
            var spot = At(rows[0]);
            if (pays is null || pays.At(spot) != 0)
            {
                into.Add(spot);
            }

            return;
        }

        var parts = new List<List<int>>();
        foreach (var row in rows)
        {
            if (pays is null || pays.At(At(row)) != 0)
            {
                var part = parts.Find(known => AreAlike(known[0], row));
                if (part is null)
                {
                    parts.Add([row]);
                }
                else
                {
                    part.Add(row);
                }
            }
        }

        into.AddRange(parts.Select(part => At(part[0]) with { Rows = part.Count == 1 ? null : [.. part] }));
    }

    private Spot At(int row)
    {
        var seller = frame.Orders.SellerOf(row);
        return new Spot(frame, seller) { Source = seller, Row = row };
    }

    private bool AreAlike(int left, int right)
    {
        foreach (var (field, index) in apart)
        {
            if (frame.Orders.Value(field, index, left) != frame.Orders.Value(field, index, right))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The part of a condition that speaks of nothing but rows; null where there is none.</summary>
    private static Expression? Fixed(Expression? condition)
    {
        if (condition is Operation { Operator: Operator.And } both)
        {
            var (left, right) = (Fixed(both.Left), Fixed(both.Right));
            return left is null || right is null ? left ?? right : new Operation(Operator.And, left, right) { Unit = Unit.Flag };
        }

        return condition is null || condition.Any(part => part is OrderColumn { IsOfRow: false } or Column or CompanyTotal or Elsewhere) ? null : condition;
    }

    private static IEnumerable<OrderColumn> Columns(Expression expression) =>
        expression.Parts.SelectMany(Columns).Concat(expression is OrderColumn column ? [column] : []);
}
