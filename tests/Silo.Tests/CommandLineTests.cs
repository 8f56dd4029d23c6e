using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Run_AnUnknownCommand_IsAUsageErrorOnTheErrorStream()
    {
        var answer = Answer.To("plan", "chekc");

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldContain("chekc");
        answer.Errors.ShouldContain("compensation plan --help");
    }

    [Fact]
    public void Run_AFileThatDoesNotExist_IsAUsageErrorThatNamesIt()
    {
        var answer = Answer.To("plan", "check", "no-such-plan.yaml");

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain("no-such-plan.yaml");
    }
}
