using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

public sealed class PlanCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Check_AFileThatIsNotUtf8_NamesThePlaceOfTheByte()
    {
        // "plan: Gr" is eight bytes, so the ü of an old Windows code page is the ninth of the second line.
        File.WriteAllBytes(folder["a.yaml"], [.. "version: 1\nplan: Gr"u8, 0xFC, .. "n\n"u8]);

        var answer = Answer.To("plan", "check", folder["a.yaml"]);

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("a.yaml:2:9: error not-utf8");
        answer.Output.ShouldContain("1 plan checked: 1 error, 0 warnings.");
    }
}
