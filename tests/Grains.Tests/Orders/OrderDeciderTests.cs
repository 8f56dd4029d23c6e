using Compensation.Grains.Orders;
using Compensation.Grains.Periods;
using Compensation.Ledger.Fields;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Shouldly;
using Xunit;
using static Compensation.Grains.Tests.Orders.Shop;

namespace Compensation.Grains.Tests.Orders;

public sealed class OrderDeciderTests
{
    private readonly Shop shop = new();

    [Fact]
    public void Pay_OrderWithARefundedPart_CountsWhatIsLeft()
    {
        shop.OrdersCount = OrdersCount.WhenShipped;
        shop.Do(shop.Place(paid: true));
        shop.Do(shop.Refund(Line(1, 300, 800))).Counted.ShouldBeNull();

        // Line 1: PV 10.00 - 3.00 = 7.00, CV 8.00 - 8.00 = 0, category 3; line 2 as it was.
        var counted = shop.Do(shop.Ship()).Counted.ShouldNotBeNull();
        counted.Lines[0].Values.ShouldBe([700, 0, 3]);
        counted.Lines[1].Values.ShouldBe([500, null, 1]);
        counted.At.ShouldBe(At("2026-01-10T12:00:00Z"));
        counted.Period.Name.ShouldBe("2026-01");
    }

    [Theory]
    [InlineData("2026-02-05T23:59:59.999Z", "2026-01")]
    [InlineData("2026-02-06T00:00:00Z", "2026-02")]
    [InlineData("2026-04-02T12:00:00Z", "2026-04")]
    public void Pay_BeforeOrAfterTheCutoff_CountsWhereThePageSays(string paid, string period)
    {
        shop.Do(shop.Place(at: "2026-01-10T12:00:00Z"));
        shop.Now = At(paid);
        var counted = shop.Do(shop.Pay()).Counted.ShouldNotBeNull();
        counted.Period.Name.ShouldBe(period);
        counted.At.ShouldBe(At("2026-01-10T12:00:00Z"));
    }

    [Fact]
    public void Place_BeforeTheFirstPeriod_IsRefused()
    {
        shop.Periods[0] = ("2026-02", PeriodStatus.Open);
        shop.Now = At("2026-02-03T00:00:00Z");
        shop.Decide(shop.Place(paid: true, at: "2026-01-31T12:00:00Z")).ShouldBeRefused(RefusalCode.PeriodNotOpen, "at");
    }

    [Fact]
    public void Ship_AfterThePlanChanged_BeginsToCountByTheNewRule()
    {
        shop.OrdersCount = OrdersCount.WhenShipped;
        shop.Do(shop.Place(paid: true)).Counted.ShouldBeNull();
        shop.OrdersCount = OrdersCount.WhenPaid;
        shop.Do(shop.Ship()).Counted.ShouldNotBeNull();
    }

    [Fact]
    public void Refund_MoreThanIsLeft_NamesLineVolumeAndRest()
    {
        shop.Do(shop.Place(paid: true));
        shop.Do(shop.Refund(Line(1, 300)));

        // Of 10.00 PV 3.00 were taken back: 7.00 are left.
        var refusal = shop.Decide(shop.Refund(Line(1, 701))).ShouldBeRefused(RefusalCode.MoreThanLeft, "lines[1].PV");
        refusal.Value.ShouldBe("7.01");
        refusal.Message.ShouldBe("Line 1 has 7.00 left of 'PV'.");
        shop.Do(shop.Refund(Line(1, 700)));
    }

    [Fact]
    public void Refund_AfterAPart_TakesBackTheRest()
    {
        shop.Do(shop.Place(paid: true));
        shop.Do(shop.Refund(Line(1, 300)));
        var refunded = shop.Do(shop.Refund()).ShouldBeOfType<OrderEvent.Refunded>();
        refunded.LeavesNothing.ShouldBeTrue();
        refunded.TakenBack.Select(line => (line.Number, line.Units(0), line.Units(1))).ShouldBe([(1, 700, 800), (2, 500, 0)]);
        refunded.Counted.ShouldNotBeNull().Lines.ShouldBeSameAs(refunded.TakenBack);
    }

    [Fact]
    public void Refund_LastPart_LeavesNothing()
    {
        shop.Do(shop.Place(paid: true));
        shop.Do(shop.Refund(Line(1, 1000, 800), Line(2, 500))).ShouldBeOfType<OrderEvent.Refunded>().LeavesNothing.ShouldBeTrue();
        shop.State.Status.ShouldBe(OrderStatus.Refunded);
    }

