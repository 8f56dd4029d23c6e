using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class LeadershipGuaranteeTests
{
    private const string Plan = """
        volumes:
          BV: { money: yes }
        attributes:
          sellers:
            leader: flag
            blocked: flag
        bonuses:
          - guarantee: Leadership bonus
            of: BV
            rate: 4%
            leaders: leader
            guaranteed: 1000
            receives: not blocked
        """;

    // 4% of 1000 is 40.00 guaranteed by everybody.
    // C has 20.00 of their own and passes it. A has 80.00, owes 80.00, and keeps C's 20.00. N is no leader and is passed over.
    // B passes 20.00. U has 12.00 of their own and 80.00 + 20.00 from below, owes 40.00 upward: keeps 72.00, four fifths of it from A's leg.
    private static Company Leaders() => Set(new Company(Plan, "U(N(A(C)),B)"), "leader", "U", "A", "B", "C")
        .Order("1", "U", "300").Order("2", "A", "2000").Order("3", "B", "500").Order("4", "C", "500").Order("5", "N", "9999");

    [Fact]
    public void Guarantee_LeaderShortOfIt_KeepsLessByTheShortfall()
    {
        var result = Leaders().Close();

        Company.Pay(result, "A").ShouldBe(20_00);
        Company.Pay(result, "U").ShouldBe(72_00);
        Company.Pay(result, "B").ShouldBe(0);
        result.Lines.Amount.Order().ShouldBe([14_40, 20_00, 57_60]);
    }

    [Fact]
    public void Guarantee_LeaderWhoMayNotReceive_PassesEverythingOn()
    {
        // A keeps nothing: U receives 100.00 + 20.00 and has 12.00; 132.00 less 40.00 is 92.00.
        var result = Set(Leaders(), "blocked", "A").Close();

        Company.Pay(result, "A").ShouldBe(0);
        Company.Pay(result, "U").ShouldBe(92_00);
    }

    [Fact]
    public void Guarantee_EachAtMost_LimitsEachLine()
    {
        // U's 57.60 of A's leg is held to 50.00; 14.40 and A's 20.00 are below it.
        var company = new Company(Plan + "\n    each at most: 50", "U(N(A(C)),B)");
        var result = Set(company, "leader", "U", "A", "B", "C")
            .Order("1", "U", "300").Order("2", "A", "2000").Order("3", "B", "500").Order("4", "C", "500").Close();

        result.Lines.Amount.Order().ShouldBe([14_40, 20_00, 50_00]);
    }

    [Fact]
    public void Guarantee_Line_IsExplainedByWhatTheLeaderHasAndOwes()
    {
        var explainer = Leaders().Explain();
        var line = Enumerable.Range(1, 3).Single(number => explainer.Result.Lines.Amount[number - 1] == 20_00);

        explainer.Line(line).Because[0].Text.ShouldBe(
            "A has 80.00 EUR of the own group and 20.00 EUR from leaders below, owes 80.00 EUR upward and keeps 20.00 EUR");
    }

    private static Company Set(Company company, string flag, params string[] sellers)
    {
        foreach (var seller in sellers)
        {
            company.Set(seller, flag, "yes");
        }

        return company;
    }
}
