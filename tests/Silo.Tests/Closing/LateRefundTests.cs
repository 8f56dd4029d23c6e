using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Closing;

/// <summary>Refunds after the close take back their share of what was paid, through the chain of runs.</summary>
public sealed class LateRefundTests : IDisposable
{
    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Refund_OfHalfAnOrder_TakesBackHalfFromEverybodyWhoWasPaidOnIt()
    {
        // Of Cleo's 60.00 of January 30.00 come back: Ben's 6.00 and Anna's 3.00 lose half.
        Refunds("R1,O2,2026-02-10,30");

        Close("2026-01", "2026-02");

        Clawbacks("2026-02").ShouldBe(["Team,ben,cleo,O2,30.00,-3.00", "Team,anna,cleo,O2,30.00,-1.50"]);
    }

    [Fact]
    public void Refund_InTwoParts_TakesBackExactlyWhatWasPaid()
    {
        // A third, then the rest: 6.00 → -2.00, -4.00 and 3.00 → -1.00, -2.00.
        Refunds("R1,O2,2026-02-10,20", "R2,O2,2026-03-10,40");

        Close("2026-01", "2026-02", "2026-03");

        Clawbacks("2026-02").ShouldBe(["Team,ben,cleo,O2,20.00,-2.00", "Team,anna,cleo,O2,20.00,-1.00"]);
        Clawbacks("2026-03").ShouldBe(["Team,ben,cleo,O2,40.00,-4.00", "Team,anna,cleo,O2,40.00,-2.00"]);
    }

    [Fact]
    public void Refund_OfEverythingThatIsLeft_AfterAPartInTheMonthItself_TakesBackOnlyTheRest()
    {
        // 20.00 of the 60.00 are refunded within January, so Ben was paid 4.00 and Anna 2.00 on 40.00.
        Refunds("R1,O2,2026-01-20,20", "R2,O2,2026-02-10,");

        Close("2026-01", "2026-02");

        Clawbacks("2026-02").ShouldBe(["Team,ben,cleo,O2,40.00,-4.00", "Team,anna,cleo,O2,40.00,-2.00"]);
    }

    [Fact]
    public void Refund_OfOneOrderOfTwo_TakesBackItsShareOfTheSellersLine()
    {
        // Cleo's 60.00 and 40.00 of January are one line: 100.00. Ben was paid 10.00, Anna 5.00; two fifths come back.
        File.AppendAllText(folder["data/orders.csv"], "O4,cleo,2026-01-09,40\n");
        Refunds("R1,O4,2026-02-10,");

        Close("2026-01", "2026-02");

        Clawbacks("2026-02").ShouldBe(["Team,ben,cleo,O4,40.00,-4.00", "Team,anna,cleo,O4,40.00,-2.00"]);
    }

    [Fact]
    public void Refund_UnderAPlanWithLinesPerOrder_TakesBackThatOrdersLines()
    {
        folder.Write("plan.yaml", SmallCompany.Plan.Replace("    of: CV\n    rate: [10%", "    of: CV\n    per: order\n    rate: [10%"));
        File.AppendAllText(folder["data/orders.csv"], "O4,cleo,2026-01-09,40\n");
        Refunds("R1,O2,2026-02-10,30", "R2,O2,2026-03-01,30");

        Close("2026-01", "2026-02", "2026-03");

        Clawbacks("2026-02").ShouldBe(["Team,ben,cleo,O2,30.00,-3.00", "Team,anna,cleo,O2,30.00,-1.50"]);
        Clawbacks("2026-03").ShouldBe(["Team,ben,cleo,O2,30.00,-3.00", "Team,anna,cleo,O2,30.00,-1.50"]);
    }

    [Fact]
    public void Refund_OfOneRowOfAnOrderPaidByCategory_TakesBackThatCategorysLine()
    {
        // Food 60.00 at 10 %, Care 40.00 at 5 % = 2.00. Half of Care comes back: 1.00.
        folder.Write("plan.yaml", SmallCompany.Plan.Replace("volumes:", "attributes: { orders: { category: [Food, Care] } }\nvolumes:")
            + "\n  - { grant: Category, per: order, of: CV, rate: { by: order.category, Food: 10%, Care: 5% } }\n");
        folder.Write("data/orders.csv", "order,seller,placed,CV,category\nO1,anna,2026-01-05,60,Food\nO1,anna,2026-01-05,40,Care\n");
        folder.Write("data/refunds.csv", "refund,order,refunded,line,CV\nR1,O1,2026-02-10,2,20\n");

        Close("2026-01", "2026-02");

        Clawbacks("2026-02").ShouldBe(["Category,anna,anna,O1,20.00,-1.00"]);
    }