    [Fact]
    public void Cancel_OrderThatCounts_IsARefundOfTheRestAndIsKnownAgain()
    {
        shop.Do(shop.Place(paid: true));
        shop.Do(shop.Refund(Line(2, 500)));
        var cancel = shop.Cancel();
        var refunded = shop.Do(cancel).ShouldBeOfType<OrderEvent.Refunded>();
        refunded.TakenBack.Sum(line => line.Units(0)).ShouldBe(1000);
        shop.Decide(cancel with { Request = "again" }).ShouldRepeat().ShouldBeSameAs(refunded);
    }

    [Fact]
    public void Refund_WrongLines_AreRefused()
    {
        shop.Do(shop.Place(paid: true));
        shop.Decide(shop.Refund(Line(3, 1))).ShouldBeRefused(RefusalCode.NoSuchLine, "lines").Remedy.ShouldBe("Its lines are 1, 2.");
        shop.Decide(shop.Refund(Line(1, null, null, 1))).ShouldBeRefused(RefusalCode.NotAVolume, "lines[1].category");
        shop.Decide(shop.Refund(Line(1, -1))).ShouldBeRefused(RefusalCode.InvalidValue, "lines[1].PV");
        shop.Decide(shop.Refund(Line(1, 0))).ShouldBeRefused(RefusalCode.NothingTakenBack, "lines");
        shop.Decide(shop.Refund(Line(1, 1), Line(1, 1))).ShouldBeRefused(RefusalCode.InvalidLines, "lines");
        shop.Decide(shop.Refund(Line(1, 1, 1, null, 1))).ShouldBeRefused(RefusalCode.InvalidValue, "lines[1]");
    }

