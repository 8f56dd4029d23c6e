using Shouldly;
using Xunit;

namespace Compensation.Oracle.Tests.Cases;

/// <summary>Grants and pools on which the engine and the oracle once disagreed: companies with more refunds than sales.</summary>
public sealed class GrantAndShareCases
{
    [Fact]
    public void Stairstep_GroupBelowZero_PaysNothingRatherThanLess()
    {
        // B: 10% of 50. A: 10% of the group's -50, less B's 5, is -10: never below zero.
        var company = Drawn.Company("A - - -100", "B A - 50");
        Drawn.Close("""
            measures: { group CV: { sum: CV } }
            bonuses:
              - grant: Team
                of: group CV
                rate: 10%
                less legs: group CV
            """, company)[0].Pay.ShouldBe("B 5");
    }

    [Fact]
    public void Pool_FundBelowZero_PaysNobody()
    {
        var company = Drawn.Company("A - - -100", "B A - 50");
        Drawn.Close("""
            bonuses:
              - pool: Leaders
                fund: 10% * company CV
            """, company)[0].Pay.ShouldBe("");
    }
}
