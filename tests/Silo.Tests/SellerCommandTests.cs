using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

/// <summary>Sellers from the command line, on a SQLite file.</summary>
public sealed class SellerCommandTests : IDisposable
{
    private const string Plan = """
        plan: Line
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        volumes:
          PV: {}
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%, 5%]
        """;

    private readonly TemporaryFolder folder = new();

    // A brought B and C, B brought D. D ordered 300 PV in January, which is closed, and 100 PV in February.
    public SellerCommandTests()
    {
        folder.Write("plan.yaml", Plan);
        folder.Write("sellers.csv", "seller,sponsor,enrolled\nA,,2026-01-01\nB,A,2026-01-02\nC,A,2026-01-03\nD,B,2026-01-04\n");
        folder.Write("orders.csv", "order,seller,placed,PV\nO1,D,2026-01-10,300\nO2,D,2026-02-03,100\n");
        Answer.To("ledger", "import", "--ledger", folder["ledger.db"], "--programme", "Line", "--plan", folder["plan.yaml"], "--data", folder[""],
            "--period", "2026-02", "--by", "ann").ExitCode.ShouldBe(ExitCode.Ok);
        Ask("period", "close", "--period", "2026-01", "--by", "max").ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public void Seller_EnrolledMovedAndUndone_ShowsWhereTheyStand()
    {
        Ask("seller", "enrol", "--seller", "E", "--sponsor", "D", "--effective", "2026-02-04", "--by", "shop").ExitCode.ShouldBe(ExitCode.Ok);
        var moved = Ask("seller", "move", "--seller", "E", "--parent", "C", "--effective", "2026-02-05", "--by", "ida", "--reason", "wrong sponsor").Json();

        Parent("E", "2026-02-04").ShouldBe("D");
        Parent("E", "2026-02-05").ShouldBe("C");
        Ask("seller", "undo", "--seller", "E", "--sequence", moved.GetProperty("sequence").GetRawText(), "--by", "ida", "--reason", "was right").ExitCode
            .ShouldBe(ExitCode.Ok);
        Parent("E", "2026-02-05").ShouldBe("D");
        Ask("seller", "terminate", "--seller", "E", "--effective", "2026-02-06", "--by", "ida", "--reason", "gave notice").ExitCode.ShouldBe(ExitCode.Ok);
        People("seller", "show", "--seller", "E").Output.ShouldContain("E, joined 2026-02-04T00:00:00Z: terminated.");
    }

    [Fact]
    public void Merge_TwoEntriesOfOnePerson_BringsTheFrontLineAlong()
    {
        Ask("seller", "merge", "--seller", "B", "--into", "C", "--effective", "2026-02-05", "--by", "ida", "--reason", "the same person").ExitCode
            .ShouldBe(ExitCode.Ok);

        Parent("D", "2026-02-04").ShouldBe("B");
        Parent("D", "2026-02-05").ShouldBe("C");
        People("seller", "show", "--seller", "B").Output.ShouldContain("merged into C");
    }

    [Fact]
    public void Place_WhoWaitsInTheHoldingTank_StandsWhereTheSponsorSays()
    {
        folder.Write("tank.yaml", Plan.Replace("bonuses:", """
            trees:
              enrolment: {}
              placement: { legs: [left, right], placing: { rule: by hand, holding days: 7 } }
            bonuses:
            """, StringComparison.Ordinal));
        folder.Write("orders.csv", "order,seller,placed,PV\n");
        folder.Write("sellers.csv", "seller,sponsor,placement,leg,enrolled\nA,,,,2026-01-01\n");
        string[] ledger = ["--ledger", folder["tank.db"], "--programme", "Tank"];
        Answer.To(["ledger", "import", .. ledger, "--plan", folder["tank.yaml"], "--data", folder[""], "--period", "2026-02", "--by", "ann"]).ExitCode
            .ShouldBe(ExitCode.Ok);
        Answer.To(["seller", "enrol", .. ledger, "--seller", "E", "--sponsor", "A", "--effective", "2026-02-04", "--by", "shop"]).ExitCode
            .ShouldBe(ExitCode.Ok);

        Answer.To(["seller", "place", .. ledger, "--seller", "E", "--tree", "placement", "--parent", "A", "--leg", "right",
            "--effective", "2026-02-05", "--by", "A"]).ExitCode.ShouldBe(ExitCode.Ok);

        var places = Answer.To(["seller", "show", .. ledger, "--seller", "E", "--effective", "2026-02-05", "--json"]).Json().GetProperty("places");
        places.EnumerateArray().Select(place => $"{place.GetProperty("tree")} {place.GetProperty("parent")} {place.GetProperty("leg")}")
            .ShouldContain("placement A right");
    }

    [Fact]
    public void Price_IsSaidBeforeAMove_AndClosedPayNeedsASecondPerson()
    {
        string[] move = ["--seller", "D", "--parent", "C", "--effective", "2026-01-05"];
        var price = Ask(["seller", "price", .. move]).Json();

        // 10% of 300 in January and of 100 in February go from B to C.
        price.GetProperty("total").EnumerateArray().Select(change => $"{change.GetProperty("seller")} {change.GetProperty("difference").GetRawText()}")
            .ShouldBe(["B -40.00", "C 40.00"]);
        price.GetProperty("posted forward")[1].GetProperty("difference").GetRawText().ShouldBe("30.00");
        People(["seller", "price", .. move]).Output.ShouldContain("a second person has to approve it");
        string[] reason = ["--by", "ida", "--reason", "wrong sponsor"];
        Ask(["seller", "move", .. move, .. reason]).Json().GetProperty("refused").GetString().ShouldBe("ApprovalMissing");
        Ask(["seller", "move", .. move, .. reason, "--approved-by", "eva"]).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public void Mistakes_AreNamed()
    {
        People("seller", "show", "--seller", "Z").ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(ExitCode.Usage), answer => answer.Errors.ShouldContain("no seller 'Z'"));
        People("seller", "show", "--seller", "A", "--effective", "05.02.2026").ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(ExitCode.Usage), answer => answer.Errors.ShouldContain("--effective is '05.02.2026'"));
        Ask("seller", "price", "--seller", "B", "--parent", "D", "--effective", "2026-02-05").ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(ExitCode.Findings), answer => answer.Json().GetProperty("refused").GetString().ShouldBe("Cycle"));
    }

    public void Dispose() => folder.Dispose();

    private string? Parent(string seller, string at) =>
        Ask("seller", "show", "--seller", seller, "--effective", at).Json().GetProperty("places")[0].GetProperty("parent").GetString();

    private Answer Ask(params string[] command) => People([.. command, "--json"]);

    private Answer People(params string[] command) => Answer.To([.. command, "--ledger", folder["ledger.db"], "--programme", "Line"]);
}
