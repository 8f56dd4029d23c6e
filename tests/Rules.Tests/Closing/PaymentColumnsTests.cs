using Compensation.Rules.Closing;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>Payments in columns are the payments that were added; in order they are as LINQ orders them, which keeps equal ones as they came.</summary>
public class PaymentColumnsTests
{
    private static readonly Gen<Payment> AnyPayment =
        from payee in Gen.Choose(0, 3)
        from wallet in Gen.Elements("cash", "points")
        from currency in Gen.Elements("EUR", "JPY")
        from amount in Gen.Choose(-5, 5)
        from day in Gen.Choose(1, 3)
        from of in Gen.Elements("earnings", "a fee", "Team")
        select new Payment(payee, wallet, currency, amount, currency == "EUR" ? 2 : 0, new LocalDate(2026, 2, day), of);

    [Fact]
    public void Columns_OfTwoRanges_HoldAllAndOrderThem() => Prop.ForAll(AnyPayment.ListOf().Two().ToArbitrary(), ranges =>
    {
        var columns = new PaymentColumns();
        foreach (var range in new[] { ranges.Item1, ranges.Item2 })
        {
            var part = new PaymentColumns();
            foreach (var payment in range)
            {
                part.Add(payment, 3 * payment.Amount);
            }

            columns.AddAll(part);
        }

        List<Payment> added = [.. ranges.Item1, .. ranges.Item2];
        columns.ShouldBe(added);
        var ordered = columns.InOrder();
        ordered.ShouldBe(added.OrderBy(paid => paid.Payee).ThenBy(paid => paid.Due).ThenBy(paid => paid.Wallet, StringComparer.Ordinal)
            .ThenBy(paid => paid.Of, StringComparer.Ordinal));
        Enumerable.Range(0, ordered.Count).Select(ordered.OfPlan).ShouldBe(ordered.Select(paid => 3 * paid.Amount));
    }).QuickCheckThrowOnFailure();
}