    [Fact]
    public void Refund_WhenOrdersStandInAnotherOrderByThen_IsStillFound()
    {
        folder.Write("plan.yaml", SmallCompany.Plan.Replace("    of: CV\n    rate: [10%", "    of: CV\n    per: order\n    rate: [10%"));
        Refunds("R1,O2,2026-02-10,20", "R2,O2,2026-03-10,40");
        Close("2026-01", "2026-02");
        var rows = File.ReadAllLines(folder["data/orders.csv"]);
        File.WriteAllLines(folder["data/orders.csv"], rows.Skip(1).Reverse().Prepend(rows[0]));

        SmallCompany.Close(folder, "2026-03", "2026-02").ExitCode.ShouldBe(ExitCode.Ok);

        Clawbacks("2026-03").ShouldBe(["Team,ben,cleo,O2,40.00,-4.00", "Team,anna,cleo,O2,40.00,-2.00"]);
    }

    [Fact]
    public void Refund_UnderAMatchingBonus_TakesBackOfThePayThatWasMatched()
    {
        // January: Ben 6.00 on Cleo's 60.00, of which Anna, his sponsor, is matched 50 %: 3.00. Half of the order comes back.
        folder.Write("plan.yaml", SmallCompany.Plan + "\n  - matching: Match\n    of: earnings from Team\n    rate: [50%]\n");
        Refunds("R1,O2,2026-02-10,30");

        Close("2026-01", "2026-02");

        Clawbacks("2026-02").ShouldBe(
            ["Team,ben,cleo,O2,30.00,-3.00", "Team,anna,cleo,O2,30.00,-1.50", "Match,anna,ben,O2,3.00,-1.50"]);
    }

    [Fact]
    public void Refund_UnderAVolumeThatIsAFormula_TakesBackWhatTheFormulaMakesOfIt()
    {
        // BV is half of CV: Ben was paid 10 % of 30.00, Anna 5 %. A third of the order comes back: 10.00 of BV.
        folder.Write("plan.yaml", SmallCompany.Plan.Replace("  CV:\n", "  CV:\n  BV: CV * 50%\n")
            .Replace("of: CV\n    rate", "of: BV\n    rate"));
        Refunds("R1,O2,2026-02-10,20");

        Close("2026-01", "2026-02");

        Clawbacks("2026-02").ShouldBe(["Team,ben,cleo,O2,10.00,-1.00", "Team,anna,cleo,O2,10.00,-0.50"]);
    }

    [Fact]
    public void Refund_WhereABonusCannotBeFollowedToOrders_IsARemark()
    {
        Refunds("R1,O2,2026-02-10,30");
        Close("2026-01");

        SmallCompany.Close(folder, "2026-02", "2026-01").Output
            .ShouldContain("Remark: Late refunds take nothing back of 'Balance'");
    }

    private void Refunds(params string[] rows) =>
        folder.Write("data/refunds.csv", "refund,order,refunded,CV\n" + string.Join("\n", rows) + "\n");

    private void Close(params string[] periods)
    {
        for (var i = 0; i < periods.Length; i++)
        {
            var answer = SmallCompany.Close(folder, periods[i], i > 0 ? periods[i - 1] : null);
            answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Output + answer.Errors);
        }
    }

    /// <summary>The clawback lines of a run: bonus, payee, source, order, base, amount.</summary>
    private List<string> Clawbacks(string period) =>
    [
        .. File.ReadAllLines(folder[$"{period}/commissions.csv"]).Select(line => line.Split(','))
            .Where(field => field[2] == "clawback")
            .Select(field => $"{field[1]},{field[3]},{field[4]},{field[5]},{field[7]},{field[9]}"),
    ];
}
