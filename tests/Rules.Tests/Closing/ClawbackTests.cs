using Compensation.Rules.Closing;
using Compensation.Rules.Tests.Explaining;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>What refunds of orders of closed periods take back.</summary>
public class ClawbackTests
{
    [Fact]
    public void Binary_PayeeRefundsAnOwnOrder_KeepsThePayForTheLegs()
    {
        // R was paid 4.00 for the balance of the legs A and B. R's own order stands in no leg of R's, so its refund takes nothing back.
        var company = new Company("""
            volumes: { CV: {} }
            trees:
              placement: { parent: placement, legs: [left, right] }
            bonuses:
              - binary: Pairs
                of: CV
                percent: 10%
            """, "R(A,B)").Order("o1", "R", "50");
        company.Refunds = [new Refund(0, Company.Millisecond("2026-02-05"), null, "r1")];
        company.Prior = [new PriorLine("2026-01", "Pairs", company["R"], company["R"], -1, 0, 4000, 2, 400, 0)];

        company.Explain("2026-02").Result.Lines.Count.ShouldBe(0);
    }
}
