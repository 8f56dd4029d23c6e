using Compensation.Grains.Genealogy;
using Compensation.Ledger.Tests.Store;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Genealogy;

/// <summary>A price is what closing comes to once the change is made.</summary>
public abstract class MovePricingConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task Price_OfAMoveIntoAClosedPeriod_SaysWhoGainsAndLosesWhereAndHowMuch()
    {
        await using var fern = await Fern.StartAsync(ledger);
        var sequence = await fern.SequenceAsync();
        var price = await PriceAsync(fern, Move("D", "C", "2026-01-15"));

        // January: B loses 10% of D's 1,000.00 and 5% of E's 200.00, which C gains; A has 5% of D's either way. B's organisation falls from 1,200 to 0.
        // February: 10% of D's 100.00 goes from B to C, whose organisation rises from 10 to 110.
        price.Periods.Select(period => (period.Period, period.IsClosed)).ShouldBe([("2026-01", true), ("2026-02", false)]);
        price.Periods[0].Pay.ShouldBe([new PayChange("B", 110_00, 0), new PayChange("C", 0, 110_00)]);
        price.Periods[1].Pay.ShouldBe([new PayChange("B", 10_00, 0), new PayChange("C", 0, 10_00)]);
        price.Total.ShouldBe([new PayChange("B", 120_00, 0), new PayChange("C", 0, 120_00)]);
        price.PostedForward.Select(change => (change.Seller, change.Change)).ShouldBe([("B", -110_00), ("C", 110_00)]);
        price.Periods[0].Ranks.ShouldBe([new RankChange("B", "Star", ""), new RankChange("C", "", "Star")]);
        price.Periods[1].Ranks.ShouldBe([new RankChange("B", "Star", ""), new RankChange("C", "", "Star")]);
        (price.ChangesClosedPay, price.Currency, price.Decimals).ShouldBe((true, "EUR", 2));
        (await fern.SequenceAsync()).ShouldBe(sequence, "pricing writes nothing");
    }

    [DatabaseFact]
    public async Task Price_OfAMoveInTheOpenPeriod_TouchesThatAlone()
    {
        await using var fern = await Fern.StartAsync(ledger);
        var price = await PriceAsync(fern, Move("D", "C", "2026-02-12"));

        price.Periods.Select(period => period.Period).ShouldBe(["2026-02"]);
        price.PostedForward.ShouldBeEmpty();
    }

    [DatabaseFact]
    public async Task Price_OfEveryMove_IsWhatMovingAndClosingComesTo()
    {
        foreach (var (seller, parent, scope) in new[]
            { ("D", "C", MoveScope.Downline), ("B", "E", MoveScope.Alone), ("E", "A", MoveScope.Downline), ("D", "A", MoveScope.Alone) })
        {
            await using var fern = await Fern.StartAsync(ledger);
            var move = Move(seller, parent, "2026-01-15") with { Scope = scope, ApprovedBy = "eva" };
            var before = (January: await fern.EarnedAsync(Fern.January), February: await fern.EarnedAsync(Fern.February));
            var price = await PriceAsync(fern, move);
            await fern.DoAsync(move);
            var after = (January: await fern.EarnedAsync(Fern.January), February: await fern.EarnedAsync(Fern.February));

            Changes(price.Periods[0]).ShouldBe(Differences(before.January, after.January));
            Changes(price.Periods[1]).ShouldBe(Differences(before.February, after.February));
        }
    }

    [DatabaseFact]
    public async Task Move_ThatChangesClosedPay_NeedsASecondPerson()
    {
        await using var fern = await Fern.StartAsync(ledger);

        var refusal = (await fern.Desk.DoAsync(Move("D", "C", "2026-01-15"))).ShouldBeOfType<GenealogyOutcome.Refused>().Refusal;
        refusal.Code.ShouldBe(RefusalCode.ApprovalMissing);
        var same = await fern.Desk.DoAsync(Move("D", "C", "2026-01-15") with { ApprovedBy = "IDA" });
        same.ShouldBeOfType<GenealogyOutcome.Refused>().Refusal.Code.ShouldBe(RefusalCode.SamePerson);
    }

    [DatabaseFact]
    public async Task Move_EffectiveInAClosedPeriodWithoutChangingItsPay_NeedsNobody()
    {
        await using var fern = await Fern.StartAsync(ledger);

        // C bought nothing in January and brought nobody, so below B C earns as little as below A, and brings as little.
        var outcome = await fern.Desk.DoAsync(Move("C", "B", "2026-01-15"));
        outcome.ShouldBeOfType<GenealogyOutcome.Done>($"{outcome}");
    }

    [DatabaseFact]
    public async Task Price_OfARefusedMove_IsTheRefusal()
    {
        await using var fern = await Fern.StartAsync(ledger);
        var (price, refusal) = await fern.Desk.PriceAsync(Move("B", "E", "2026-02-12"));

        (price, refusal?.Code).ShouldBe((null, RefusalCode.Cycle));
    }

    private static GenealogyCommand.Move Move(string seller, string parent, string at) =>
        new($"r-{seller}-{parent}-{at}", "ida", Family.At(at), seller, new ChosenPlace("enrolment", parent), MoveScope.Downline, "wrong sponsor");

    private static async Task<MovePrice> PriceAsync(Fern fern, GenealogyCommand command)
    {
        var (price, refusal) = await fern.Desk.PriceAsync(command);
        return price.ShouldNotBeNull($"{refusal}");
    }

    private static Dictionary<string, long> Changes(PeriodPrice period) => period.Pay.ToDictionary(change => change.Seller, change => change.Change);

    private static Dictionary<string, long> Differences(Dictionary<string, long> before, Dictionary<string, long> after) => before.Keys.Union(after.Keys)
        .Order(StringComparer.Ordinal).Select(seller => (Seller: seller, Change: after.GetValueOrDefault(seller) - before.GetValueOrDefault(seller)))
        .Where(change => change.Change != 0).ToDictionary(change => change.Seller, change => change.Change);
}

public sealed class SqliteMovePricingTests(SqliteFixture ledger) : MovePricingConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlMovePricingTests(PostgreSqlFixture ledger) : MovePricingConformance(ledger), IClassFixture<PostgreSqlFixture>;
