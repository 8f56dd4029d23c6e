using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Tests.Explaining;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>What is computed side by side comes out as if it had been computed one after the other.</summary>
public class ThreadsTests
{
    private const int Repeats = 10;

    /// <summary>The plans of all vectors and examples, by their path.</summary>
    public static TheoryData<string> Plans => BreakagePropertyTests.Plans;

    [Theory]
    [MemberData(nameof(Plans))]
    public void Close_OnSeveralThreads_GivesTheSame(string path)
    {
        var (plan, _) = PlanChecker.Check(File.ReadAllText(Path.Combine(Repository.Root, path)), path);
        plan.ShouldNotBeNull();
        for (var seed = 1; seed <= 3; seed++)
        {
            var first = new RandomCompany(plan, seed).First();
            var closed = PeriodClose.Close(plan, first);
            var second = new RandomCompany(plan, seed).Second(first, closed);
            foreach (var snapshot in new[] { first, second }.OfType<Snapshot>())
            {
                var alone = GrowingColumnsTests.Figures(PeriodClose.Close(plan, snapshot));
                for (var repeat = 0; repeat < Repeats; repeat++)
                {
                    GrowingColumnsTests.Figures(PeriodClose.Close(plan, snapshot, threads: 2 + (repeat % 2))).ShouldBe(alone, $"seed {seed}");
                }
            }
        }
    }

    /// <summary>Companies of a few sellers, but every loop that can be divided is, down to single sellers.</summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public void Close_DividedAsFarAsItGoes_GivesTheSame(string path)
    {
        var (plan, _) = PlanChecker.Check(File.ReadAllText(Path.Combine(Repository.Root, path)), path);
        plan.ShouldNotBeNull();
        for (var seed = 1; seed <= 8; seed++)
        {
            var first = new RandomCompany(plan, seed).First();
            var closed = PeriodClose.Close(plan, first);
            var second = new RandomCompany(plan, seed).Second(first, closed);
            foreach (var snapshot in new[] { first, second }.OfType<Snapshot>())
            {
                var alone = GrowingColumnsTests.Figures(PeriodClose.Close(plan, snapshot));
                foreach (var threads in new[] { 1, 2, 3, 5 })
                {
                    var result = new CloseWork(plan, snapshot, new Workers(threads, smallest: 1)).Run();
                    GrowingColumnsTests.Figures(result).ShouldBe(alone, $"seed {seed}, {threads} threads");
                }
            }
        }
    }

    /// <summary>Orders are added up beside the numbering, and what fails there fails as it would alone.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Close_OrdersAddUpToMoreThan64Bits_Throws(int threads)
    {
        const string Most = "90000000000000000";
        var company = new Company("volumes:\n  PV:\n", "A").Order("first", "A", Most).Order("second", "A", Most);
        Should.Throw<OverflowException>(() => company.Close(threads: threads));
    }
}
