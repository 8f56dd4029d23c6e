using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class CurrencyTests
{
    private const string Plan = """
        volumes:
          CV: { times: volume factor }
        attributes:
          orders:
            currency: [EUR, GBP]
          sellers:
            paid in: [EUR, GBP]
        currencies:
          GBP: { volume factor: 1.1111, payout factor: 0.833 }
        bonuses:
          - rebate: Rebate
            of: CV
            rate: 20%
        payout: { currency by: paid in }
        """;

    [Fact]
    public void Order_InAnotherCurrency_BringsVolumeByItsFactor()
    {
        // 100.00 GBP × 1.1111 = 111.11; 20% of 211.11 is 42.222.
        var result = new Company(Plan, "A").Order("1", "A", "100").SetOrder("1", "currency", "EUR")
            .Order("2", "A", "100").SetOrder("2", "currency", "GBP").Close();

        Company.Pay(result, "A").ShouldBe(42_22);
    }

    [Fact]
    public void Payee_InAnotherCurrency_IsPaidByTheFactorFrozenWithTheRun()
    {
        // 200 × 20% = 40.00; at the plan's peg of 0.833 that is 33.32, at the run's frozen rate of 0.9 it is 36.00.
        var company = new Company(Plan, "A").Set("A", "paid in", "GBP").Order("1", "A", "200").SetOrder("1", "currency", "EUR");
        var pegged = company.Close().Payments.ShouldHaveSingleItem();
        company.Rates = new Dictionary<string, CurrencyRates> { ["GBP"] = new(Rate.One, new Rate(9, 10)) };
        var frozen = company.Close().Payments.ShouldHaveSingleItem();

        (pegged.Currency, pegged.Amount).ShouldBe(("GBP", 33_32));
        frozen.Amount.ShouldBe(36_00);
    }
}
