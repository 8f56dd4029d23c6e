using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans;
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

    [Fact]
    public void Order_OfManySellers_IsLevelByLevel_AndByJoiningThenIdAmongSiblings()
    {
        // Wide and narrow front lines, more children of one parent and of many together than are looked at in one go, and ties in everything but the id.
        const int Sellers = 20_000;
        var random = new Random(7);
        var (parent, joined) = (new int[Sellers], new long[Sellers]);
        for (var row = 0; row < Sellers; row++)
        {
            parent[row] = row < 3 ? -1 : row % 3 == 0 ? 1 : random.Next(row);
            joined[row] = 1_760_000_000_000 + random.Next(4);
        }

        var result = PeriodClose.Close(PlanOfTwoTrees(), TwoTrees(parent, joined, Nobody(Sellers)));

        // The slow way: whoever stands on a level, ordered by the parent's place, joining and id.
        var (expected, level) = (new List<int>(), Enumerable.Range(0, Sellers).Where(row => parent[row] < 0));
        for (var placed = new Dictionary<int, int> { [-1] = 0 }; level.Any(); level = Enumerable.Range(0, Sellers)
            .Where(row => placed.ContainsKey(row) == false && placed.ContainsKey(parent[row])).ToList())
        {
            foreach (var row in level.OrderBy(row => placed[parent[row]]).ThenBy(row => joined[row]).ThenBy(row => $"{row}", StringComparer.Ordinal).ToList())
            {
                placed[row] = expected.Count;
                expected.Add(row);
            }
        }

        result.SnapshotRow.ShouldBe(expected);
    }

    [Fact]
    public void Tree_ThatNothingInThePlanGoesBy_IsLookedAtWhenItIsAskedFor()
    {
        // 2 and 3 stand below each other in the second tree.
        var closed = PeriodClose.Close(PlanOfTwoTrees(), TwoTrees([-1, 0, 0, 0], [0, 1, 2, 3], [-1, 0, 3, 2]));

        closed.Trees[0].Parent.ShouldBe([-1, 0, 0, 0]);
        Should.Throw<GenealogyException>(() => closed.Trees[1].Parent).Message
            .ShouldContain("in the tree 'placement' these sellers stand above each other in a circle: 2 → 3 → 2", Case.Insensitive);
        PeriodClose.Close(PlanOfTwoTrees(), TwoTrees([-1, 0, 0, 0], [0, 1, 2, 3], [-1, 0, 1, 2])).Trees[1].Parent.ShouldBe([-1, 0, 1, 2]);
    }

    private static Plan PlanOfTwoTrees() => new Company("volumes: { PV: {} }\ntrees: { enrolment: {}, placement: { legs: [left, right] } }", "Root").Plan;

    private static int[] Nobody(int sellers) => [.. Enumerable.Repeat(-1, sellers)];

    private static Snapshot TwoTrees(int[] enrolment, long[] joined, int[] placement) => new()
    {
        Period = PlanOfTwoTrees().Calendar.Find("2026-01")!,
        Sellers = new SellerColumns
        {
            Ids = new Ids(enrolment.Select((_, row) => $"{row}")),
            Enrolled = joined,
            Trees = [new EdgeColumns(enrolment, [.. enrolment.Select(_ => (sbyte)-1)]), new EdgeColumns(placement, [.. placement.Select(_ => (sbyte)0)])],
            Attributes = [],
        },
        Orders = new OrderColumns
        {
            Ids = new Ids([]),
            Seller = [],
            Customer = [],
            Customers = new Ids([]),
            Placed = [],
            Volumes = [[]],
            Attributes = [],
        },
    };
}
