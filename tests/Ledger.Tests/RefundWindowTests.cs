using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

public sealed class RefundWindowTests
{
    private const string Plan = """
        plan: T
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Europe/Berlin
        volumes: { PV: }
        bonuses: [{ rebate: R, of: PV, rate: 1% }]
        refunds: { within days: 14 }
        """;

    // The order is of the 5th of January, local time; the window is 14 days.
    [Theory]
    [InlineData("2026-01-19", true)]
    [InlineData("2026-01-19T22:59:59Z", true)] // a second before the 20th in Berlin
    [InlineData("2026-01-19T23:00:00Z", false)]
    [InlineData("2026-02-05", false)]
    public void Read_RefundAfterTheWindow_IsAnErrorWithItsPlace(string refunded, bool inTime)
    {
        var plan = PlanChecker.Check(Plan, "t.yaml").Plan.ShouldNotBeNull();
        using var folder = new Folder().With("sellers.csv", "seller,sponsor\nA,\n")
            .With("orders.csv", "order,seller,placed,PV\nO1,A,2026-01-05,10\n")
            .With("refunds.csv", $"refund,order,refunded,PV\nR1,O1,{refunded},\n");

        var reading = SnapshotReader.Read(plan, folder.Path, plan.Calendar.Find("2026-01").ShouldNotBeNull(), Carry.None);

        reading.Findings.Select(finding => (finding.Code, finding.Place.Line)).ShouldBe(inTime ? [] : [("refund-too-late", 2)]);
        (reading.Snapshot is not null).ShouldBe(inTime);
    }
}
