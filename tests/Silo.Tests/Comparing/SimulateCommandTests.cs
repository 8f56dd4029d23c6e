using System.Text.Json;
using Compensation.Silo.Tests.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Comparing;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Simulate_AgainstAPlan_ChainsTheCarryOfBoth()
    {
        // Team 12 % and 5 %: January 25.00 + 2 % of 160.00 = 28.20; February 7.50 + 2 % of 30.00 = 8.10.
        var answer = Simulate("2026-01,2026-02", folder["plan.yaml"]);

        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        Pays(answer).ShouldBe(["25.00 28.20", "7.50 8.10"]);
        answer.Json().GetProperty("after").GetRawText().ShouldBe("36.30");
        answer.Json().GetProperty("sellers").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Simulate_AgainstRuns_ComparesWithWhatTheyPaid()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        SmallCompany.Close(folder, "2026-02", "2026-01").ExitCode.ShouldBe(ExitCode.Ok);

        Pays(Simulate("2026-01,2026-02", folder["2026-01"], folder["2026-02"])).ShouldBe(["25.00 28.20", "7.50 8.10"]);

        // February alone takes over January's carry, as the run that it is compared with did.
        Pays(Simulate("2026-02", folder["2026-02"])).ShouldBe(["7.50 8.10"]);
    }

    [Fact]
    public void Simulate_ForPeople_ShowsRatiosRanksAndGains()
    {
        var output = Answer.To([.. Arguments("2026-01", folder["plan.yaml"])]).Output;

        // 25.00 and 28.20 of 160.00.
        output.ShouldContain("│ 2026-01 │   25.00 │ 15.6 % │   28.20 │ 17.6 % │       3.20 │");
        output.ShouldContain("│ Partner │       2 │       2 │          0 │");
        output.ShouldContain("Sellers who gain: 2; who lose: 0.");
    }

    [Fact]
    public void Simulate_ThreeLevelsInsteadOfTwo_ShowsTheBreakageOfBoth()
    {
        // January: 160.00, of which 15 % are promised by two levels and 6.00 by the balance: 30.00; 25.00 is received. Above Anna nobody takes
        // level 2 of Ben's 100.00: 5.00. A third level of 4 % promises 6.40 more, to nobody. February: 30.00; Cleo has two above her,
        // so only the third level lacks somebody: 1.20. The balance promises what it pays.
        var arguments = ThreeLevels("2026-01,2026-02", folder["plan.yaml"]);
        var output = Answer.To(arguments).Output;

        output.ShouldContain("│ 2026-01 │    5.00 │ 3.1 % │   11.40 │ 7.1 % │       6.40 │");
        output.ShouldContain("│ 2026-02 │    0.00 │ 0.0 % │    1.20 │ 4.0 % │       1.20 │");
        output.ShouldContain("│ Team    │ current │    28.50 │    23.50 │     5.00 │ 2.6 % │");
        output.ShouldContain("│         │ changed │    36.10 │    23.50 │    12.60 │ 6.6 % │");
        output.ShouldContain("│ Total   │ current │    37.50 │    32.50 │     5.00 │ 2.6 % │");
        output.ShouldContain("│ no upline │    5.00 │ 2.6 % │   12.60 │ 6.6 % │       7.60 │");

        var january = Answer.To([.. arguments, "--json"]).Json().GetProperty("periods")[0];
        january.GetProperty("current").GetProperty("breakage").GetProperty("amount").GetRawText().ShouldBe("5.00");
        var changed = january.GetProperty("changed").GetProperty("breakage");
        changed.GetProperty("promised").GetRawText().ShouldBe("36.40");
        changed.GetProperty("received").GetRawText().ShouldBe("25.00");
        changed.GetProperty("reasons").EnumerateObject().ShouldHaveSingleItem().ToString().ShouldBe("\"no upline\": 11.40");
        changed.GetProperty("bonuses")[1].GetProperty("bonus").GetString().ShouldBe("Balance");
        changed.GetProperty("bonuses")[1].GetProperty("amount").GetRawText().ShouldBe("0.00");
    }

    [Fact]
    public void Simulate_AgainstRuns_SaysThatTheirBreakageIsUnknown()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        var arguments = ThreeLevels("2026-01", folder["2026-01"]);
        var output = Answer.To(arguments).Output;

        output.ShouldContain("│ 2026-01 │ unknown │ unknown │   11.40 │ 7.1 % │    unknown │");
        output.ShouldContain("The breakage of stored runs is unknown");
        var january = Answer.To([.. arguments, "--json"]).Json().GetProperty("periods")[0];
        january.GetProperty("current").GetProperty("breakage").ValueKind.ShouldBe(JsonValueKind.Null);
        january.GetProperty("changed").GetProperty("breakage").GetProperty("amount").GetRawText().ShouldBe("11.40");
    }

    [Theory]
    [InlineData("2026-01,2026-03", "After '2026-01' comes '2026-02', not '2026-03'")]
    [InlineData("", "--period names no period")]
    [InlineData("2025-12", "is effective from")]
    public void Simulate_PeriodsThatDoNotFollowOneAnother_SaysWhy(string periods, string why)
    {
        var answer = Simulate(periods, folder["plan.yaml"]);

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain(why);
    }

    [Fact]
    public void Simulate_ABrokenRow_ShowsItAndLeavesNothing()
    {
        File.AppendAllText(folder["data/orders.csv"], "O9,nobody,2026-01-08,1\n");

        var answer = Simulate("2026-01", folder["plan.yaml"]);

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Json().GetProperty("findings").GetArrayLength().ShouldBe(1);
    }

    private string[] Arguments(string periods, params string[] against) => Changed("[12%, 5%]", periods, against);

    private string[] ThreeLevels(string periods, string against) => Changed("[10%, 5%, 4%]", periods, against);

    private string[] Changed(string rates, string periods, params string[] against)
    {
        folder.Write("changed.yaml", SmallCompany.Plan.Replace("[10%, 5%]", rates));
        return ["simulate", "--plan", folder["changed.yaml"], "--data", folder["data"], "--period", periods, "--against", .. against];
    }

    private Answer Simulate(string periods, params string[] against) => Answer.To([.. Arguments(periods, against), "--json"]);

    private static IEnumerable<string> Pays(Answer answer) => answer.Json().GetProperty("periods").EnumerateArray().Select(period =>
        $"{period.GetProperty("current").GetProperty("pay").GetRawText()} {period.GetProperty("changed").GetProperty("pay").GetRawText()}");
}
