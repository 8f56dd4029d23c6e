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

    private string[] Arguments(string periods, params string[] against)
    {
        folder.Write("changed.yaml", SmallCompany.Plan.Replace("[10%, 5%]", "[12%, 5%]"));
        return ["simulate", "--plan", folder["changed.yaml"], "--data", folder["data"], "--period", periods, "--against", .. against];
    }

    private Answer Simulate(string periods, params string[] against) => Answer.To([.. Arguments(periods, against), "--json"]);

    private static IEnumerable<string> Pays(Answer answer) => answer.Json().GetProperty("periods").EnumerateArray().Select(period =>
        $"{period.GetProperty("current").GetProperty("pay").GetRawText()} {period.GetProperty("changed").GetProperty("pay").GetRawText()}");
}
