using System.Collections.Concurrent;
using Compensation.Grains.Orders;
using Compensation.Grains.Periods;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;
using static Compensation.Grains.Tests.Orders.Shop;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Tests.Periods;

/// <summary>The period in which an order counts is the one whose close counts it.</summary>
public sealed class OrderPeriodTests
{
    private static readonly string[] Zones = ["Etc/UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Africa/Cairo", "Asia/Kathmandu"];

    private static readonly string[] Calendars =
    [
        "month", "day", "week", "half month", "quarter", "{ every: 4 weeks, anchor: 2010-01-04 }",
        "{ every: custom, dates: [2009-01-01, 2010-12-20, 2011-12-30, 2011-12-31, 2012-02-29, 2013-07-01, 2018-11-04, 2030-01-01] }",
    ];

    private static readonly ConcurrentDictionary<(string Calendar, string Zone, int CutoffDays), Plan> Plans = new();

    /// <summary>An order, when it became known, and its refund.</summary>
    private sealed record Story(string Calendar, string Zone, int CutoffDays, Instant Placed, Instant Recorded, Instant Refunded, Instant RefundKnown)
    {
        public Plan Plan { get; } = Plans.GetOrAdd((Calendar, Zone, CutoffDays), key => PlanOf(key.Calendar, key.Zone, key.CutoffDays));
    }

    private static readonly Gen<Instant> Instants = Gen.OneOf(
        from minute in Gen.Choose(0, 60 * 24 * 365 * 8)
        select At("2010-06-01T00:00:00Z") + Duration.FromMinutes(minute),
        from day in Gen.Choose(0, 365 * 8)
        from hour in Gen.Choose(-14, 14)
        from millisecond in Gen.Choose(-1, 1)
        select At("2010-06-01T00:00:00Z") + Duration.FromDays(day) + Duration.FromHours(hour) + Duration.FromMilliseconds(millisecond));

    private static readonly Gen<Duration> Delays = Gen.OneOf(
        Gen.Choose(-5, 60 * 24 * 3).Select(minutes => Duration.FromMinutes(minutes)),
        Gen.Choose(0, 60 * 24 * 50).Select(minutes => Duration.FromMinutes(minutes)),
        Gen.Choose(0, 40).Select(days => Duration.FromDays(days)));

    private static readonly Gen<Story> Stories =
        from calendar in Gen.Elements(Calendars)
        from zone in Gen.Elements(Zones)
        from cutoff in Gen.Elements(0, 1, 5, 14, 40)
        from placed in Instants
        from late in Delays
        from returned in Delays
        from known in Delays
        select new Story(calendar, zone, cutoff, placed, placed + late, placed + Duration.Max(returned, Duration.Zero),
            placed + Duration.Max(late, Duration.Max(returned, Duration.Zero)) + Duration.Max(known, Duration.Zero));

    /// <summary>The close itself, on one order, is what the decision is held against: of all periods around exactly one has its volume.</summary>
    [Fact]
    public void AnyOrder_IsCountedByExactlyThePeriodThatItIsPutIn() => Prop.ForAll(Stories.ToArbitrary(), story =>
    {
        var found = Find(story, story.Placed, story.Recorded);
        var counting = PeriodsAround(story).Where(period => Volume(story, period, []) != 0).Select(period => period.Name);

        counting.ShouldBe([found.Period.Name]);
        found.Period.Contains(found.At).ShouldBeTrue();
    }).Check(800);

