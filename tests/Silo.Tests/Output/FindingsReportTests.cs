using System.Text.Json;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using Compensation.Silo.Output;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Output;

public sealed class FindingsReportTests
{
    private static readonly Finding Typo = new(
        Severity.Error, "unknown-name", new Place("a.yaml", 2, 9), "'Golld' is no rank.", "Did you mean 'Gold'?");

    [Fact]
    public void Print_AFindingInALine_PutsTheCaretUnderTheWord() => Print([Typo], "plan: X\n  rank: Golld, more\n").ShouldBe(
        """
        a.yaml:2:9: error unknown-name: 'Golld' is no rank.
            2 |   rank: Golld, more
                        ^~~~~
              Did you mean 'Gold'?

        """);

    [Fact]
    public void Print_AFindingWithoutItsText_ShowsThePlaceOnly() => Print([Typo with { Remedy = "" }], null).ShouldBe(
        "a.yaml:2:9: error unknown-name: 'Golld' is no rank.\n");

    [Fact]
    public void Print_AWarningOnATabbedLine_KeepsTheCaretInItsColumn() =>
        Print([new Finding(Severity.Warning, "gap", new Place("a.yaml", 1, 4), "A gap.", "")], "\t\ta: b").ShouldBe(
            """
            a.yaml:1:4: warning gap: A gap.
                1 |   a: b
                       ^

            """);

    [Fact]
    public void Print_AVeryLongLine_ShowsTheSurroundingsOfTheWord()
    {
        var line = new string('x', 300) + ",bad," + new string('y', 300);
        var finding = new Finding(Severity.Error, "no-number", new Place("o.csv", 1, 302), "No number.", "");

        var lines = Print([finding], line).Split('\n');

        lines[1].Length.ShouldBe(108);
        lines[1].Substring(lines[2].IndexOf('^', StringComparison.Ordinal), 3).ShouldBe("bad");
    }

    [Theory]
    [InlineData(1, 99)]
    [InlineData(7, 1)]
    public void Print_APlaceOutsideTheText_StillNamesIt(int line, int column) =>
        Print([Typo with { Place = new Place("a.yaml", line, column) }], "plan: X")
            .ShouldContain($"a.yaml:{line}:{column}: error");

    [Fact]
    public void Print_AFindingAboutAWholeFile_NamesTheFileOnly() =>
        Print([new Finding(Severity.Error, "missing-file", new Place("orders.csv", 0, 0), "No such file.", "")], null)
            .ShouldBe("orders.csv: error missing-file: No such file.\n");

    [Fact]
    public void Print_TextWithMarkup_IsShownAsItIs() =>
        Print([Typo with { Message = "[red]x[/] is no rank" }], null).ShouldContain("[red]x[/] is no rank");

    [Fact]
    public void Write_AFinding_HasAllItsParts()
    {
        using var output = new StringWriter();
        new Terminal(output, TextWriter.Null, isForPrograms: true).WriteJson(json => FindingsReport.Write(json, [Typo]));

        var finding = JsonDocument.Parse(output.ToString()).RootElement[0];
        finding.GetProperty("severity").GetString().ShouldBe("error");
        finding.GetProperty("code").GetString().ShouldBe("unknown-name");
        finding.GetProperty("file").GetString().ShouldBe("a.yaml");
        finding.GetProperty("line").GetInt32().ShouldBe(2);
        finding.GetProperty("column").GetInt32().ShouldBe(9);
        finding.GetProperty("message").GetString().ShouldBe("'Golld' is no rank.");
        finding.GetProperty("remedy").GetString().ShouldBe("Did you mean 'Gold'?");
    }

    private static string Print(IReadOnlyList<Finding> findings, string? text)
    {
        using var output = new StringWriter { NewLine = "\n" };
        FindingsReport.Print(new Terminal(output, TextWriter.Null, isForPrograms: false), findings, _ => text);
        return output.ToString();
    }
}
