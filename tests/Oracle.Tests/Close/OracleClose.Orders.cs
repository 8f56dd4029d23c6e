using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Orders: one after another, each with all its rows on the table.</summary>
internal sealed partial class OracleClose
{
    /// <summary>A seller's total as one source, if it brings anything.</summary>
    private IEnumerable<Scene> WholeSeller(Member seller, Formula? where) =>
        new[] { new Scene(this, seller, seller) }.Where(scene => where?.Holds(scene) ?? true);

    /// <summary>A seller's orders as sources: the rows that the condition picks together, unless a table asks who bought them.</summary>
    private IEnumerable<Scene> OrdersOf(Member seller, Formula? where, params TableModel?[] tables)
    {
        var byBuyer = tables.Any(table => table?.Text.Contains("order.buyer", StringComparison.Ordinal) == true);
        foreach (var order in SalesOf(seller).GroupBy(row => row.Id))
        {
            List<Sale> rows = [.. order];
            var scene = new Scene(this, seller, seller) { Order = rows };
            var picked = rows.Where(row => where?.Holds(scene with { Sale = row, Paid = [row] }) ?? true);
            foreach (var together in picked.GroupBy(row => byBuyer && row.Customer is not null))
            {
                yield return scene with { Sale = together.First(), Paid = [.. together] };
            }
        }
    }
}
