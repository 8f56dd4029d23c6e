using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

public sealed class DemoCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Demo_ForPeople_ShowsMonthsRanksEarnersAndAStatement()
    {
        var answer = Answer.To("demo", "--sellers", "2000");

        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        answer.Output.ShouldContain("A company of 2,000 sellers that does not exist");
        foreach (var part in new[] { "2026-01", "2026-02", "2026-03", "Ranks", "Top earners", "Statement of S", "█", "├─ path: up from S" })
        {
            answer.Output.ShouldContain(part);
        }
    }

    [Fact]
    public void Demo_ForPrograms_HasAStatementThatSumsUp()
    {
        var demo = Answer.To("demo", "--sellers", "2000", "--seed", "3", "--json").Json();

        demo.GetProperty("runs").GetArrayLength().ShouldBe(3);
        var statement = demo.GetProperty("statement");
        statement.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("amount").GetDecimal())
            .ShouldBe(statement.GetProperty("total").GetDecimal());
    }

    [Fact]
    public void Demo_Kept_LeavesRunsThatVerify()
    {
        Answer.To("demo", "--sellers", "500", "--out", folder["demo"]).ExitCode.ShouldBe(ExitCode.Ok);

        Answer.To("verify", folder["demo/runs/2026-03"], "--data", folder["demo/company"]).ExitCode.ShouldBe(ExitCode.Ok);
        Answer.To("demo", "--sellers", "500", "--out", folder["demo"]).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public void Demo_OfOneSeller_HasNoStatementAndStillWorks() =>
        Answer.To("demo", "--sellers", "1").ExitCode.ShouldBe(ExitCode.Ok);
}
