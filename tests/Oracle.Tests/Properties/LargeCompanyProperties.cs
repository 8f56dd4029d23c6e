using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Oracle.Tests.Properties;

/// <summary>Properties that only a large company can show: many threads, deep chains.</summary>
[Trait("Category", "Properties")]
public sealed class LargeCompanyProperties
{
    // Enough that sellers and orders are really divided between threads.
    private const int Large = 60_000;

    private const int Deep = 200_000;

    [Fact]
    public void Close_OnTwoAndThreeThreads_IsTheSameAsOnOne()
    {
        var plan = EngineRun.Check(LargePlans.OneOfEach);
        var snapshot = LargeCompany.Of(plan, LargeCompany.Bushy(Large, seed: 7), seed: 8);
        var one = PeriodClose.Close(plan, snapshot, threads: 1);
        one.Lines.Bonus.Distinct().Count().ShouldBe(10, "every bonus and both caps should have lines");
        Same(one, PeriodClose.Close(plan, snapshot, threads: 2));
        Same(one, PeriodClose.Close(plan, snapshot, threads: 3));
    }

    [Fact]
    public void Close_ChainOfTwoHundredThousand_Ends()
    {
        var plan = EngineRun.Check(LargePlans.Walks);
        var result = PeriodClose.Close(plan, LargeCompany.Of(plan, LargeCompany.Chain(Deep), seed: 9), threads: 1);
        result.Lines.Bonus.Distinct().Count().ShouldBe(4);
    }

    private static void Same(Result left, Result right)
    {
        Columns(left).Zip(Columns(right)).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        right.Payments.ShouldBe(left.Payments);
        right.Totals.ShouldBe(left.Totals);
        right.Remarks.ShouldBe(left.Remarks);
    }

    private static IEnumerable<IEnumerable<long>> Columns(Result result)
    {
        var lines = result.Lines;
        return
        [
            result.Rank, result.Title, lines.Amount, lines.Base, lines.Payee.Select(Long), lines.Source.Select(Long), lines.OrderRow.Select(Long),
            lines.Rate.Select(rate => lines.Rates[rate].Numerator), lines.Rate.Select(rate => lines.Rates[rate].Denominator),
            lines.Bonus.Select(bonus => (long)bonus), lines.Kind.Select(kind => (long)kind), lines.Level.Select(level => (long)level),
            .. result.Measures.Select(measure => measure.Values), .. result.Carry.Items.Select(item => item.Value),
            .. result.Carry.Items.Select(item => item.Seller.Select(Long)),
        ];
    }

    private static long Long(int value) => value;
}