    [Fact]
    public void Place_WrongLines_AreRefused()
    {
        shop.Decide(shop.Place() with { Lines = [] }).ShouldBeRefused(RefusalCode.InvalidLines, "lines");
        shop.Decide(shop.Place(lines: [Line(0, 1)])).ShouldBeRefused(RefusalCode.InvalidLines, "lines");
        shop.Decide(shop.Place(lines: [Line(1, 1), Line(1, 1)])).ShouldBeRefused(RefusalCode.InvalidLines, "lines");
        shop.Decide(shop.Place(lines: [Line(1, -100)])).ShouldBeRefused(RefusalCode.InvalidValue, "lines[1].PV").Value.ShouldBe("-1.00");
        shop.Decide(shop.Place(lines: [Line(1, 1, 1, -1, 1)])).ShouldBeRefused(RefusalCode.InvalidValue, "lines[1]");
        shop.Decide(shop.Place(lines: [.. Enumerable.Range(1, 1001).Select(number => Line(number, 1))]))
            .ShouldBeRefused(RefusalCode.InvalidLines, "lines").Value.ShouldBe("1001");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" O1")]
    [InlineData("O\n1")]
    public void Place_IdThatIsNone_IsRefused(string id)
    {
        shop.Decide(shop.Place() with { Order = id }).ShouldBeRefused(RefusalCode.InvalidId, "order");
        shop.Decide(shop.Place() with { Request = id }).ShouldBeRefused(RefusalCode.InvalidId, "request");
        shop.Decide(shop.Place() with { Seller = id }).ShouldBeRefused(RefusalCode.InvalidId, "seller");
        shop.Decide(shop.Place() with { Customer = id }).ShouldBeRefused(RefusalCode.InvalidId, "customer");
    }

    [Theory]
    [InlineData("2026-01-10T12:06:00Z", null)]
    [InlineData("2026-01-10T12:06:00.001Z", RefusalCode.FarFuture)]
    [InlineData("9999-12-31T23:59:59Z", RefusalCode.FarFuture)]
    [InlineData("2025-06-01T00:00:00Z", null)]
    [InlineData("2025-05-31T23:59:59Z", RefusalCode.BeforeEnrolment)]
    [InlineData("2024-12-06T12:01:00Z", RefusalCode.BeforeEnrolment)]
    [InlineData("2024-12-06T12:00:59Z", RefusalCode.FarPast)]
    public void Place_InstantOutsideTheLimits_IsRefused(string at, RefusalCode? code)
    {
        // The ledger's clock shows 12:01 on 10 January 2026; 400 days before that is 6 December 2024. The cut-off of June is July 6th,
        // so an order of June that becomes known in January counts in January.
        var decision = shop.Decide(shop.Place(paid: true, at: at));
        if (code is null)
        {
            decision.ShouldBeAccepted()[0].Counted.ShouldNotBeNull().Period.Name.ShouldBe("2026-01");
        }
        else
        {
            decision.ShouldBeRefused(code.Value, "at");
        }
    }

    [Fact]
    public void Place_UnknownSeller_IsRefused()
    {
        shop.Enrolled = null;
        shop.Decide(shop.Place()).ShouldBeRefused(RefusalCode.UnknownSeller, "seller").Value.ShouldBe("A1");
    }

    [Fact]
    public void Pay_BeforeItWasPlaced_IsRefused()
    {
        shop.Do(shop.Place());
        shop.Decide(shop.Pay() with { At = At("2026-01-10T11:59:59Z") }).ShouldBeRefused(RefusalCode.BeforePlaced, "at");
        shop.Decide(shop.Pay() with { At = shop.Now + Duration.FromDays(1) }).ShouldBeRefused(RefusalCode.FarFuture, "at");
    }

    [Fact]
    public void Refund_LaterThanThePlanAllows_IsRefused()
    {
        shop.Do(shop.Place(paid: true));
        shop.RefundsWithinDays = 30;
        shop.Now = At("2026-02-09T23:00:00Z"); // 10 January and 30 days
        shop.Decide(shop.Refund()).ShouldBeAccepted();
        shop.Now = At("2026-02-10T00:00:00Z");
        shop.Decide(shop.Refund()).ShouldBeRefused(RefusalCode.RefundTooLate, "at");
    }

    [Fact]
    public void SameRequest_OtherContent_IsAConflict()
    {
        var place = shop.Place();
        var first = shop.Do(place);
        shop.Decide(place).ShouldRepeat().ShouldBeSameAs(first);
        shop.Decide(place with { IsPaid = true }).ShouldBeRefused(RefusalCode.RequestConflict, "request");
    }

    [Fact]
    public void SameContent_OtherRequest_IsAnsweredAgainExceptForRefunds()
    {
        var place = shop.Place(paid: true);
        var first = shop.Do(place);
        shop.Decide(place with { Request = "other" }).ShouldRepeat().ShouldBeSameAs(first);

        var refund = shop.Refund(Line(1, 400));
        shop.Do(refund);
        shop.Do(refund with { Request = "other" });
        shop.State.Left[0].Units(0).ShouldBe(200);
    }

    [Fact]
    public void Fields_OfAProgramme_AreVolumesWhereAPlanSaysSo()
    {
        Field[] fields =
        [
            new(FieldScope.Order, 0, "pv", FieldType.Units, 2), new(FieldScope.Order, 1, "weight", FieldType.Units, 3),
            new(FieldScope.Order, 2, "category", FieldType.Word, 0), new(FieldScope.Order, 3, "PV", FieldType.Units, 4),
        ];
        var (plan, _) = PlanChecker.Check("""
            plan: Test
            version: 1
            effective: 2026-01-01
            currency: EUR
            zone: Etc/UTC
            attributes:
              orders:
                weight: { is: number, decimals: 3 }
                category: [Books, Food]
            volumes:
              PV: { decimals: 4 }
            """, "plan.yaml");

        LineField.Of(fields, [plan.ShouldNotBeNull()])
            .ShouldBe([new("pv", 2, true), new("weight", 3, false), new("category", 0, false), new("PV", 4, true)]);
    }

    [Fact]
    public void Refund_OfAnOrderThatCameLate_CountsNotBeforeIt()
    {
        // Placed in January, paid and so known on April 2nd: it counts in April. Returned, by the storefront's word, on March 30th, and
        // March takes orders until April 5th. Taken back in March it would be missing before it was there.
        shop.Do(shop.Place());
        shop.Now = At("2026-04-02T12:00:00Z");
        shop.Do(shop.Pay()).Counted!.Period.Name.ShouldBe("2026-04");
        shop.Now = At("2026-04-03T12:00:00Z");
        var counted = shop.Do(shop.Refund() with { At = At("2026-03-30T12:00:00Z") }).Counted.ShouldNotBeNull();
        counted.Period.Name.ShouldBe("2026-04");
        counted.At.ShouldBe(At("2026-01-10T12:00:00Z")); // the order's own: the order itself becomes smaller
    }

    [Fact]
    public void Refund_KnownAfterTheCutoff_CountsWhenItIsKnown()
    {
        shop.Do(shop.Place(paid: true));
        shop.Now = At("2026-02-07T08:00:00Z");
        var counted = shop.Do(shop.Refund() with { At = At("2026-01-20T12:00:00Z") }).Counted.ShouldNotBeNull();
        (counted.Period.Name, counted.At).ShouldBe(("2026-02", At("2026-02-07T08:00:00Z")));
    }
}