    /// <summary>A refund's instant, as it was decided, lies where exactly one close takes it back: of PV, which the plan deducts late refunds from, in
    /// any case; of CV, which bonuses claw back, in the period of the order itself.</summary>
    [Fact]
    public void AnyRefund_IsTakenBackByExactlyThePeriodThatItIsPutIn() => Prop.ForAll(Stories.ToArbitrary(), story =>
    {
        var (order, refund) = Decided(story);
        var refunds = new[] { new Refund(0, refund.At.ToUnixTimeMilliseconds(), [400, 400], "R1") };

        Taken("Sold").ShouldBe([(refund.Period.Name, 400)]);
        Taken("Commissionable").ShouldBe(refund.Period == order.Period ? [(refund.Period.Name, 400)] : []);

        IEnumerable<(string Period, long Taken)> Taken(string measure) => PeriodsAround(story)
            .Select(period => (period.Name, Taken: Volume(story, period, [], measure) - Volume(story, period, refunds, measure)))
            .Where(period => period.Taken != 0);
    }).Check(500);

    /// <summary>Samoa had no 30 December 2011, so a period of that day alone has no time that an order could be placed in.</summary>
    [Fact]
    public void Order_BesideAPeriodWithoutTime_IsCountedOnce()
    {
        var placed = At("2011-05-22T14:05:00Z");
        var story = new Story(Calendars[^1], "Pacific/Apia", 5, placed, placed, placed, At("2011-12-31T12:00:00Z"));

        PeriodsAround(story).Where(period => Volume(story, period, []) != 0).Select(period => period.Name).ShouldBe(["2010-12-20"]);
    }

