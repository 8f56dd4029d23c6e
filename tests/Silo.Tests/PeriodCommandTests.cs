using System.Text.Json;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

/// <summary>The life of a period from the command line, on a SQLite file.</summary>
public sealed class PeriodCommandTests : IDisposable
{
    private const string Plan = """
        plan: Life
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: UTC
        cutoff: 5 days
        volumes:
          PV: {}
        ranks:
          ladder:
            - { rank: Silver, needs: PV >= 100 }
        bonuses:
          - rebate: Rebate
            of: PV
            rate: { by: rank, Silver: 10%, otherwise: 5% }
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private readonly TemporaryFolder folder = new();

    // B, below A, orders 300 PV: B gets 30 as a Silver, and so does A on the first level. A's own 40 PV bring 2, and 4 to a Silver.
    public PeriodCommandTests()
    {
        folder.Write("plan.yaml", Plan);
        folder.Write("sellers.csv", "seller,sponsor,enrolled\nA,,2025-11-01\nB,A,2025-11-02\n");
        folder.Write("orders.csv", "order,seller,placed,PV\nO1,B,2026-01-10,300\nO2,A,2026-01-13,40\nO3,A,2026-02-13,40\n");
        Answer.To("ledger", "import", "--ledger", folder["ledger.db"], "--programme", "Life", "--plan", folder["plan.yaml"], "--data", folder[""],
            "--period", "2026-01", "--by", "ann").ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public void Period_FromCloseToPaidAndRestated_GoesItsWay()
    {
        Stands(January("period", "close", "--by", "max"), "calculated", "62.00");
        January("period", "reject", "--by", "eva", "--reason", "A is Silver").ExitCode.ShouldBe(ExitCode.Ok);
        January("override", "--by", "ida", "--seller", "A", "--rank", "Silver", "--reason", "by contract").ExitCode.ShouldBe(ExitCode.Ok);
        January("hold", "--by", "ida", "--seller", "B", "--reason", "papers").ExitCode.ShouldBe(ExitCode.Ok);
        var closed = Stands(January("period", "close", "--by", "max"), "calculated", "64.00");
        var root = closed.GetProperty("root").GetString()!;
        var same = January("period", "approve", "--by", "max", "--root", root);
        (same.ExitCode, same.Json().GetProperty("refused").GetString()).ShouldBe((ExitCode.Findings, "SamePerson"));
        January("period", "approve", "--by", "eva", "--root", root).ExitCode.ShouldBe(ExitCode.Ok);
        January("period", "pay", "--by", "max").ExitCode.ShouldBe(ExitCode.Ok);
        January("period", "pay", "--by", "max", "--export", folder["january.csv"]).ExitCode.ShouldBe(ExitCode.Ok);
        File.ReadAllText(folder["january.csv"]).ShouldBe("payout,seller,wallet,currency,amount,due\n1,A,cash,EUR,34.00,2026-02-05\n");
        January("period", "pay", "--by", "bank", "--fail", "--payout", "1", "--reason", "closed").Json().GetProperty("payouts")[0].GetProperty("status")
            .GetString().ShouldBe("failed");
        January("period", "pay", "--by", "max", "--again", "--payout", "1").ExitCode.ShouldBe(ExitCode.Ok);
        January("period", "pay", "--by", "max", "--export", folder["january-2.csv"]).ExitCode.ShouldBe(ExitCode.Ok);
        January("period", "pay", "--by", "bank", "--confirm").Json().GetProperty("paid").GetBoolean().ShouldBeTrue();

        January("period", "restate", "--by", "max", "--begin", "--reason", "level was agreed at 35").ExitCode.ShouldBe(ExitCode.Ok);
        January("override", "--by", "ida", "--seller", "A", "--bonus", "Team", "--source", "B", "--amount", "35.00", "--reason", "agreed").ExitCode
            .ShouldBe(ExitCode.Ok);
        var restated = Stands(January("period", "restate", "--by", "max"), "calculated", "69.00");
        January("period", "approve", "--by", "eva", "--root", restated.GetProperty("root").GetString()!).ExitCode.ShouldBe(ExitCode.Ok);
        January("period", "restate", "--by", "max", "--post").ExitCode.ShouldBe(ExitCode.Ok);

        var status = January("period", "status").Json();
        (status.GetProperty("status").GetString(), status.GetProperty("version").GetInt32()).ShouldBe(("paid", 2));
        status.GetProperty("changes")[0].GetProperty("amount").GetDecimal().ShouldBe(5.00m);
        // February: 5% of 40 PV, and the difference.
        Stands(On("2026-02", "period", "close", "--by", "max"), "calculated", "7.00");
        var list = Answer.To("period", "list", "--ledger", folder["ledger.db"], "--programme", "Life");
        list.Output.ShouldContain("2026-01");
        list.Output.ShouldContain("calculated");
    }

    [Fact]
    public void Statement_OfASeller_ExplainsItsLines()
    {
        January("adjust", "--by", "ida", "--seller", "A", "--amount", "1.50", "--reason", "fair").ExitCode.ShouldBe(ExitCode.Ok);
        January("period", "close", "--by", "max").ExitCode.ShouldBe(ExitCode.Ok);

        var statement = January("statement", "--seller", "A", "--explain").Json();

        statement.GetProperty("total").GetRawText().ShouldBe("33.50");
        statement.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("amount").GetRawText()).ShouldBe(["2.00", "30.00", "1.50"]);
        statement.GetProperty("lines")[1].GetProperty("because").GetProperty("text").GetString()!.ShouldContain("A gets 30.00 EUR from B (Silver)");
        People("statement", "--seller", "A", "--period", "2026-01").Output.ShouldContain("Adjusted by 1.50 EUR: fair (ida)");
    }

    [Fact]
    public void Mistakes_AreNamed()
    {
        People("period", "close", "--period", "2025-01").ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(ExitCode.Findings), answer => answer.Errors.ShouldContain("It was never opened. Open it first."));
        People("period", "status", "--period", "2025-01").ExitCode.ShouldBe(ExitCode.Usage);
        People("adjust", "--period", "2026-01", "--seller", "A", "--amount", "1,5", "--reason", "x").ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(ExitCode.Usage),
            answer => answer.Errors.ShouldContain("--amount is '1,5'; it must be a number with at most 2 decimals, such as 12.50."));
        People("adjust", "--period", "2026-01", "--seller", "Z", "--amount", "1", "--reason", "x").Errors.ShouldContain("The programme knows no seller");
        People("override", "--period", "2026-01", "--seller", "A", "--reason", "x").ExitCode.ShouldBe(ExitCode.Usage);
        People("period", "pay", "--period", "2026-01", "--fail").ExitCode.ShouldBe(ExitCode.Usage);
        People("statement", "--period", "2026-01", "--seller", "Z").ExitCode.ShouldBe(ExitCode.Usage);
        Answer.To("period", "list", "--ledger", folder["ledger.db"], "--programme", "Death").Errors.ShouldContain("no programme 'Death'");
    }

    public void Dispose() => folder.Dispose();

    private Answer January(params string[] command) => On("2026-01", command);

    private Answer On(string period, params string[] command) => People([.. command, "--period", period, "--json"]);

    private Answer People(params string[] command) => Answer.To([.. command, "--ledger", folder["ledger.db"], "--programme", "Life"]);

    private static JsonElement Stands(Answer answer, string status, string earned)
    {
        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Output + answer.Errors);
        var json = answer.Json();
        (json.GetProperty("status").GetString(), json.GetProperty("earned").GetRawText()).ShouldBe((status, earned));
        return json;
    }
}
