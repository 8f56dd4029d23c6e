using Compensation.Ledger.Snapshots;
using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using Compensation.Silo.Generating;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Generating;

/// <summary>What is generated is what a close reads.</summary>
public sealed class GeneratedFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void GeneratedFiles_ReadForAClose_HaveNoErrorAndAllRows()
    {
        var company = SyntheticCompany.Generate(new CompanyOptions { Sellers = 3_000 });
        var rows = CompanyFiles.Write(company, folder["a"]);
        var plan = Plan();
        var period = plan.Calendar.Find("2026-01").ShouldNotBeNull();

        var reading = SnapshotReader.Read(plan, folder["a"], period, Carry.None);

        reading.Findings.ShouldBeEmpty();
        var snapshot = reading.Snapshot.ShouldNotBeNull();
        snapshot.Sellers.Count.ShouldBe((int)rows.Sellers);
        snapshot.Orders.Count.ShouldBe((int)rows.Orders);
        snapshot.Refunds.Count.ShouldBe((int)rows.Refunds);
        snapshot.Moves.Count.ShouldBe((int)rows.Moves);
        snapshot.Orders.Volumes[0]!.Sum().ShouldBe(company.Orders().Sum(order => order.PV));
        snapshot.Orders.Placed.ShouldAllBe(placed => period.Contains(Instant.FromUnixTimeMilliseconds(placed)));
    }

    private static Plan Plan() => new()
    {
        Document = new PlanDocument(),
        Text = "",
        Zone = DateTimeZone.Utc,
        Calendar = new PlanCalendar(new CalendarDocument(), DateTimeZone.Utc, 0),
        Volumes = [Volume("PV", 0), Volume("CV", 1), Volume("price", 2)],
        SellerAttributes =
        [
            new AttributeDefinition("package", 0, "package", AttributeKind.Choice, 0, ["Basic", "Business", "Premium"], 0),
        ],
        OrderAttributes = [],
        RecordedTrees =
        [
            new RecordedTree("enrolment", 0, "sponsor", null, []),
            new RecordedTree("placement", 1, "placement", "leg", ["left", "right"]),
        ],
        Ranks = [],
    };

    private static VolumeDefinition Volume(string name, int index) => new(name, index, name, 2, new VolumeDocument());
}
