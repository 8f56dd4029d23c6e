using Compensation.Grains.Payouts;
using Compensation.Grains.Statements;
using Compensation.Grains.Tests.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Tests.Store;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Statements;

/// <summary>Statements of the three sellers of <see cref="LifeOfThreePeriods"/>, on every database.</summary>
public abstract class StatementConformance(LedgerFixture ledger)
{
    [DatabaseFact]
    public async Task Statement_OfAClosedPeriod_HasEverythingAndExplainsItself()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        await life.UpToAsync("March is paid");

        var february = await ReadAsync(life, LifeOfThreePeriods.February, "B");
        var january = await ReadAsync(life, LifeOfThreePeriods.January, "B");
        var march = await ReadAsync(life, LifeOfThreePeriods.March, "B");

        Lines(february).ShouldBe([("Rebate", LineKind.Pay, "B", 1_00), ("Team", LineKind.Pay, "C", 6_00), ("Team", LineKind.Clawback, "C", -30_00)]);
        (february.Total, february.Payouts.Count, february.Balances[^1].Balance).ShouldBe((-23_00, 0, -23_00));
        // The restated January: what C brings is set to 35, the original payout of 40 stays.
        Lines(january).ShouldBe([("Rebate", LineKind.Pay, "B", 10_00), ("Team", LineKind.Pay, "C", 30_00), ("Team", LineKind.Adjustment, "C", 5_00)]);
        (january.Run, january.Version).ShouldBe((4, 2));
        january.Payouts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            payout => payout.Amount.ShouldBe(40_00), payout => payout.Status.ShouldBe(PayoutStatus.Confirmed));
        january.Overrides.ShouldHaveSingleItem().Reason.ShouldBe("agreed");
        // In March the difference stands as an adjustment.
        march.Adjustments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.Amount.ShouldBe(5_00), row => row.Reason.ShouldBe("restatement of 2026-01, version 2"));
        march.Total.ShouldBe(55_00);
        march.Balances.Select(row => row.Balance).ShouldBe([-23_00, 0]);
        foreach (var statement in new[] { january, february, march })
        {
            statement.Lines.ShouldAllBe(line => line.Because!.Text.StartsWith($"line {line.Number}: B") && line.Because.Because.Count > 0);
            statement.Explanation!.Lines.Select(line => line.Number).ShouldBe(statement.Lines.Select(line => line.Number), ignoreOrder: true);
        }
    }

    [DatabaseFact]
    public async Task Statement_OfAHeldSeller_SaysSo()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);
        await life.UpToAsync("January closes again");

        var held = await ReadAsync(life, LifeOfThreePeriods.January, "C");

        (held.IsHeld, held.Run, held.Total).ShouldBe((true, 2, 30_00));
        held.Holds.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            hold => hold.Kind.ShouldBe(HoldKind.Held), hold => hold.Reason.ShouldBe("2026-01: papers are missing"));
    }

    [DatabaseFact]
    public async Task Statement_OfNobodyOrNoPeriod_IsRefused()
    {
        var life = await LifeOfThreePeriods.BeginAsync(ledger);

        (await Reader().ReadAsync(life.Programme, LifeOfThreePeriods.January, "Z", false)).Refusal!.Code.ShouldBe(RefusalCode.UnknownSeller);
        (await Reader().ReadAsync(life.Programme, "2025-12", "A", false)).Refusal!.Code.ShouldBe(RefusalCode.PeriodNotOpen);
        (await Reader().ReadAsync(life.Programme, LifeOfThreePeriods.January, "A", true)).Statement!.Lines.ShouldBeEmpty();
    }

    private async Task<SellerStatement> ReadAsync(LifeOfThreePeriods life, string period, string seller) =>
        (await Reader().ReadAsync(life.Programme, period, seller, explained: true)).Statement.ShouldNotBeNull();

    private StatementReader Reader()
    {
        var plans = new PublishedPlans(CustomBonuses.None);
        return new StatementReader(ledger.Database, plans, new RunExplainers(ledger.Database, plans));
    }

    private static IEnumerable<(string Bonus, LineKind Kind, string? Source, long Amount)> Lines(SellerStatement statement) =>
        statement.Lines.Select(line => (line.Bonus, line.Kind, line.Source, line.Amount));
}

public sealed class SqliteStatementTests(SqliteFixture ledger) : StatementConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlStatementTests(PostgreSqlFixture ledger) : StatementConformance(ledger), IClassFixture<PostgreSqlFixture>;
