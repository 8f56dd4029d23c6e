using Compensation.Rules.Closing;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class PayoutTests
{
    private const string Rebate = """
        volumes:
          CV: {}
        bonuses:
          - rebate: Rebate
            of: CV
            rate: 10%

        """;

    [Fact]
    public void Payout_BelowMinimum_WaitsForTheNextPeriod()
    {
        const string plan = Rebate + "payout: { minimum: 25 }";
        var january = new Company(plan, "A").Order("1", "A", "200").Close();
        var february = new Company(plan, "A").Order("2", "A", "100", "2026-02-05").Close("2026-02", january.Carry);

        january.Payments.ShouldBeEmpty();
        february.Payments.ShouldHaveSingleItem().Amount.ShouldBe(30_00);
    }

    [Fact]
    public void Payout_NegativeBalance_IsWithheldInParts()
    {
        // A debt of 50.00; of each 30.00 at most half is withheld: 15.00, 15.00, 15.00, and the last 5.00.
        const string plan = Rebate + "payout: { withheld at most: 50% }";
        var company = new Company(plan, "A");
        company.Adjustments = [new Adjustment(0, -50_00, "", "Returned goods", "adj-1")];
        var paid = new List<long>();
        var carry = company.Close().Carry;
        for (var month = 2; month <= 5; month++)
        {
            var result = new Company(plan, "A").Order("o", "A", "300", $"2026-{month:D2}-05").Close($"2026-{month:D2}", carry);
            paid.Add(result.Payments.Sum(payment => payment.Amount));
            carry = result.Carry;
        }

        paid.ShouldBe([15_00, 15_00, 15_00, 25_00]);
    }

    [Fact]
    public void Payout_NegativeInAWalletOfItsOwn_IsWithheldThereInParts()
    {
        // In January 6.00 are taken away in points. From then on 8.00 come each month, of which at most half is withheld: 4.00, and then the last 2.00. The
        // 4.00 in cash are not touched.
        const string plan = """
            volumes:
              CV: {}
            bonuses:
              - rebate: Points
                of: CV
                rate: 10%
                wallet: points
              - rebate: Rebate
                of: CV
                rate: 5%
            payout: { withheld at most: 50% }
            """;
        var january = new Company(plan, "A");
        january.Adjustments = [new Adjustment(0, -6_00, "Points", "Returned goods", "adj-1")];
        var carry = january.Close().Carry;
        var paid = new List<(long, long)>();
        for (var month = 2; month <= 4; month++)
        {
            var result = new Company(plan, "A").Order("o", "A", "80", $"2026-{month:D2}-05").Close($"2026-{month:D2}", carry);
            paid.Add((Sum(result, "points"), Sum(result, "cash")));
            carry = result.Carry;
        }

        paid.ShouldBe([(4_00, 4_00), (6_00, 4_00), (8_00, 4_00)]);

        static long Sum(Result result, string wallet) => result.Payments.Where(payment => payment.Wallet == wallet).Sum(payment => payment.Amount);
    }

    [Fact]
    public void Payout_WalletsAndFee_SumToTheEarnings()
    {
        // 10.05 less a fee of 1.00 and 2%, which is 0.20; the shop gets 10% of 10.05, half up 1.01, cash the rest.
        const string plan = Rebate + """
            payout:
              wallets: { shop: 10%, cash: 90% }
              fees:
                - { fee: Transfer, amount: 1.00, percent: 2% }
            """;
        var result = new Company(plan, "A").Order("1", "A", "100.50").Close();

        result.Payments.Select(payment => (payment.Wallet, payment.Of, payment.Amount)).OrderBy(payment => payment.Amount)
            .ShouldBe([("cash", "Transfer", -1_20), ("shop", "earnings", 1_01), ("cash", "earnings", 9_04)]);
    }

    [Fact]
    public void Instalments_OddCent_LastTakesTheRest()
    {
        const string plan = """
            volumes:
              CV: {}
            bonuses:
              - rebate: Rebate
                of: CV
                rate: 10%
                instalments:
                  - { share: 50% }
                  - { share: 50%, months later: 1 }
            payout: { days after cutoff: 10 }
            """;
        var result = new Company(plan, "A").Order("1", "A", "0.50").Close();

        // 0.05 in two halves: 0.03 (half up) and 0.02. The period ends on the 31st, ten days later is 10 February.
        result.Payments.Select(payment => (payment.Amount, payment.Due))
            .ShouldBe([(3L, new LocalDate(2026, 2, 10)), (2L, new LocalDate(2026, 3, 10))]);
    }
}
