using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using Compensation.Rules.Tests.Explaining;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>What must hold of breakage in any company.</summary>
public class BreakagePropertyTests
{
    private static readonly string[] Names =
    [
        .. new[] { Path.Combine("tests", "Vectors.Tests", "vectors"), "plans" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.yaml", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The plans of all vectors and examples, by their path.</summary>
    public static TheoryData<string> Plans { get; } = new(Names);

    private static Plan Read(string text)
    {
        var (plan, findings) = PlanChecker.Check(text, "plan.yaml");
        return plan.ShouldNotBeNull(string.Join('\n', findings.Select(finding => finding.Message)));
    }

    [Theory]
    [InlineData("receives: active")]
    [InlineData("levels: active")]
    [InlineData("levels: { when: active, otherwise: use up }")]
    [InlineData("levels: { when: \"active and given >= level\", otherwise: skip }")]
    [InlineData("receives: active\n    depth: { by: given, from 0: 1, from 3: 3 }")]
    [InlineData("levels: active\n    receives: given >= 2")]
    public void Unilevel_FixedRates_PromisesEveryLevelOfEverySource(string compression)
    {
        // Whoever receives: on every seller's volume each of the three rates once, rounded as a line is.
        var plan = Read($$"""
            plan: Test
            version: 1
            effective: 2026-01-01
            currency: EUR
            zone: Etc/UTC
            attributes:
              sellers:
                active: { is: flag, default: yes }
                given: { is: number }
            volumes: { CV: { decimals: 2 } }
            bonuses:
              - unilevel: Levels
                of: CV
                rate: [7.5%, 5%, 3.33%]
                {{compression}}
            """);
        long[] rates = [750, 500, 333];
        var lost = 0L;
        for (var seed = 1; seed <= 200; seed++)
        {
            var snapshot = new RandomCompany(plan, seed).First();
            var promised = Volumes(snapshot).Sum(volume => rates.Sum(rate => HalfUp(volume * rate, 10_000)));

            var (result, breakage) = PeriodClose.CloseWithBreakage(plan, snapshot);

            var bonus = breakage.Bonuses.ShouldHaveSingleItem();
            bonus.Promised.ShouldBe(promised, $"seed {seed}");
            bonus.Received.ShouldBe(result.Lines.Amount.Sum(), $"seed {seed}");
            bonus.Reasons.Values.Sum().ShouldBe(promised - bonus.Received, $"seed {seed}");
            bonus.Reasons.Values.ShouldAllBe(amount => amount > 0, $"seed {seed}");
            lost += bonus.Amount;
        }

        lost.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Differential_ByRank_PromisesTheHighestRateOnEveryVolume()
    {
        // 30% of every whole number, wherever the difference is taken: no part needs rounding.
        var plan = Read("""
            plan: Test
            version: 1
            effective: 2026-01-01
            currency: EUR
            zone: Etc/UTC
            attributes:
              sellers:
                active: { is: flag, default: yes }
                given: { is: rank, column: rank }
            volumes: { CV: { decimals: 0 } }
            ranks: { given by: given, ladder: [Silver, Gold, Platinum] }
            bonuses:
              - differential: Leap
                of: CV
                rate: { by: rank, Silver: 10%, Gold: 20%, Platinum: 30% }
                receives: active
              - differential: Climb
                of: CV
                rate: { by: rank, Silver: 10%, Gold: 20%, Platinum: 30% }
                receives: active
                counting: everyone
                not received: passes up
            """);
        for (var seed = 1; seed <= 200; seed++)
        {
            var snapshot = new RandomCompany(plan, seed).First();
            var promised = Volumes(snapshot).Sum(volume => volume * 30);

            foreach (var bonus in PeriodClose.CloseWithBreakage(plan, snapshot).Breakage.Bonuses)
            {
                bonus.Promised.ShouldBe(promised, $"{bonus.Name}, seed {seed}");
                bonus.Reasons.Values.Sum().ShouldBe(bonus.Amount, $"{bonus.Name}, seed {seed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Reasons_OfAnyPlan_SumToWhatWasNotReceived(string name)
    {
        var plan = Read(File.ReadAllText(Path.Combine(Repository.Root, name)));
        for (var seed = 1; seed <= 10; seed++)
        {
            var company = new RandomCompany(plan, seed);
            var first = company.First();
            var closed = Check(plan, first, $"seed {seed}");
            if (company.Second(first, closed) is { } second)
            {
                Check(plan, second, $"seed {seed}, second period");
            }
        }
    }

    private static Result Check(Plan plan, Snapshot snapshot, string period)
    {
        var (result, breakage) = PeriodClose.CloseWithBreakage(plan, snapshot);
        var earned = Enumerable.Range(0, result.Lines.Count).Where(line => result.Lines.Kind[line] is LineKind.Pay or LineKind.Cap)
            .Sum(line => result.Lines.Amount[line]);
        breakage.Total.Received.ShouldBe(earned, period);
        foreach (var bonus in breakage.Bonuses)
        {
            bonus.Reasons.Values.Sum().ShouldBe(bonus.Amount, $"{bonus.Name}, {period}");
            bonus.Amount.ShouldBeGreaterThanOrEqualTo(0, $"{bonus.Name}, {period}");
        }

        return result;
    }

    /// <summary>What each seller sold in the period, of the first volume.</summary>
    private static IEnumerable<long> Volumes(Snapshot snapshot)
    {
        var orders = snapshot.Orders;
        var start = snapshot.Period.Start.ToUnixTimeMilliseconds();
        return Enumerable.Range(0, orders.Ids.Count).Where(row => orders.Placed[row] >= start)
            .GroupBy(row => orders.Seller[row]).Select(rows => rows.Sum(row => orders.Volumes[0]![row]));
    }

    private static long HalfUp(long dividend, long divisor) => ((2 * dividend) + divisor) / (2 * divisor);
}
