using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class WindowTests
{
    private const string Windows = """
        volumes:
          PV: {}
        measures:
          rolling: { sum: PV, over: self, window: last 30 days }
          ninety: { sum: PV, over: self, window: last 90 days }
          first sixty: { sum: PV, over: self, window: 60 days from enrolled }
          team rolling: { sum: PV, over: organisation, window: last 30 days }
          best of three: { is: PV, window: last 3 periods, across: highest }
          busy periods: { is: PV, window: last 3 periods, across: count }
          lifetime: { is: PV, window: since joining }
          this quarter: { is: PV, window: quarter to date }
          before: previous(PV)
          buyers: { customers: PV >= 50, over: self }
        """;

    [Fact]
    public void OrderWindows_LookBackBeyondThePeriod()
    {
        // The 30 days that end with 31 January begin on 2 January; 60 days from 1 December end with 29 January.
        var result = new Company(Windows, "Root(A)").Join("A", "2025-12-01")
            .Order("1", "A", "1", "2025-12-01").Order("2", "A", "2", "2026-01-01").Order("3", "A", "4", "2026-01-02")
            .Order("4", "A", "8", "2026-01-29").Order("5", "A", "16", "2026-01-30").Order("6", "A", "32", "2026-02-01").Close();

        Company.Measure(result, "A", "rolling").ShouldBe(28_00);
        Company.Measure(result, "A", "first sixty").ShouldBe(15_00);
        Company.Measure(result, "Root", "team rolling").ShouldBe(28_00);
    }

    [Theory]
    [InlineData("", 85_00)]
    [InlineData("refunds: { deducted from: PV }", 75_00)]
    public void OrderWindows_CountOrdersLessTheirRefunds(string refunds, long rolling)
    {
        // Of December's 60, 20 came back in December: 40. Of its other 50, 10 came back in January: only where the plan deducts late refunds.
        // January's own 10 less 15 in the same month is -5, and February is not yet: 40 + 50 - 5 = 85, or 75.
        var company = new Company($"{refunds}\n{Windows}", "A").Order("1", "A", "60", "2025-12-10").Order("2", "A", "50", "2025-12-11")
            .Order("3", "A", "10", "2026-01-05");
        company.Refunds =
        [
            new Refund(0, Company.Millisecond("2025-12-20"), [20_00], "R1"), new Refund(1, Company.Millisecond("2026-01-03"), [10_00], "R2"),
            new Refund(2, Company.Millisecond("2026-01-06"), [15_00], "R3"), new Refund(0, Company.Millisecond("2026-02-01"), [1_00], "R4"),
        ];

        Company.Measure(company.Close(), "A", "ninety").ShouldBe(rolling);
    }

    [Fact]
    public void PeriodWindows_ComeFromTheCarry()
    {
        var carry = Carry.None;
        var results = new List<Result>();
        string[] volumes = ["10", "0", "30", "5"];
        for (var month = 1; month <= 4; month++)
        {
            results.Add(new Company(Windows, "A").Order("o", "A", volumes[month - 1], $"2026-{month:D2}-05").Close($"2026-{month:D2}", carry));
            carry = results[^1].Carry;
        }

        Of("best of three").ShouldBe([10_00, 10_00, 30_00, 30_00]);
        Of("busy periods").ShouldBe([1, 1, 2, 2]);
        Of("lifetime").ShouldBe([10_00, 10_00, 40_00, 45_00]);
        Of("this quarter").ShouldBe([10_00, 10_00, 40_00, 5_00]);
        Of("before").ShouldBe([0, 10_00, 0, 30_00]);

        IEnumerable<long> Of(string name) => results.Select(result => Company.Measure(result, "A", name));
    }

    [Fact]
    public void Window_WithMostAndLeast_IsHeldToThemAsAWhole()
    {
        // 30 and 40 are 70: more than 60, each alone is not; at least 50 counts for the 30 of January, not for the 70 of both.
        var (january, february) = TwoMonths("""
              most: { is: PV, window: since joining, at most: 60 }
              least: { is: PV, window: since joining, at least: 50 }
              busy: { is: PV, window: since joining, across: count, at least: 2 }
              steps: { table: { by: PV, from 0: 0.5, from 40: 1.25 }, at most: 1 }
            """);

        (Company.Measure(january, "A", "most"), Company.Measure(february, "A", "most")).ShouldBe((30_00, 60_00));
        (Company.Measure(january, "A", "least"), Company.Measure(february, "A", "least")).ShouldBe((50_00, 70_00));
        (Company.Measure(january, "A", "busy"), Company.Measure(february, "A", "busy")).ShouldBe((2, 2));
        (Company.Measure(january, "A", "steps"), Company.Measure(february, "A", "steps")).ShouldBe((50, 1_00));
    }

    [Fact]
    public void Previous_OfAMeasureWithAWindow_IsItsValueOverThatWindow()
    {
        var (january, february) = TwoMonths("""
              lifetime: { is: PV, window: since joining }
              lifetime before: previous(lifetime)
              lowest: { is: PV, window: since joining, across: lowest }
            """);

        (Company.Measure(january, "A", "lifetime before"), Company.Measure(february, "A", "lifetime before")).ShouldBe((0, 30_00));
        (Company.Measure(january, "A", "lowest"), Company.Measure(february, "A", "lowest")).ShouldBe((30_00, 30_00));
    }

    /// <summary>A buys 30 in January and 40 in February.</summary>
    private static (Result January, Result February) TwoMonths(string measures)
    {
        var plan = "volumes: { PV: {} }\nmeasures:\n" + measures;
        var january = new Company(plan, "A").Order("1", "A", "30").Close();
        return (january, new Company(plan, "A").Order("2", "A", "40", "2026-02-05").Close("2026-02", january.Carry));
    }

    [Fact]
    public void YearToDate_WeekAcrossNewYear_IsTheNewYearsFirst()
    {
        // The week from 29 December ends on 4 January: it starts the new year's total, which the next week goes on with.
        var carry = Carry.None;
        var totals = new List<long>();
        foreach (var (week, volume) in new[] { ("2025-12-22", "10"), ("2025-12-29", "20"), ("2026-01-05", "5") })
        {
            var result = new Company("calendar: week\nvolumes: { PV: {} }\nmeasures:\n  this year: { is: PV, window: year to date }", "A")
                .Order("o", "A", volume, week).Close(week, carry);
            totals.Add(Company.Measure(result, "A", "this year"));
            carry = result.Carry;
        }

        totals.ShouldBe([10_00, 20_00, 25_00]);
    }

    [Fact]
    public void Customers_CountOnceEach_ByWhatTheyBoughtTogether()
    {
        // Mia buys 30 and 20, Leo 49; the seller's own 500 is nobody's.
        var result = new Company(Windows, "A").Order("1", "A", "30", customer: "Mia").Order("2", "A", "20", customer: "Mia")
            .Order("3", "A", "49", customer: "Leo").Order("4", "A", "500").Close();

        Company.Measure(result, "A", "buyers").ShouldBe(1);
    }
}
