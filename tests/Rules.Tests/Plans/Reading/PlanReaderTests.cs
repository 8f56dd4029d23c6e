using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Reading;

/// <summary>What is read of plans without errors.</summary>
public class PlanReaderTests
{
    private static PlanDocument Read(string text)
    {
        var (plan, findings) = PlanReader.Read(text, "plan.yaml");
        findings.ShouldBeEmpty();
        return plan.ShouldNotBeNull();
    }

    private static PlanDocument With(string lines) => Read(SamplePlans.Smallest + "\n" + lines);

    private static T Bonus<T>(string lines)
        where T : BonusDocument => With("bonuses:\n" + lines).Bonuses.ShouldHaveSingleItem().ShouldBeOfType<T>();

    [Fact]
    public void SmallestPlan_HasItsValuesAndDefaults()
    {
        var plan = Read(SamplePlans.Smallest);
        (plan.Name, plan.Version, plan.Effective, plan.Currency, plan.Zone).ShouldBe(
            ("Aurora", 3, new LocalDate(2026, 1, 1), "EUR", "Europe/Berlin"));
        (plan.Decimals, plan.Rounding, plan.Calendar.Every).ShouldBe((2, RoundingWord.HalfUp, CalendarKind.Month));
    }

    [Theory]
    [InlineData("orders count: when placed", OrdersCount.WhenPlaced)]
    [InlineData("orders count: when paid", OrdersCount.WhenPaid)]
    [InlineData("orders count: when shipped", OrdersCount.WhenShipped)]
    [InlineData("", OrdersCount.WhenPaid)]
    public void OrdersCount_IsWhenPaidUnlessItIsWritten(string line, OrdersCount expected) =>
        With(line).OrdersCount.ShouldBe(expected);

    [Fact]
    public void EverySample_IsReadWithoutFindings() =>
        SamplePlans.All.ShouldAllBe(text => PlanReader.Read(text, "sample").Findings.Count == 0);

    [Fact]
    public void Places_AreThoseOfMappingsAndValues()
    {
        var plan = With("calendar: { every: week }\nbonuses:\n  - unilevel: Team\n    of:  CV");
        plan.Place.ShouldBe(new Place("plan.yaml", 1, 1));
        plan.At("zone").ShouldBe(new Place("plan.yaml", 5, 7));
        plan.Calendar.Place.ShouldBe(new Place("plan.yaml", 6, 11));
        plan.Calendar.At("every").ShouldBe(new Place("plan.yaml", 6, 20));
        plan.Calendar.Has("anchor").ShouldBeFalse();
        plan.Calendar.At("anchor").ShouldBe(plan.Calendar.Place);
        var bonus = plan.Bonuses[0].ShouldBeOfType<WalkDocument>();
        bonus.Place.ShouldBe(new Place("plan.yaml", 8, 5));
        bonus.At("unilevel").ShouldBe(new Place("plan.yaml", 8, 15));
        bonus.Of.ShouldBe(new Formula("CV", new Place("plan.yaml", 9, 10)));
    }

    [Fact]
    public void Head_SelectsTheFormAndGivesTheName()
    {
        var bonus = Bonus<PairDocument>("  - binary: Team bonus\n    of: PV");
        (bonus.Head, bonus.Name).ShouldBe(("binary", "Team bonus"));
    }

    [Fact]
    public void Calendar_ShortForm_IsTheKind() => With("calendar: 4 weeks").Calendar.Every.ShouldBe(CalendarKind.FourWeeks);

    [Fact]
    public void Attribute_ShortForms_AreAKindOrAChoice()
    {
        var sellers = With("attributes: { sellers: { tier: [Silver, Gold], points: number } }").Attributes.Sellers;
        (sellers["tier"].Is, sellers["points"].Is).ShouldBe((AttributeKind.Choice, AttributeKind.Number));
        sellers["tier"].OneOf.ShouldBe(["Silver", "Gold"]);
    }

    [Fact]
    public void Names_KeepTheirOrder()
    {
        var names = new[] { "Zeta", "Alpha", "Mid", "Beta", "10", "9" };
        With("volumes:\n" + string.Concat(names.Select(name => $"  {name}:\n"))).Volumes.Keys.ShouldBe(names);
    }

    [Fact]
    public void Volume_MayBeEmptyOrAFormula()
    {
        var volumes = With("volumes:\n  PV:\n  QV: {}\n  CV: PV * 28%").Volumes;
        volumes["PV"].Is.ShouldBeNull();
        volumes["PV"].Place.ShouldBe(new Place("plan.yaml", 7, 3));
        volumes["QV"].Is.ShouldBeNull();
        volumes["CV"].Is!.Text.ShouldBe("PV * 28%");
    }

    [Fact]
    public void Formulas_MayBeOneOrAList()
    {
        var bonus = Bonus<GrantDocument>("  - fixed: Car\n    receives: active\n    payable when: [active, PV >= 5]");
        bonus.Receives.Select(formula => formula.Text).ShouldBe(["active"]);
        bonus.PayableWhen.Select(formula => formula.Text).ShouldBe(["active", "PV >= 5"]);
    }

