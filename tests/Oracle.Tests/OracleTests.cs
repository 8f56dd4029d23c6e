using System.Globalization;
using Compensation.Oracle.Tests.Close;
using Compensation.Oracle.Tests.Drawing;
using Compensation.Oracle.Tests.Model;
using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Oracle.Tests;

/// <summary>The engine and the oracle close the same random companies under the same random plans and agree on everything.</summary>
/// <remarks><c>COMPENSATION_ORACLE</c> sets how many companies, <c>COMPENSATION_ORACLE_SEED</c> the first seed.</remarks>
public sealed class OracleTests
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

        paid.ShouldBeGreaterThan(count / 4, "too few of the random plans pay anything by this kind of bonus");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Closes a random company's months on both sides.</summary>
    /// <returns>Whether the kind of bonus paid anything.</returns>
    private static bool Compare(int seed, string kind)
    {
        var dice = new Dice(seed);
        var months = dice.Between(1, 3);
        var company = RandomCompany.Draw(dice, months);
        var model = RandomPlan.Draw(dice, kind);
        var text = PlanText.Of(model);
        var about = $"seed {seed}, {kind}\n{text}\n";
        try
        {
            var plan = EngineRun.Check(text);
            var (carry, oracleCarry, paid) = (Carry.None, new OracleCarry(), false);
            for (var month = 1; month <= months; month++)
            {
                var snapshot = EngineRun.Snapshot(plan, company, month, carry, dice);
                var result = PeriodClose.Close(plan, snapshot, threads: 1);
                var oracle = new OracleClose(model, company, month, oracleCarry);
                oracle.Run();
                new Agreement(plan, model, company, snapshot, result, oracle).Check($"month {month}");
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

    private static string Sales(Company company) => string.Join('\n', company.Sales.Select(sale =>
        $"month {sale.Month} {sale.Seller} {sale.Id}: {string.Join(", ", sale.Volumes.Keys.Select(volume => $"{volume} {sale.Value(volume)}"))}"));
}
