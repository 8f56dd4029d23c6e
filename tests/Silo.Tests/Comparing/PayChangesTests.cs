using System.Text.Json;
using Compensation.Rules.Closing;
using Compensation.Silo.Comparing;
using Compensation.Silo.Output;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Comparing;

public sealed class PayChangesTests
{
    // anna: Team 10.00 → 12.00 and Pool 5.00 → gone; ben: Team 3.00 → 3.00; cleo left; dora is new with 4.00 of a new bonus.
    private static readonly RunPay Before = Run(
        ["anna", "ben", "cleo"], [2, 0, 1], ["Silver", "Gold"],
        ["Team", "Pool"], (0, "Team", 10_00), (0, "Pool", 5_00), (1, "Team", 3_00), (2, "Team", 1_00));

    private static readonly RunPay After = Run(
        ["dora", "ben", "anna"], [1, 0, 2], ["Silver", "Gold"],
        ["Start", "Team"], (0, "Start", 4_00), (1, "Team", 3_00), (2, "Team", 12_00));

    [Fact]
    public void Between_TwoRuns_MatchesBonusesByName() => PayChanges.Between(Before, After).Bonuses.ShouldBe(
        [new PayChange("Team", 14_00, 15_00), new PayChange("Pool", 5_00, 0), new PayChange("Start", 0, 4_00)]);

    [Fact]
    public void Between_TwoRuns_PutsTheLargestLossFirstAndTheLargestGainLast() =>
        PayChanges.Between(Before, After).Sellers.ShouldBe(
        [new PayChange("anna", 15_00, 12_00), new PayChange("cleo", 1_00, 0), new PayChange("dora", 0, 4_00)]);

    [Fact]
    public void Between_TwoRuns_CountsGainsAndLossesByTheRankBefore() => PayChanges.Between(Before, After).Ranks.ShouldBe(
    [
        new RankChange("", 3_00, 3_00, 1, 0, 0),
        new RankChange("Silver", 1_00, 4_00, 2, 1, 1),
        new RankChange("Gold", 15_00, 12_00, 1, 0, 1),
    ]);

    [Fact]
    public void Between_TwoRuns_BonusesRanksAndSellersSumToTheSameTotals()
    {
        var changes = PayChanges.Between(Before, After);

        changes.Total.ShouldBe(new PayChange("", 19_00, 19_00));
        changes.Ranks.Sum(rank => rank.After - rank.Before).ShouldBe(changes.Total.Difference);
        changes.Sellers.Sum(seller => seller.Difference).ShouldBe(changes.Total.Difference);
    }

    [Fact]
    public void Between_ARunAndItself_ChangesNothing()
    {
        var changes = PayChanges.Between(Before, Before);

        changes.Sellers.ShouldBeEmpty();
        changes.Bonuses.ShouldAllBe(bonus => bonus.Difference == 0);
    }

    [Fact]
    public void Print_ForPeople_ShowsBonusesRanksGainsAndLosses()
    {
        using var output = new StringWriter();
        PayChangesReport.Print(new Terminal(output, TextWriter.Null, isForPrograms: false), PayChanges.Between(Before, After), 2);

        var text = output.ToString();
        text.ShouldContain("│ Team  │  14.00 │ 15.00 │   1.00 │");
        text.ShouldContain("│ Total │  19.00 │ 19.00 │   0.00 │");
        text.ShouldContain("│ (none) │");
        text.ShouldContain("Sellers who gain: 1; who lose: 2.");
        text.IndexOf("dora", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("anna", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_ForPrograms_HasExactAmounts()
    {
        using var output = new StringWriter();
        new Terminal(output, TextWriter.Null, isForPrograms: true).WriteJson(json =>
        {
            json.WriteStartObject();
            PayChangesReport.Write(json, PayChanges.Between(Before, After), 2);
            json.WriteEndObject();
        });

        var answer = JsonDocument.Parse(output.ToString()).RootElement;
        answer.GetProperty("before").GetRawText().ShouldBe("19.00");
        answer.GetProperty("sellers")[0].GetProperty("after").GetRawText().ShouldBe("12.00");
        answer.GetProperty("ranks")[1].GetProperty("gain").GetInt32().ShouldBe(1);
    }

    private static RunPay Run(
        string[] sellers, long[] rank, string[] ladder, string[] bonuses,
        params (int Payee, string Bonus, long Amount)[] lines) =>
        new(new Ids(sellers), new Lines
        {
            BonusNames = bonuses,
            Bonus = [.. lines.Select(line => (ushort)Array.IndexOf(bonuses, line.Bonus))],
            Kind = new LineKind[lines.Length],
            Payee = [.. lines.Select(line => line.Payee)],
            Source = new int[lines.Length],
            OrderRow = new int[lines.Length],
            Level = new ushort[lines.Length],
            Base = new long[lines.Length],
            BaseDecimals = [.. bonuses.Select(_ => 2)],
            Rate = new int[lines.Length],
            Rates = [default],
            Amount = [.. lines.Select(line => line.Amount)],
        }, rank, ladder);
}
