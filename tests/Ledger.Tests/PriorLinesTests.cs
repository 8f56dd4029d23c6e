using Compensation.Ledger.Runs;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

/// <summary>Refunds in February of orders of January, whose run paid A on B's volume (line 1) and on B's order O2 (line
/// 2).</summary>
public sealed class PriorLinesTests
{
    private const string Sellers = "seller,sponsor,position,leg\nA,,,\n\"B,b\",A,A,left\n";
    private const string Orders = "order,seller,placed,recorded,PV,amount\nO1,A,2026-01-05,,10,100\n"
        + "O2,\"B,b\",2026-01-06,,20,200\nO3,\"B,b\",2026-01-06,2026-02-20,1,1\n";

    [Fact]
    public void LateRefund_OfAnOrder_BringsItsOwnLineAndThoseOfItsSeller()
    {
        using var folder = WithRefund("O2,2026-02-10");

        var lines = Company.Good(Company.Read(folder, January(folder), Company.February)).PriorLines;

        lines.ShouldBe([
            new PriorLine("2026-01", "Team", 0, 1, -1, 1, 2_000, 2, 100),
            new PriorLine("2026-01", "Team", 0, 1, 1, 2, 2_000, 2, 667),
        ]);
    }

    [Fact]
    public void LateRefund_OfAnOrderOfASellerWhoBroughtNothing_BringsNoLine()
    {
        using var folder = WithRefund("O1,2026-02-10");

        Company.Good(Company.Read(folder, January(folder), Company.February)).PriorLines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("O2,2026-01-20")]
    [InlineData("O2,2026-03-01")]
    public void Refund_InAnotherPeriod_BringsNoLine(string refund)
    {
        using var folder = WithRefund(refund);

        var reading = Company.Read(folder, January(folder), Company.February);

        Company.Good(reading).PriorLines.ShouldBeEmpty();
        reading.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void LateRefund_TwoRunsBack_IsFoundThroughTheChain()
    {
        using var folder = WithRefund("O2,2026-03-10");
        var first = Runs.Write(folder["january"]);
        Runs.Write(folder["february"], previousRoot: first, period: Company.February);
        var march = new Rules.Calendars.Period("2026-03", new(2026, 3, 1), new(2026, 3, 31), Company.February.End,
            NodaTime.Instant.FromUtc(2026, 3, 31, 22, 0), NodaTime.Instant.FromUtc(2026, 3, 31, 22, 0));

        var lines = Company.Good(Company.Read(folder, RunPackage.Open(folder["february"]), march)).PriorLines;

        lines.Select(line => line.Period).ShouldBe(["2026-01", "2026-01"]);
    }

    [Fact]
    public void LateRefund_OfAnOrderRecordedAfterTheCutoff_BelongsToThePeriodOfItsRecording()
    {
        // O3 was placed in January but recorded on 20 February, after January's cut-off of the 14th: January's run never saw it.
        using var folder = WithRefund("O3,2026-02-25");

        var reading = Company.Read(folder, January(folder), Company.February);

        Company.Good(reading).PriorLines.ShouldBeEmpty();
        reading.Findings.ShouldHaveSingleItem().Code.ShouldBe("unknown-run");
    }

    [Theory]
    [InlineData("2026-02-14T22:59:59.999Z", 1)]
    [InlineData("2026-02-14T23:00:00Z", 0)]
    public void LateRefund_OfAnOrderRecordedAtTheCutoff_BelongsToThePeriodOfItsRecording(string recorded, int lines)
    {
        // At January's cut-off, midnight after the 14th in Berlin, O2 is an order of February; a millisecond before it is one of January.
        var orders = Orders.Replace("2026-01-06,,20", $"2026-01-06,{recorded},20", StringComparison.Ordinal);
        using var folder = WithRefund("O2,2026-02-25").With("orders.csv", orders);

        var reading = Company.Read(folder, January(folder), Company.February);

        Company.Good(reading).PriorLines.Count(line => line.Row >= 0).ShouldBe(lines);
    }

    [Fact]
    public void LateRefund_OfAnOrderFromBeforeTheFirstRun_IsFoundInTheRunOfItsRecording()
    {
        // O2 was placed in December, which nobody has closed, and recorded on 20 January, after December's cut-off: January has paid on it.
        var orders = Orders.Replace("2026-01-06,,20", "2025-12-28,2026-01-20,20", StringComparison.Ordinal);
        using var folder = WithRefund("O2,2026-02-25").With("orders.csv", orders);

        var reading = Company.Read(folder, January(folder), Company.February);

        Company.Good(reading).PriorLines.Select(line => line.Period).ShouldBe(["2026-01", "2026-01"]);
        reading.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void LateRefund_WithoutThatRun_IsAWarningAtItsLine()
    {
        using var folder = WithRefund("O2,2026-02-10");

        var reading = Company.Read(folder, null, Company.February);

        Company.Good(reading).PriorLines.ShouldBeEmpty();
        var finding = reading.Findings.ShouldHaveSingleItem();
        (finding.Severity, finding.Code, finding.Place.Line, finding.Place.Column)
            .ShouldBe((Severity.Warning, "unknown-run", 2, 4));
    }

    [Fact]
    public void LateRefund_WhosePayeeIsNoSellerAnyMore_IsAnErrorAtTheLineThatPaid()
    {
        using var folder = WithRefund("O2,2026-02-10");
        folder.With("sellers.csv", "seller,sponsor,position,leg\n\"B,b\",,,\n")
            .With("orders.csv", Orders.Replace("O1,A,", "O1,\"B,b\",", StringComparison.Ordinal));

        var reading = Company.Read(folder, January(folder), Company.February);

        reading.Snapshot.ShouldBeNull();
        reading.Findings.Select(finding => (finding.Code, Path.GetFileName(finding.Place.File), finding.Place.Line))
            .ShouldBe([("unknown-seller", "commissions.csv", 2), ("unknown-seller", "commissions.csv", 3)]);
    }

    private static Folder WithRefund(string refund) => new Folder().With("sellers.csv", Sellers).With("orders.csv", Orders)
        .With("refunds.csv", $"refund,order,refunded\nR1,{refund}\n");

    private static RunPackage January(Folder folder)
    {
        Runs.Write(folder["january"]);
        return RunPackage.Open(folder["january"]);
    }
}
