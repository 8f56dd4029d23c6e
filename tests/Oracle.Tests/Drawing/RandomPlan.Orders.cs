using Compensation.Oracle.Tests.Model;
using static Compensation.Oracle.Tests.Model.Formula;

namespace Compensation.Oracle.Tests.Drawing;

/// <summary>What bonuses per order ask about orders and their rows.</summary>
internal sealed partial class RandomPlan
{
    private static readonly Formula ByCustomer = new("buyer is customer", scene => Fraction.Of(scene.Sale!.Customer is not null));

    private static Formula WholeOrder(string text) =>
        new(text, scene => Fraction.Sum(scene.Order.Select(row => row.Value("CV"))));

    private GrantModel GrantPerOrder(GrantModel grant)
    {
        grant = grant with { PerOrder = true, Where = dice.Maybe(60, WhichOrders) };
        return dice.Chance(30) ? grant with { Amount = OrderTable("2.00", "5.55") }
            : grant with { Of = OfSale("CV"), Rate = dice.Chance(50) ? AnyTable("2.5%", "5%", "10%", "12.345%") : OrderTable("2.5%", "12.345%") };
    }

    /// <summary>Picks orders by their size or their seller, rows by their buyer or their own size.</summary>
    private Formula WhichOrders() => dice.Pick(
        ByCustomer,
        WholeOrder("CV").AtLeast(Number("100")),
        ByCustomer.And(WholeOrder("order.CV").AtLeast(Number("49.99"))),
        new Formula("row.CV", scene => scene.Sale!.Value("CV")).Above(Number("50")),
        dice.Pick(Active, RankAtLeast()),
        OfSource("PV").AtLeast(Number("200")));

    /// <summary>By the size of the whole order, or by who bought the row.</summary>
    private TableModel OrderTable(string small, string large) => dice.Chance(60)
        ? TableModel.From(WholeOrder("order.CV"), [("0", TableModel.Single(small)), ("120.01", TableModel.Single(large))])
        : new TableModel($"{{ by: order.buyer is customer, yes: {large}, no: {small} }}",
            scene => Fraction.Parse(scene.Sale!.Customer is null ? small : large));
}
