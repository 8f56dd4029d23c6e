using Compensation.Oracle.Tests.Model;
using static Compensation.Oracle.Tests.Model.Formula;

namespace Compensation.Oracle.Tests.Drawing;

/// <summary>Boards, guarantees, advancement; windows and limits.</summary>
internal sealed partial class RandomPlan
{
    private BoardModel Board(string name) => new(name, dice.Pick(Active, PV.AtLeast(Threshold()), Condition()), AnyTable("50", "100.005", "75"))
    {
        Width = dice.Between(2, 3),
        Height = dice.Chance(60) ? 1 : 2,
        ReEnters = dice.Chance(50),
    };

    private GuaranteeModel Guarantee(string name) =>
        new(name, Named(dice.Pick("own group", "CV", "GV")), dice.Chance(70) ? RankAtLeast() : Condition())
        {
            Rate = dice.Pick("4%", "3.33%"),
            Guaranteed = dice.Chance(80) ? Number(dice.Pick("100", "500.50", "2000")) : Points(),
            Tree = AnyTree(),
        };

    private GrantModel Advancement(string name)
    {
        if (dice.Chance(20))
        {
            return new GrantModel(name) { Amount = AnyTable("5.00", "10.555", "20", "100"), Once = "in a lifetime" };
        }

        return new GrantModel(name)
        {
            Amount = TableModel.ByRank(plan, Ascending("10", "25.555", "50", "100"), dice.Maybe(30, () => TableModel.Single("1"))),
            Once = "each rank",
            SkippedRanks = dice.Pick("not paid", "paid at once", "one per period"),
            HeldFor = dice.Chance(60) ? 1 : dice.Between(2, 3),
        };
    }

    /// <summary>Looks back over periods, or over orders for a sum of volumes.</summary>
    private MeasureModel WithWindow(MeasureModel measure)
    {
        if (dice.Chance(20) && measure.AtMost is null)
        {
            measure = measure with { AtLeast = "40" };
        }

        if (dice.Chance(60))
        {
            return measure;
        }

        if (measure is { Is: null, What: "sum", Of.Text: "PV" or "CV" } && dice.Chance(60))
        {
            var ofOrders = dice.Pick("last 30 days", "last 45 days", "60 days from enrolled", "1 months from enrolled", "0 months from enrolled");
            return measure with { Window = ofOrders };
        }

        var window = dice.Pick("last 2 periods", "last 3 periods", "previous period", "since joining", "quarter to date", "year to date");
        return measure with { Window = window, Across = window == "previous period" ? "sum" : dice.Pick("sum", "sum", "highest", "lowest", "count") };
    }

    /// <summary>Instalments, wallets, and which of the bonuses before use up the cap.</summary>
    private BonusModel WithPayment(BonusModel bonus) => bonus with
    {
        CapCounting = bonus.CapPer is "seller" or "owner" or "company" && plan.Bonuses.Count > 0 && dice.Chance(25) ? [dice.Pick(plan.Bonuses).Name] : [],
        Wallet = dice.Chance(90) ? "cash" : "points",
        Instalments = dice.Chance(85) ? [] : dice.Pick<IReadOnlyList<InstalmentModel>>(
            [new("50%", 0, 0, null), new("50%", 1, 0, null)],
            [new("33.33%", 0, 0, null), new("33.33%", 1, 10, Condition()), new("33.34%", 2, 0, Condition())],
            [new("100%", 0, 0, Condition())]),
    };

    private void AddPayout()
    {
        plan.Minimum = dice.Maybe(50, () => dice.Pick("5", "20", "50"));
        plan.DaysAfterCutoff = dice.Below(20);
        plan.WithheldAtMost = dice.Maybe(20, () => dice.Pick("50%", "33.3%"));
        plan.PaysCurrencies = dice.Chance(30);
        plan.Wallets = dice.Chance(70) ? [] : dice.Pick<IReadOnlyList<(string, string)>>(
            [("cash", "90%"), ("shop", "10%")], [("shop", "33.3%"), ("cash", "66.7%")]);
        plan.Fees = dice.Chance(70) ? [] : dice.Pick<IReadOnlyList<(string, string?, string?)>>(
            [("Transfer", null, "1")], [("Card", "2.5%", null)], [("Transfer", "1%", "3"), ("Tax", "10%", null)]);
    }

    private CapModel Cap(string name)
    {
        var single = dice.Pick("source", "source and seller", "leg");
        var cap = new CapModel(name, dice.Pick<string>(plan.HasOwners ? ["seller", "owner", "company", single] : ["seller", "company", single]))
        {
            On = dice.Chance(60) ? [] : dice.Some([.. plan.Bonuses.Select(bonus => bonus.Name)], dice.Between(1, plan.Bonuses.Count)),
            Cuts = dice.Pick("pro rata", "pro rata", "last bonuses first", "lower ranks first", "review"),
            Window = dice.Chance(70) ? "this period" : dice.Pick("month to date", "quarter to date", "year to date"),
        };
        return dice.Chance(15) ? cap with { ReduceBy = dice.Pick("5%", "12.5%"), Cuts = "pro rata", Window = "this period" }
            : cap.Per == single ? cap with { AtMost = TableModel.Single(dice.Pick("5", "20", "60.015")), Cuts = "pro rata", Window = "this period" }
            : cap.Per != "company" ? cap with { AtMost = AnyTable("50", "100", "15.555"), Cuts = cap.Cuts == "review" ? "pro rata" : cap.Cuts }
            : cap with { AtMost = TableModel.Single(Company("CV").Times(Number(dice.Pick("1%", "5%", "10%", "40%")))) };
    }
}
