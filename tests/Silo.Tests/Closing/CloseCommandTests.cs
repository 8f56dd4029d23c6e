using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Closing;

public sealed class CloseCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Close_AMonth_PaysWhatThePlanSays()
    {
        var answer = SmallCompany.Close(folder, "2026-01", null, "--json");

        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        var run = answer.Json();
        run.GetProperty("pay").GetRawText().ShouldBe("25.00");
        run.GetProperty("bonuses").EnumerateArray().Select(bonus => bonus.GetProperty("amount").GetRawText())
            .ShouldBe(["19.00", "6.00"]);
        run.GetProperty("top").EnumerateArray()
            .Select(earner => $"{earner.GetProperty("seller").GetString()} {earner.GetProperty("amount").GetRawText()}")
            .ShouldBe(["anna 19.00", "ben 6.00"]);
        run.GetProperty("ranks").EnumerateArray().Select(rank => rank.GetProperty("sellers").GetInt32()).ShouldBe([1, 2]);
        run.GetProperty("orders").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Close_ForPeople_ShowsRatioTopEarnersAndRoot()
    {
        var answer = SmallCompany.Close(folder, "2026-01");

        // 25.00 of 160.00 is 15.625 %.
        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        answer.Output.ShouldContain("│ CV     │ 160.00 │       15.6 % │");
        answer.Output.ShouldContain("Top earners (2 of 3 sellers earn)");
        answer.Output.ShouldContain("│ anna   │         │ 19.00 │ 76.0 % │");
        answer.Output.ShouldMatch("Root hash [0-9a-f]{64}");
    }

    [Fact]
    public void Close_TheNextMonth_TakesOverTheCarry()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);

        var answer = SmallCompany.Close(folder, "2026-02", "2026-01", "--json");

        answer.Json().GetProperty("pay").GetRawText().ShouldBe("7.50");
        File.ReadAllText(folder["2026-02/carry.csv"]).ShouldContain("Balance/left,anna,1000,2\n");
    }

    [Fact]
    public void Close_WithAnyNumberOfThreads_HasTheSameRoot()
    {
        var roots = new[] { "1", "2", "7" }.Select(threads =>
        {
            var root = SmallCompany.Close(folder, "2026-01", null, "--json", "--threads", threads).Json().GetProperty("root");
            Directory.Delete(folder["2026-01"], recursive: true);
            return root.GetString();
        });

        roots.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void Close_BrokenRows_ShowsThemAllAndWritesNothing()
    {
        folder.Write("data/orders.csv", "order,seller,placed,CV\nO1,ben,2026-01-05,1e3\nO2,dora,2026-01-06,60\n");

        var answer = SmallCompany.Close(folder, "2026-01");

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("orders.csv:2:19: error");
        answer.Output.ShouldContain("    2 | O1,ben,2026-01-05,1e3");
        answer.Output.ShouldContain("orders.csv:3:4: error");
        answer.Output.ShouldContain("Nothing was written: 2 errors,");
        Directory.GetFileSystemEntries(folder["."]).Select(Path.GetFileName).Order().ShouldBe(["data", "plan.yaml"]);
    }

    [Fact]
    public void Close_ACircleInTheTree_NamesWhoStandsInIt()
    {
        folder.Write("data/sellers.csv", "seller,sponsor,placement,leg\nanna,,,\nben,cleo,,\ncleo,ben,,\n");

        var answer = SmallCompany.Close(folder, "2026-01");

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("sellers.csv: error circle");
        answer.Output.ShouldMatch("ben → cleo → ben|cleo → ben → cleo");
        Directory.Exists(folder["2026-01"]).ShouldBeFalse();
    }

    [Fact]
    public void Close_ABrokenPlan_ShowsItsFindings()
    {
        folder.Write("plan.yaml", SmallCompany.Plan.Replace("of: CV", "of: VC"));

        var answer = SmallCompany.Close(folder, "2026-01", null, "--json");

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Json().GetProperty("findings").EnumerateArray()
            .Select(finding => finding.GetProperty("line").GetInt32()).ShouldBe([20, 23]);
    }

    [Theory]
    [InlineData("2025-12", "is effective from 2026-01-01")]
    [InlineData("2026-13", "'2026-13' is not the name of a month, which is named like '2026-01'")]
    public void Close_APeriodThatThePlanDoesNotHave_SaysWhy(string period, string why)
    {
        var answer = SmallCompany.Close(folder, period);

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain(why);
    }

    [Fact]
    public void Close_AfterARunThatIsNotTheOneBefore_NamesTheOneToTake()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);

        var answer = SmallCompany.Close(folder, "2026-03", "2026-01");

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain("before '2026-03' comes '2026-02'. Name the run of '2026-02' with --previous");
    }

    [Fact]
    public void Close_AfterARunInAnotherCurrency_IsRefused()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        folder.Write("plan.yaml", SmallCompany.Plan.Replace("EUR", "USD"));

        var answer = SmallCompany.Close(folder, "2026-02", "2026-01");

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain("is in EUR with 2 decimals, the plan in USD with 2");
    }

    [Fact]
    public void Close_AfterARunThatWasChanged_IsRefused()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        File.AppendAllText(folder["2026-01/carry.csv"], "title,ben,1,0\n");

        var answer = SmallCompany.Close(folder, "2026-02", "2026-01");

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Errors.ShouldContain("carry.csv");
    }

    [Fact]
    public void Close_IntoARunThatExists_IsRefusedBeforeAnythingIsRead()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        File.Delete(folder["data/orders.csv"]);

        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public void Close_WhereItCannotWrite_FailsAndLeavesNothing()
    {
        var answer = Answer.To(
            "close", "--plan", folder["plan.yaml"], "--data", folder["data"], "--period", "2026-01", "--out", folder["plan.yaml/run"]);

        answer.ExitCode.ShouldBe(ExitCode.Environment);
        answer.Errors.ShouldContain("nothing of it was kept");
        Directory.GetFileSystemEntries(folder["."]).Select(Path.GetFileName).Order().ShouldBe(["data", "plan.yaml"]);
    }
}
