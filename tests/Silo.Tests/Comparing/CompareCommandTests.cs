using Compensation.Silo.Tests.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Comparing;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Compare_TwoMonths_ShowsWhoGainsAndLosesByBonusRankAndSeller()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        SmallCompany.Close(folder, "2026-02", "2026-01").ExitCode.ShouldBe(ExitCode.Ok);

        var answer = Answer.To("compare", folder["2026-01"], folder["2026-02"], "--json");

        // Team 19.00 → 4.50, Balance 6.00 → 3.00; Anna 19.00 → 4.50, Ben 6.00 → 3.00. In January Ben and Cleo are partners.
        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        var changes = answer.Json();
        changes.GetProperty("bonuses").EnumerateArray().Select(bonus => bonus.GetProperty("after").GetRawText())
            .ShouldBe(["4.50", "3.00"]);
        changes.GetProperty("ranks").EnumerateArray().Select(rank =>
            $"{rank.GetProperty("rank").GetString()} {rank.GetProperty("sellers").GetInt32()} {rank.GetProperty("lose").GetInt32()}")
            .ShouldBe([" 1 1", "Partner 2 1"]);
        changes.GetProperty("sellers")[0].GetProperty("seller").GetString().ShouldBe("anna");
        changes.GetProperty("sellers").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Compare_RunsOfDifferentCurrencies_IsRefused()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        folder.Write("plan.yaml", SmallCompany.Plan.Replace("EUR", "USD"));
        SmallCompany.Close(folder, "2026-02").ExitCode.ShouldBe(ExitCode.Ok);

        var answer = Answer.To("compare", folder["2026-01"], folder["2026-02"]);

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain("their amounts cannot be compared");
    }
}
