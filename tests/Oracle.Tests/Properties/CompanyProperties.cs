using Compensation.Oracle.Tests.Close;
using Compensation.Oracle.Tests.Drawing;
using Compensation.Oracle.Tests.Model;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Oracle.Tests.Properties;

/// <summary>What holds for every plan and company, whatever the amounts are.</summary>
/// <remarks>Each loop prints the seed that breaks it.</remarks>
[Trait("Category", "Properties")]
public sealed class CompanyProperties
{
    private const int Seeds = 60;

    public static TheoryData<string> Kinds => [.. RandomPlan.Kinds];

    /// <summary>A pool is divided among the whole company, and whoever has no upline on a board enters the first.</summary>
    public static TheoryData<string> KindsOfPeople => [.. RandomPlan.Kinds.Where(kind => kind is not ("pool" or "board"))];

    [Fact]
    public void Pool_Parts_SumToTheFund()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var company = RandomCompany.Draw(new Dice(seed), months: 1, refunds: false);
            var closed = Drawn.Close("""
                bonuses:
                  - pool: Equal
                    fund: 3.33% * company CV
                  - pool: By volume
                    fund: 1% * company CV
                    by: PV + 1
                """, company)[0];
            var sold = Fraction.Sum(company.Sales.Select(sale => sale.Value("CV")));
            Sum(closed, "Equal").ShouldBe((sold * Fraction.Parse("3.33%")).Rounded(2, "half up"), $"seed {seed}");
            Sum(closed, "By volume").ShouldBe((sold * Fraction.Parse("1%")).Rounded(2, "half up"), $"seed {seed}");
        }

        static Fraction Sum(Closed closed, string bonus) => Fraction.Sum(
            EngineRun.Lines(closed.Plan, closed.Snapshot, closed.Result).Where(line => line.Bonus == bonus).Select(line => line.Amount));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lines_WithoutRefunds_AreNeverBelowZero(string kind) => ForSeeds(kind, (about, model, company) =>
        Close(model, company).Where(line => line.Kind == "Pay" && line.Amount < Fraction.Zero).ShouldBeEmpty(about));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Result_OtherIds_IsTheSameForTheSamePeople(string kind) => ForSeeds(kind, (about, model, company) =>
    {
        var order = new Dice(model.Decimals + company.Members.Count).Shuffled(company.Members.Count);
        var other = company.Copied(id => id is ['s', .. var number] ? $"x{order[int.Parse(number, null)]:00}" : id);
        var names = company.Members.Zip(other.Members).ToDictionary(pair => pair.First.Id, pair => pair.Second.Id);
        names[""] = "";
        Same(Close(model, company).Select(line => line with { Payee = names[line.Payee], Source = names[line.Source] }), Close(model, other), about);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Result_RowsInAnotherOrder_IsTheSame(string kind) => ForSeeds(kind, (about, model, company) =>
        Close(model, company, shuffle: 1).ShouldBe(Close(model, company, shuffle: 2), about));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Result_OrderSplitInTwo_IsTheSameForBonusesPerSeller(string kind) => ForSeeds(kind, (about, model, company) =>
    {
        if (!model.Bonuses.Any(bonus => bonus is GrantModel { PerOrder: true } or WalkModel { PerOrder: true }))
        {
            Same(Close(model, company), Close(model, Split(company, id => $"{id}+")), about);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Result_OrderInTwoRows_IsTheSame(string kind) => ForSeeds(kind, (about, model, company) =>
    {
        // A plan may ask how large a single row is.
        if (!PlanText.Of(model).Contains("row.CV", StringComparison.Ordinal))
        {
            Same(Close(model, company), Close(model, Split(company, id => id)), about);
        }
    });

    private static Company Split(Company company, Func<string, string> other)
    {
        var split = company.Copied(id => id);
        var sales = split.Sales.ToList();
        split.Sales.Clear();
        foreach (var sale in sales)
        {
            var part = sale.Volumes.ToDictionary(volume => volume.Key, volume => (volume.Value * Fraction.Parse("0.3")).Rounded(2, "half up"));
            split.Sales.Add(sale with { Volumes = part });
            var rest = sale.Volumes.ToDictionary(volume => volume.Key, volume => volume.Value - part[volume.Key]);
            split.Sales.Add(sale with { Id = other(sale.Id), Volumes = rest });
        }

        return split;
    }

    [Theory]
    [MemberData(nameof(KindsOfPeople))]
    public void Result_AnotherBranchBesides_ChangesNothingForTheRest(string kind) => ForSeeds(kind, (about, model, company) =>
    {
        // What divides or limits something of the whole company, one line of everybody, and boards are meant to depend on everybody.
        var text = PlanText.Of(model);
        if (new[] { "company", "share:", "pool:", "line of", "board:" }.Any(word => text.Contains(word, StringComparison.Ordinal)))
        {
            return;
        }

        var larger = company.Copied(id => id);
        var branch = RandomCompany.Draw(new Dice(company.Members.Count), months: 1, refunds: false).Copied(id => $"z{id}");
        larger.Members.AddRange(branch.Members);
        larger.Sales.AddRange(branch.Sales);
        Same(Close(model, company), Close(model, larger).Where(line => !line.Payee.StartsWith('z')), about);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pay_InTotal_RespectsEveryCap(string kind) => ForSeeds(kind, (about, model, company) =>
    {
        model.Caps =
        [
            new CapModel("Seller cap", "seller") { AtMost = TableModel.Single("30.05") },
            new CapModel("Payout cap", "company") { AtMost = TableModel.Single(Formula.Company("CV").Times(Formula.Number("1.5%"))) },
        ];
        model.Bonuses = [.. model.Bonuses.Select(bonus => bonus with { CapAtMost = TableModel.Single("25.50"), CapPer = "seller" })];
        var lines = Close(model, company);
        foreach (var seller in lines.GroupBy(line => line.Payee))
        {
            Fraction.Sum(seller.Select(line => line.Amount)).ShouldBeLessThanOrEqualTo(Fraction.Parse("30.05"), about);
            foreach (var bonus in seller.Where(line => line.Kind is not "Accrual").GroupBy(line => line.Bonus))
            {
                Fraction.Sum(bonus.Select(line => line.Amount)).ShouldBeLessThanOrEqualTo(Fraction.Parse("25.50"), about);
            }
        }

        var limit = Fraction.Sum(company.Sales.Select(sale => sale.Value("CV"))) * Fraction.Parse("1.5%");
        Fraction.Sum(lines.Select(line => line.Amount)).ShouldBeLessThanOrEqualTo(limit.Rounded(model.Decimals, model.Rounding), about);
    });

    private static void ForSeeds(string kind, Action<string, PlanModel, Company> holds)
    {
        for (var seed = 1; seed <= Seeds / 6; seed++)
        {
            var dice = new Dice(seed);
            var company = RandomCompany.Draw(dice, months: 1, refunds: false);
            var model = RandomPlan.Draw(dice, kind);
            holds($"seed {seed}, {kind}\n{PlanText.Of(model)}", model, company);
        }
    }

    private static List<Line> Close(PlanModel model, Company company, int shuffle = 1)
    {
        Plan plan = EngineRun.Check(PlanText.Of(model));
        var snapshot = EngineRun.Snapshot(plan, company, 1, Carry.None, new Dice(shuffle));
        return EngineRun.Lines(plan, snapshot, PeriodClose.Close(plan, snapshot, threads: 1));
    }

    private static void Same(IEnumerable<Line> left, IEnumerable<Line> right, string about) =>
        right.Select(line => $"{line}").Order(StringComparer.Ordinal).ShouldBe(left.Select(line => $"{line}").Order(StringComparer.Ordinal), about);
}
