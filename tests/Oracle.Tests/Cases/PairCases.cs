using Shouldly;
using Xunit;

namespace Compensation.Oracle.Tests.Cases;

/// <summary>Pairs on which the engine and the oracle once disagreed.</summary>
public sealed class PairCases
{
    private const string ExpiresAfterOne = """
        bonuses:
          - pair: Team
            tree: placement
            of: PV
            percent: 10%
            carry expires after: 1
        """;

    [Fact]
    public void Pair_CarryExpiresAfterOnePeriod_IsMatchedInTheNext()
    {
        var company = Drawn.Company("A - - 0 0", "B A left 100 0", "C A right 0 100");
        Drawn.Close(ExpiresAfterOne, company, months: 2)[1].Pay.ShouldBe("A 10");
    }

    [Fact]
    public void Pair_CarryExpiresAfterOnePeriod_IsGoneInTheOneAfter()
    {
        var company = Drawn.Company("A - - 0 0 0", "B A left 100 0 0", "C A right 0 0 100");
        Drawn.Close(ExpiresAfterOne, company, months: 3)[2].Pay.ShouldBe("");
    }

    [Fact]
    public void Pair_UnusedFlushedAndNotReceived_KeepsNothing()
    {
        // In the first month A may not receive; nothing that is flushed each month waits for the second.
        var company = Drawn.Company("A - - 0 50", "B A left 100 0", "C A right 0 100");
        Drawn.Close("""
            bonuses:
              - pair: Team
                tree: placement
                of: PV
                percent: 10%
                unused: flushed
                receives: PV >= 50
            """, company, months: 2)[1].Pay.ShouldBe("");
    }

    [Fact]
    public void Pair_TableAndLimitOfALine_PaysTheLimit()
    {
        var company = Drawn.Company("A - - 0", "B A left 100", "C A right 100");
        Drawn.Close("""
            bonuses:
              - pair: Team
                tree: placement
                of: PV
                table: { from 100: 40 }
                each at most: 25
            """, company)[0].Pay.ShouldBe("A 25");
    }
}
