using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class CanonicalOrderTests
{
    [Theory]
    // All begin alike, and eight bytes further on still do not tell some apart; a shorter id comes before those that begin with it.
    [InlineData("Root(S-1000000002,S-10,S-1000000001,S-100000000)", "Root,S-10,S-100000000,S-1000000001,S-1000000002")]
    [InlineData("S-1(S-1000000002,S-10,S-1000000001)", "S-1,S-10,S-1000000001,S-1000000002")]
    // Bytes, not numbers, and upper case before lower case.
    [InlineData("r(b,10,9,B,a)", "r,10,9,B,a,b")]
    // More siblings than are sorted one by one.
    [InlineData("r(o,n,m,l,k,j,i,h,g,f,e,d,c,b,a)", "r,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o")]
    public void Siblings_OfOneDay_StandInTheOrderOfTheirIds(string tree, string expected)
    {
        var company = new Company("volumes: { PV: {} }", tree);
        foreach (var seller in expected.Split(','))
        {
            company.Join(seller, "2026-01-01");
        }

        var result = company.Close();

        Enumerable.Range(0, result.Sellers.Count).Select(seller => result.Sellers[seller]).ShouldBe(expected.Split(','));
    }

    [Fact]
    public void Siblings_WhoJoinedEarlier_ComeFirst()
    {
        var result = new Company("volumes: { PV: {} }", "Root(A,B,C)").Join("A", "2026-01-03").Join("B", "2026-01-01").Join("C", "2026-01-02").Close();

        Enumerable.Range(0, 4).Select(seller => result.Sellers[seller]).ShouldBe(["Root", "B", "C", "A"]);
    }
}