    /// <summary>The examples of the page, with a cut-off of 5 days.</summary>
    [Theory]
    [InlineData("2026-01-31T23:00:00Z", "2026-02-05T23:59:00Z", "2026-01")]
    [InlineData("2026-01-31T23:00:00Z", "2026-02-06T00:00:00Z", "2026-02")]
    [InlineData("2026-01-10T12:00:00Z", "2026-04-02T12:00:00Z", "2026-04")]
    public void Order_OfThePage_CountsWhereItSays(string placed, string recorded, string period)
    {
        OrderPeriod.TryFind(Known([]), At(placed), At(recorded), out var found, out _).ShouldBeTrue();
        found.ShouldNotBeNull().Period.Name.ShouldBe(period);
        Repository.Read("docs/concepts/orders-and-periods.md").ShouldContain($"| {Shown(placed)} | {Shown(recorded)} | {period} |");

        static string Shown(string instant) => instant.Replace(":00Z", "Z", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01", PeriodStatus.Open, true)]
    [InlineData("2025-12", PeriodStatus.Paid, true)]
    [InlineData("2026-01", PeriodStatus.Closing, false)]
    [InlineData("2026-01", PeriodStatus.Paid, false)]
    [InlineData("2026-02", PeriodStatus.Open, false)]
    public void Period_NotOpen_IsRefusedUnlessItIsStillToBeOpened(string period, PeriodStatus status, bool takes)
    {
        OrderPeriod.TryFind(Known([(period, status)]), At("2026-01-10T00:00:00Z"), At("2026-01-10T00:00:00Z"), out _, out var refusal).ShouldBe(takes);
        refusal?.Code.ShouldBe(RefusalCode.PeriodNotOpen);
    }

    [Fact]
    public void Calendar_ThatHasEnded_IsRefused()
    {
        var plan = PlanOf("{ every: custom, dates: [2026-01-01, 2026-02-01] }", "Etc/UTC", 0);
        OrderPeriod.TryFind(new KnownPeriods(plan.Calendar, []), At("2026-01-10T00:00:00Z"), At("2026-02-01T00:00:00Z"), out _, out var refusal)
            .ShouldBeFalse();
        refusal!.Code.ShouldBe(RefusalCode.NoPeriod);
    }

    /// <summary>The period that was asked for last is remembered; that does not show, not even where clocks skip a midnight or have two.</summary>
    [Fact]
    public void Period_OfAnInstant_IsTheCalendarsWhateverWasAskedBefore()
    {
        foreach (var (calendar, zone) in Calendars.SelectMany(_ => Zones, (calendar, zone) => (calendar, zone)))
        {
            var known = new KnownPeriods(PlanOf(calendar, zone, 5).Calendar, []);
            var asked = new List<Instant>();
            for (var at = At("2010-06-01T00:00:00Z"); at < At("2013-06-01T00:00:00Z"); at += Duration.FromMinutes(1_407))
            {
                var period = known.Calendar.Containing(at)!;
                asked.AddRange([at, at - Duration.FromDays(9), period.Start, period.Start - Duration.Epsilon, period.End - Duration.Epsilon, period.End]);
            }

            asked.FindAll(instant => known.Containing(instant) != known.Calendar.Containing(instant)).ShouldBeEmpty($"{calendar} in {zone}");
        }
    }

    /// <summary>What is decided of the story's order of 10.00 and of a refund of 4.00.</summary>
    private static (Counted Order, Counted Refund) Decided(Story story)
    {
        var order = OrderState.Absent;
        OrderCommand[] commands =
        [
            new OrderCommand.Place("O1", "r1", "shop", story.Placed, "A1", null, [Line(1, 1000, 1000)], IsPaid: true),
            new OrderCommand.Refund("O1", "r2", "shop", story.Refunded, [Line(1, 400, 400)], ""),
        ];
        foreach (var (command, recorded) in commands.Zip([story.Recorded, story.RefundKnown]))
        {
            var context = new OrderContext(new KnownPeriods(story.Plan.Calendar, []), OrdersCount.WhenPaid, Fields, recorded) { Enrolled = Instant.MinValue };
            order = order.Apply(OrderDecider.Decide(order, command, context).ShouldBeAccepted().Single());
        }

        return (order.Counted!, order.History[1].Counted!);
    }

    private static OrderPeriod Find(Story story, Instant at, Instant recorded)
    {
        OrderPeriod.TryFind(new KnownPeriods(story.Plan.Calendar, []), at, recorded, out var found, out var refusal).ShouldBeTrue($"{refusal}");
        return found!;
    }

    /// <summary>Every period from two before the order was placed to two after the last that happened.</summary>
    private static IEnumerable<Period> PeriodsAround(Story story)
    {
        var calendar = story.Plan.Calendar;
        var first = calendar.Containing(story.Placed)!;
        var last = calendar.Containing(story.RefundKnown)!;
        for (var back = 2; back >= -2 - calendar.PeriodsBetween(first, last); back--)
        {
            if (calendar.PeriodsBack(first, back) is { } period)
            {
                yield return period;
            }
        }
    }

    private static long Volume(Story story, Period period, Refund[] refunds, string measure = "Sold") => PeriodClose.Close(story.Plan, new Snapshot
    {
        Period = period,
        Sellers = new SellerColumns
        {
            Ids = new Ids(["A1"]),
            Enrolled = [0],
            Trees = [new EdgeColumns([-1], [-1])],
            Attributes = [],
        },
        Orders = new OrderColumns
        {
            Ids = new Ids(["O1"]),
            Seller = [0],
            Customer = [-1],
            Customers = new Ids(Array.Empty<string>()),
            Placed = [story.Placed.ToUnixTimeMilliseconds()],
            Recorded = [story.Recorded.ToUnixTimeMilliseconds()],
            Volumes = [[1000], [1000]],
            Attributes = [],
        },
        Refunds = refunds,
    }).Measures.Single(column => column.Name == measure).Values[0];

    private static Plan PlanOf(string calendar, string zone, int cutoffDays) => PlanChecker.Check($"""
        plan: Test
        version: 1
        effective: 2009-01-01
        currency: EUR
        zone: {zone}
        calendar: {calendar}
        cutoff: {(cutoffDays == 0 ? "none" : $"{cutoffDays} days")}
        volumes:
          PV:
          CV:
        refunds:
          deducted from: [PV]
        measures:
          Sold: PV
          Commissionable: CV
        """, "plan.yaml") is ({ } plan, _) ? plan : throw new InvalidOperationException("The test's plan has errors.");
}
