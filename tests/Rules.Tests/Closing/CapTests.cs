using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class CapTests
{
    private const string TwoBonuses = """
        volumes:
          CV: {}
        attributes:
          sellers:
            given: rank
        ranks:
          given by: given
          ladder: [Silver, Gold]
        bonuses:
          - rebate: Rebate
            of: CV
            rate: 30%
          - unilevel: Team
            of: CV
            rate: [20%]

        """;

    // A brings 100 and B 200. Rebate: 30.00 to A, 60.00 to B. Team: 60.00 to Root. Together 150.00.
    private static Company Paid(string rest, string month = "01") => new Company(TwoBonuses + rest, "Root(A,B)")
        .Set("Root", "given", "Gold").Set("A", "given", "Silver").Set("B", "given", "Gold")
        .Order("1", "A", "100", $"2026-{month}-05").Order("2", "B", "200", $"2026-{month}-05");

    [Theory]
    // 100.00 of 150.00 is two thirds of everything.
    [InlineData("pro rata", 40_00, 20_00, 40_00)]
    // 50.00 too much, all of it from Team, which is written last.
    [InlineData("last bonuses first", 10_00, 30_00, 60_00)]
    // A is Silver and loses 30.00; the other 20.00 comes from the two Golds in equal parts.
    [InlineData("lower ranks first", 50_00, 0, 50_00)]
    public void CompanyCap_Exceeded_CutsInItsOrder(string cuts, long root, long a, long b)
    {
        var result = Paid($"caps:\n  - {{ cap: Company, per: company, at most: 100, cuts: {cuts} }}").Close();

        (Company.Pay(result, "Root"), Company.Pay(result, "A"), Company.Pay(result, "B")).ShouldBe((root, a, b));
    }

    [Fact]
    public void CompanyCap_ForReview_CutsNothingAndSaysSo()
    {
        var result = Paid("caps:\n  - { cap: Company, per: company, at most: 100, cuts: review }").Close();

        result.Lines.Amount.Sum().ShouldBe(150_00);
        result.Remarks.ShouldHaveSingleItem().ShouldContain("50.00 EUR");
    }

    [Fact]
    public void CapsInARow_SecondSeesWhatTheFirstHasLeft()
    {
        // At most 50.00 each leaves 50.00, 30.00 and 50.00; of these 130.00 a company limit of 104.00 takes a fifth.
        const string caps = "caps:\n  - { cap: Each, at most: 50 }\n  - { cap: Company, per: company, at most: 104 }";
        var result = Paid(caps).Close();

        (Company.Pay(result, "Root"), Company.Pay(result, "A"), Company.Pay(result, "B")).ShouldBe((40_00, 24_00, 40_00));
    }

    [Fact]
    public void CapsInARow_OnOtherBonuses_EachSeesItsOwn()
    {
        // Team is cut from 60.00 to 10.00, which a limit of 45.00 on the Rebate of 90.00 does not see.
        const string caps = "caps:\n  - { cap: Least, on: Team, at most: 10 }\n  - { cap: Half, on: Rebate, per: company, at most: 45 }";
        var result = Paid(caps).Close();

        (Company.Pay(result, "Root"), Company.Pay(result, "A"), Company.Pay(result, "B")).ShouldBe((10_00, 15_00, 30_00));
    }

    [Fact]
    public void SellerCap_ForReview_CutsNothingAndSaysSo()
    {
        // Root and B have 10.00 too much each.
        var result = Paid("caps:\n  - { cap: Each, at most: 50, cuts: review }").Close();

        result.Lines.Amount.Sum().ShouldBe(150_00);
        result.Remarks.ShouldHaveSingleItem().ShouldContain("20.00 EUR");
    }

    [Fact]
    public void OwnerCap_YearToDate_CountsEveryPositionOfTheOwner()
    {
        // A earns 60.00 in January, B, another position of theirs, 60.00 in February: only 40.00 are left of 100.00.
        const string plan = """
            volumes: { CV: {} }
            attributes:
              sellers:
                owner: seller
            bonuses:
              - { rebate: Rebate, of: CV, rate: 30% }
            caps:
              - { cap: Yearly, per: owner, at most: 100, window: year to date }
            payout: { owner: owner }
            """;
        var january = Owned().Order("1", "A", "200").Close();
        var february = Owned().Order("2", "B", "200", "2026-02-05").Close("2026-02", january.Carry);

        (Company.Pay(january, "A"), Company.Pay(february, "B")).ShouldBe((60_00, 40_00));

        static Company Owned() => new Company(plan, "A,B").Set("A", "owner", "A").Set("B", "owner", "A");
    }

    [Fact]
    public void SellerCap_YearToDate_CountsWhatEarlierPeriodsPaid()
    {
        // 60.00 in January, so of 60.00 in February only 40.00 are left of 100.00; A's 30.00 + 30.00 stay below.
        const string cap = "caps:\n  - { cap: Yearly, at most: 100, window: year to date }";
        var january = Paid(cap).Close();
        var february = Paid(cap, "02").Close("2026-02", january.Carry);

        (Company.Pay(january, "B"), Company.Pay(february, "B")).ShouldBe((60_00, 40_00));
        (Company.Pay(january, "A"), Company.Pay(february, "A")).ShouldBe((30_00, 30_00));
    }

    [Fact]
    public void SellerCap_WeekAcrossNewYear_CountsInTheNewYear()
    {
        // 60.00 in each of three weeks: the second ends in January, so only the third meets the limit of 100.00.
        const string plan = """
            calendar: week
            volumes: { CV: {} }
            bonuses:
              - { rebate: Rebate, of: CV, rate: 30% }
            caps:
              - { cap: Yearly, at most: 100, window: year to date }
            """;
        var carry = Carry.None;
        var paid = new List<long>();
        foreach (var week in new[] { "2025-12-22", "2025-12-29", "2026-01-05" })
        {
            var result = new Company(plan, "A").Order("o", "A", "200", week).Close(week, carry);
            paid.Add(Company.Pay(result, "A"));
            carry = result.Carry;
        }

        paid.ShouldBe([60_00, 60_00, 40_00]);
    }

    [Fact]
    public void PayCut_FivePercent_TakesFivePercentOfEverybody()
    {
        var result = Paid("caps:\n  - { cap: Pay-cut, reduce by: 5% }").Close();

        (Company.Pay(result, "Root"), Company.Pay(result, "A"), Company.Pay(result, "B")).ShouldBe((57_00, 28_50, 57_00));
    }

    [Fact]
    public void BonusCap_PerSource_IsSharedByThoseItPays()
    {
        // 100 from C pays 10.00 to B and 20.00 to A: at most 15.00 of one source, so half of each.
        const string plan = """
            volumes:
              CV: {}
            bonuses:
              - unilevel: Team
                of: CV
                rate: [10%, 20%]
                cap: { at most: 15, per: source }
            """;
        var result = new Company(plan, "A(B(C))").Order("1", "C", "100").Close();

        (Company.Pay(result, "A"), Company.Pay(result, "B")).ShouldBe((10_00, 5_00));
    }

    [Theory]
    // B gets 100.00 of C and 40.00 of D, and A the same. Cut to 70.00 each, 50.00 of it is still of C: at most 45.00 take 5.00, of D's 20.00 nothing.
    [InlineData("source and seller", 65_00, 65_00)]
    // Together 100.00 are still of C: at most 45.00 take 27.50 of each; D's 40.00 may stay.
    [InlineData("source", 42_50, 42_50)]
    // C and D stand in one leg of A, 70.00: 25.00 are taken. They are two legs of B, as above.
    [InlineData("leg", 45_00, 65_00)]
    public void SourceCap_AfterAnotherLimit_SeesWhatIsLeft(string per, long ofA, long ofB)
    {
        var plan = $$"""
            volumes: { CV: {} }
            bonuses:
              - { unilevel: Team, of: CV, rate: [10%, 10%] }
            caps:
              - { cap: Each, at most: 70 }
              - { cap: Single, per: {{per}}, at most: 45 }
            """;
        var result = new Company(plan, "A(B(C,D))").Order("1", "C", "1000").Order("2", "D", "400").Close();

        (Company.Pay(result, "A"), Company.Pay(result, "B")).ShouldBe((ofA, ofB));
    }

    [Fact]
    public void SourceCap_Review_CutsNobody()
    {
        const string plan = """
            volumes: { CV: {} }
            bonuses:
              - { unilevel: Team, of: CV, rate: [10%] }
            caps:
              - { cap: Single, per: source, at most: 45, cuts: review }
            """;
        var result = new Company(plan, "B(C)").Order("1", "C", "1000").Close();

        Company.Pay(result, "B").ShouldBe(100_00);
        result.Remarks.ShouldHaveSingleItem().ShouldContain("'Single' is exceeded by 55.00 EUR");
    }

    [Theory]
    [InlineData("company")]
    [InlineData("owner")]
    public void BonusCap_CountingAnother_CountsWhatAllWhoAddUpGotByIt(string per)
    {
        // Base pays 10.00 to each of A and B, who are one owner: of 30.00 together 10.00 are left for Extra's 20.00.
        var plan = $$"""
            volumes: { CV: {} }
            attributes: { sellers: { owner: seller } }
            bonuses:
              - { rebate: Base, of: CV, rate: 10% }
              - { rebate: Extra, of: CV, rate: 10%, cap: { at most: 30, per: {{per}}, counting: [Base] } }
            payout: { owner: owner }
            """;
        var result = new Company(plan, "A,B").Set("A", "owner", "A").Set("B", "owner", "A").Order("1", "A", "100").Order("2", "B", "100").Close();

        (Company.Pay(result, "A", "Extra"), Company.Pay(result, "B", "Extra")).ShouldBe((5_00, 5_00));
    }

    [Fact]
    public void Accrual_NotPayable_WaitsAndIsReleasedAtOnce()
    {
        const string plan = """
            volumes:
              CV: {}
            bonuses:
              - rebate: Rebate
                of: CV
                rate: 10%
                payable when: CV >= 500
            """;
        var january = new Company(plan, "A").Order("1", "A", "100").Close();
        var february = new Company(plan, "A").Order("2", "A", "200", "2026-02-05").Close("2026-02", january.Carry);
        var march = new Company(plan, "A").Order("3", "A", "500", "2026-03-05").Close("2026-03", february.Carry);

        // 10.00 and 20.00 wait; March pays its own 50.00 and both of them.
        new[] { january, february, march }.Select(result => Company.Pay(result, "A")).ShouldBe([0, 0, 80_00]);
        march.Carry.Items.ShouldNotContain(item => item.Name.EndsWith("accrued", StringComparison.Ordinal));
    }
}
