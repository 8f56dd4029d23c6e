using System.Globalization;
using Compensation.Oracle.Tests.Close;
using Compensation.Oracle.Tests.Drawing;
using Compensation.Oracle.Tests.Model;
using Compensation.Rules.Closing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Oracle.Tests;

/// <summary>The engine and the oracle close the same random companies under the same random plans and agree on everything.</summary>
/// <remarks><c>COMPENSATION_ORACLE</c> sets how many companies, <c>COMPENSATION_ORACLE_SEED</c> the first seed.</remarks>
public sealed class OracleTests(ITestOutputHelper output)
{
    private const int Companies = 300;

    public static TheoryData<string> Kinds => [.. RandomPlan.Kinds];

    [Theory]
    [Trait("Category", "Oracle")]
    [MemberData(nameof(Kinds))]
    public void Close_RandomCompanyAndPlan_AgreesWithOracle(string kind)
    {
        var count = Setting("COMPENSATION_ORACLE", Companies) / RandomPlan.Kinds.Count;
        var first = Setting("COMPENSATION_ORACLE_SEED", 1);
        var paid = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            paid += Compare(seed, kind) ? 1 : 0;
        }

        paid.ShouldBeGreaterThan(count / 6, "too few of the random plans pay anything by this kind of bonus");
    }

    /// <summary>What no plan draws, no agreement proves.</summary>
    [Fact]
    [Trait("Category", "Oracle")]
    public void RandomPlans_OfThePlanLanguage_UseEveryKindOfBonus()
    {
        var coverage = new Coverage();
        var count = Setting("COMPENSATION_ORACLE", Companies) / RandomPlan.Kinds.Count;
        foreach (var kind in RandomPlan.Kinds)
        {
            foreach (var seed in Enumerable.Range(Setting("COMPENSATION_ORACLE_SEED", 1), count))
            {
                coverage.Add(PlanText.Of(Draw(DiceOf(seed, kind), kind).Model));
            }
        }

        output.WriteLine($"{count * RandomPlan.Kinds.Count} plans; so many use: {coverage}");
        Coverage.Heads.Where(head => coverage.Of(head) == 0).ShouldBeEmpty("no random plan has such a bonus");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Closes a random company's months on both sides.</summary>
    /// <returns>Whether the kind of bonus paid anything.</returns>
    private static bool Compare(int seed, string kind)
    {
        var dice = DiceOf(seed, kind);
        var (first, months, company, model) = Draw(dice, kind);
        var text = PlanText.Of(model);
        var about = $"seed {seed}, {kind}\n{text}\n";
        try
        {
            var plan = EngineRun.Check(text);
            var (carry, oracleCarry, paid, closed) = (Carry.None, new OracleCarry(), false, new List<Closed>());
            for (var month = first; month < first + months; month++)
            {
                var snapshot = EngineRun.Snapshot(plan, company, month, carry, dice, closed);
                // What is computed side by side must agree as well.
                var result = PeriodClose.Close(plan, snapshot, threads: 1 + (seed % 2));
                var oracle = new OracleClose(model, company, month, oracleCarry);
                oracle.Run();
                new Agreement(plan, model, company, snapshot, result, oracle).Check($"month {month}");
                closed.Add(new Closed(plan, snapshot, result));
                (carry, oracleCarry) = (result.Carry, oracle.Carry);
                paid |= oracle.Lines.Any(line => line.Bonus == "Alpha");
            }

            return paid;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ShouldAssertException($"{exception.Message}\n\n{about}{company.Drawn()}\n{Sales(company)}", exception);
        }
    }

    /// <summary>Every kind of bonus has companies of its own.</summary>
    private static Dice DiceOf(int seed, string kind) => new((seed * RandomPlan.Kinds.Count) + RandomPlan.Kinds.ToList().IndexOf(kind));

    private static (int First, int Months, Company Company, PlanModel Model) Draw(Dice dice, string kind)
    {
        // Some of the months lie across the end of a quarter or of the year.
        var (months, first, legs) = (dice.Between(1, 4), dice.Pick(1, 2, 3, 6, 11, 12), dice.Chance(75) ? 2 : dice.Between(3, 4));
        var company = RandomCompany.Draw(dice, months, first: first, legs: legs, moves: true);
        return (first, months, company, RandomPlan.Draw(dice, kind, legs, lots: company.LateRefunds.Count == 0));
    }

    private static string Sales(Company company) => string.Join('\n', company.Sales.Select(sale =>
        $"month {sale.Month} {sale.Seller} {sale.Id}: {string.Join(", ", sale.Volumes.Keys.Select(volume => $"{volume} {sale.Value(volume)}"))}"));
}