    [Fact]
    public void Levels_ShortForm_IsTheCondition() =>
        Bonus<WalkDocument>("  - unilevel: Team\n    of: CV\n    levels: [active, level < 3]").Levels.When.Count.ShouldBe(2);

    [Fact]
    public void Rank_ShortForm_IsItsName() =>
        With("ranks: { ladder: [Silver, { rank: Gold }] }").Ranks.Ladder.Select(rank => rank.Name).ShouldBe(["Silver", "Gold"]);

    [Fact]
    public void Table_SingleValue_IsAFormula() =>
        Bonus<GrantDocument>("  - rebate: Own\n    rate: 5%").Rate!.Value!.Text.ShouldBe("5%");

    [Fact]
    public void Table_List_IsByLevel()
    {
        var rate = Bonus<WalkDocument>("  - unilevel: Team\n    of: CV\n    rate: [5%, { by: rank, Gold: 3% }]").Rate!;
        rate.Levels!.Count.ShouldBe(2);
        rate.Levels[0].Value!.Text.ShouldBe("5%");
        rate.Levels[1].By!.Text.ShouldBe("rank");
        (rate.Value, rate.By).ShouldBe((null, null));
    }

    [Fact]
    public void Table_Rows_AreKeyedByThresholdNameOrNothing()
    {
        var rate = Bonus<GrantDocument>(
            "  - rebate: Own\n"
            + "    rate: { by: group PV, brackets: marginal, from 300: 6%, above 1500: [9%, 8%], Gold: 1%, otherwise: 2% }")
            .Rate!;
        (rate.By!.Text, rate.Brackets).ShouldBe(("group PV", Brackets.Marginal));
        rate.Rows.Select(row => (row.Kind, row.Key)).ShouldBe(
            [(RowKind.From, "300"), (RowKind.Above, "1500"), (RowKind.Is, "Gold"), (RowKind.Otherwise, "")]);
        rate.Rows[0].Place.ShouldBe(new Place("plan.yaml", 8, 47));
        rate.Rows[1].Then.Levels!.Count.ShouldBe(2);
    }

    [Fact]
    public void Measure_MappingWithBy_IsATable()
    {
        var measure = With("measures:\n  manager TV: { by: scheme, DEFAULT: 750, EU: 500 }").Measures["manager TV"];
        measure.Table!.Rows.Select(row => row.Key).ShouldBe(["DEFAULT", "EU"]);
        measure.Has("table").ShouldBeTrue();
    }

    [Fact]
    public void Cap_MayBeAValueOrATable()
    {
        Bonus<GrantDocument>("  - fixed: Car\n    cap: 900.00").Cap!.AtMost!.Value!.Text.ShouldBe("900.00");
        Bonus<GrantDocument>("  - fixed: Car\n    cap: { by: rank, Gold: 5 }").Cap!.AtMost!.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public void PairTable_IsAMapOfItsOwn()
    {
        var table = Bonus<PairDocument>("  - pair: Balance\n    of: PV\n    table: { from 250: 40, from 500: 100 }").Table;
        table.ShouldBe([new("from 250", "40"), new("from 500", "100")]);
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("true", true)]
    [InlineData("no", false)]
    [InlineData("false", false)]
    public void Flag_IsYesOrNo(string word, bool value) =>
        With($"volumes: {{ PV: {{ money: {word} }} }}").Volumes["PV"].Money.ShouldBe(value);

    [Fact]
    public void Differential_StartsWithItselfAndDeductsRatesBelow()
    {
        var bonus = Bonus<WalkDocument>("  - differential: Performance\n    of: BV");
        (bonus.Starts, bonus.Less, bonus.Has("less")).ShouldBe((WalkStart.Self, WalkLess.RatesBelow, false));
    }

    [Fact]
    public void Preset_DoesNotReplaceWhatThePlanWrites() =>
        Bonus<WalkDocument>("  - differential: Performance\n    of: BV\n    less: nothing").Less.ShouldBe(WalkLess.Nothing);

    [Fact]
    public void Presets_FillInWhatTheirNamesImply()
    {
        Bonus<WalkDocument>("  - infinity: House\n    of: BV").BlockedBy.ShouldBe(WalkBlock.SameOrHigher);
        Bonus<WalkDocument>("  - sponsor: Welcome\n    of: BV").Depth!.Value!.Text.ShouldBe("1");
        Bonus<GrantDocument>("  - retail: Margin").Per.ShouldBe(SourcePer.Order);
        Bonus<GrantDocument>("  - advancement: Car").Once.ShouldBe(Once.EachRank);
    }

    [Fact]
    public void EveryPreset_NamesAKeyOfItsForm()
    {
        Presets.All.ShouldAllBe(preset => DocumentShape.Of(DocumentShape.Bonuses[preset.Head]).Find(preset.Key) != null);
        Presets.Required.ShouldAllBe(
            required => DocumentShape.Of(DocumentShape.Bonuses[required.Head]).Find(required.Key) != null);
    }

    [Fact]
    public void EveryKindOfBonus_IsReadByEachOfItsHeads()
    {
        foreach (var (head, type) in DocumentShape.Bonuses)
            PlanReader.Read($"bonuses:\n  - {head}: X", "x").Document!.Bonuses.ShouldHaveSingleItem().ShouldBeOfType(type);
    }
}
