using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Closing;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public ExplainCommandTests()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        SmallCompany.Close(folder, "2026-02", "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
    }

    public void Dispose() => folder.Dispose();

    private Answer Explain(string period, params string[] more) =>
        Answer.To(["explain", "--run", folder[period], "--data", folder["data"], .. more]);

    [Fact]
    public void Explain_ALine_DerivesItDownToItsOrder()
    {
        // Lines come by source in the order of joining: line 1 is Anna's 10 % of Ben's 100.
        var answer = Explain("2026-01", "--line", "1");

        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        answer.Output.ReplaceLineEndings("\n").ShouldBe("""
            line 1: anna gets 10.00 EUR from ben (Partner) on level 1 by 'Team' of Small, version 1
            ├─ base: CV of ben = 100
            │  └─ CV of ben = 100
            │     └─ order O1 of 2026-01-05: 100
            ├─ path: up from ben (Partner) in the tree 'enrolment'
            │  └─ anna: level 1, receives
            ├─ rate: 10% on level 1
            └─ 100.00 × 0.1 = 10 → 10.00 (half up)

            """);
    }

    [Fact]
    public void Explain_ABalanceInTheSecondMonth_TellsWhatWasCarried()
    {
        // 40 were left of January's left leg; February brings 30 to the right one: 10 % of 30.
        var answer = Explain("2026-02", "--line", "3");

        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        answer.Output.ShouldContain("anna gets 3.00 EUR by 'Balance'");
        answer.Output.ShouldContain("left: 40.00 carried + 0.00 new, 30.00 consumed, 10.00 left");
        answer.Output.ShouldContain("right: 0.00 carried + 30.00 new, 30.00 consumed, 0.00 left");
    }

    [Fact]
    public void Explain_ASeller_ShowsRankCardMeasuresLinesAndPayments()
    {
        var answer = Explain("2026-01", "--seller", "anna");

        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        answer.Output.ShouldContain("rank: none, title: none, before: none");
        answer.Output.ShouldContain("next: Partner, missing");
        answer.Output.ShouldContain("CV = 0.00");
        answer.Output.ShouldContain("6.00 EUR by 'Balance'");
        answer.Output.ShouldContain("19.00 EUR into cash");
    }

    [Fact]
    public void Explain_ForPrograms_IsATreeOfFacts()
    {
        var reason = Explain("2026-01", "--line", "1", "--json").Json();

        var amount = reason.GetProperty("facts").EnumerateArray().Single(fact => fact.GetProperty("name").GetString() == "amount");
        amount.GetProperty("value").GetRawText().ShouldBe("10.00");
        amount.GetProperty("unit").GetString().ShouldBe("Money");
        reason.GetProperty("because").GetArrayLength().ShouldBe(4);
    }

    [Theory]
    [InlineData("knows no seller 'dora'", "--seller", "dora")]
    [InlineData("no line 99", "--line", "99")]
    [InlineData("is of 'anna', not of 'ben'", "--seller", "ben", "--line", "1")]
    [InlineData("Name a seller with --seller or a line with --line.")]
    public void Explain_WhatIsNotThere_IsAUsageError(string complaint, params string[] question)
    {
        var answer = Explain("2026-01", question);

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain(complaint);
    }

    [Fact]
    public void Explain_WithOtherData_NamesTheFileInsteadOfExplaining()
    {
        File.AppendAllText(folder["data/orders.csv"], "O9,ben,2026-02-08,1\n");

        var answer = Explain("2026-02", "--seller", "anna");

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("orders.csv: error other-input");
    }
}
