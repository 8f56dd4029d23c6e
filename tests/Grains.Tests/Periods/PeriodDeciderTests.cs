using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Grains.Tests.Orders;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

public sealed class PeriodDeciderTests
{
    [Fact]
    public void BeginClose_BeforeTheCutoff_SaysFromWhen()
    {
        var finance = Finance.At("open");
        finance.Now = Shop.At("2026-02-05T23:59:59.999Z");
        finance.Decide(finance.BeginClose()).ShouldBeRefused(RefusalCode.BeforeCutoff, "at").Remedy.ShouldBe("Close it from 2026-02-06T00:00:00Z on.");
    }

    [Fact]
    public void BeginClose_PreviousPeriodNotClosed_IsRefused()
    {
        var finance = Finance.At("open");
        finance.Context = new PeriodContext(new PreviousPeriod("2025-12", true, false));
        finance.Decide(finance.BeginClose()).ShouldBeRefused(RefusalCode.PreviousNotClosed, "period").Message.ShouldContain("2025-12");
        finance.Context = new PeriodContext(new PreviousPeriod("2025-12", true, true));
        finance.Do(finance.BeginClose());
    }

    [Fact]
    public void Open_PreviousPeriodNotOpened_IsRefused()
    {
        var finance = new Finance { Context = new PeriodContext(new PreviousPeriod("2025-12", false, false)) };
        finance.Decide(finance.Open()).ShouldBeRefused(RefusalCode.PreviousNotOpened, "period");
    }

    [Fact]
    public void Open_WithAnotherPlan_IsRefused()
    {
        var finance = Finance.At("open");
        finance.Decide(finance.Open() with { PlanVersion = 4 }).ShouldBeRefused(RefusalCode.AlreadyOpened, "period");
    }

    [Fact]
    public void BeginClose_AgainAfterACrash_KeepsTheFirstSequence()
    {
        var finance = Finance.At("closing");
        finance.Decide(finance.BeginClose() with { AsOf = 9999, By = "worker" }).ShouldRepeat()
            .ShouldBeOfType<PeriodEvent.CloseBegun>().AsOf.ShouldBe(5000);
    }

    [Fact]
    public void RecordProgress_NotFurther_IsRepeated()
    {
        var finance = Finance.At("closing");
        finance.Do(finance.RecordProgress() with { Progress = new CloseProgress(CloseStep.Calculating, 5, 10) });
        finance.Decide(finance.RecordProgress() with { Progress = new CloseProgress(CloseStep.Calculating, 5, 10) }).ShouldRepeat();
        finance.Decide(finance.RecordProgress() with { Progress = new CloseProgress(CloseStep.Reading, 9, 10) }).ShouldRepeat();
        finance.Do(finance.RecordProgress() with { Progress = new CloseProgress(CloseStep.Writing, 0, 10) });
        finance.Decide(finance.RecordProgress() with { Progress = new CloseProgress(CloseStep.Writing, 11, 10) })
            .ShouldBeRefused(RefusalCode.InvalidValue, "progress");
    }

    [Fact]
    public void RecordResult_ACentOffTheLiveOne_StopsAndSaysWhere()
    {
        var finance = Finance.At("closing");
        var stopped = finance.Do(finance.RecordOtherResult()).ShouldHaveSingleItem().ShouldBeOfType<PeriodEvent.CloseStopped>();
        stopped.Live.Where.ShouldBe("A2, Team: live 3.01, close 3.00");
        finance.Decide(finance.Approve()).ShouldBeRefused(RefusalCode.NotCalculated, "period");
        finance.Do(finance.RecordResult());
        finance.State.Stopped.ShouldBeNull();
    }

    [Fact]
    public void RecordResult_WithoutComparison_IsRefused()
    {
        var finance = Finance.At("closing");
        finance.Decide(finance.RecordResult() with { Live = null }).ShouldBeRefused(RefusalCode.NotCompared, "live");
    }

    [Fact]
    public void RecordResult_AnotherOne_IsRefused()
    {
        var finance = Finance.At("calculated");
        finance.Decide(finance.RecordResult() with { Result = finance.Result with { Root = "root-x" } }).ShouldBeRefused(RefusalCode.OtherResult, "root");
        finance.Decide(finance.Approve() with { Root = "root-x" }).ShouldBeRefused(RefusalCode.OtherResult, "root");
    }

    [Theory]
    [InlineData("max")]
    [InlineData("MAX")]
    [InlineData("ida")]
    public void Approve_ByWhoeverHadAHandInIt_IsRefused(string by)
    {
        var finance = Finance.At("calculated");
        finance.Decide(finance.Approve(by)).ShouldBeRefused(RefusalCode.SamePerson, "by").Value.ShouldBe(by);
    }

    [Fact]
    public void Approve_AfterRejection_OnlyTheNewBeginnerIsBarred()
    {
        var finance = Finance.At("calculated");
        finance.Do(finance.Reject());
        finance.State.Overrides.ShouldHaveSingleItem();
        finance.Do(finance.BeginClose() with { By = "eva" });
        finance.Do(finance.RecordResult());
        finance.Decide(finance.Approve("eva")).ShouldBeRefused(RefusalCode.SamePerson, "by");
        finance.Decide(finance.Approve("ida")).ShouldBeRefused(RefusalCode.SamePerson, "by");
        finance.Do(finance.Approve("max"));
    }

    [Fact]
    public void Approve_RestatementByItsBeginner_IsRefused()
    {
        var finance = Finance.At("recalculated");
        finance.Decide(finance.Approve("max")).ShouldBeRefused(RefusalCode.SamePerson, "by");
        finance.Do(finance.Approve("ida")); // Ida's override was approved with the first version.
    }

    [Fact]
    public void Approve_MarkedForReview_IsRefused()
    {
        var finance = Finance.At("closing");
        finance.Do(finance.RecordResult() with { Result = finance.Result with { Review = "'Company payout' is exceeded." } });
        finance.Decide(finance.Approve()).ShouldBeRefused(RefusalCode.MarkedForReview, "period");
    }

    [Theory]
    [InlineData(2, 999, 0, 0)]
    [InlineData(1, 1000, 0, 0)]
    [InlineData(2, 1000, 1, 300)]
    [InlineData(1, 700, 0, 0)]
    public void PreparePayouts_NotWhatTheRunPays_IsRefused(int count, long amount, int held, long heldAmount)
    {
        var finance = Finance.At("approved");
        finance.Decide(finance.PreparePayouts() with { Prepared = Finance.Eur(count, amount), HeldBack = Finance.Eur(held, heldAmount) })
            .ShouldBeRefused(RefusalCode.Unbalanced, "prepared");
    }

    [Fact]
    public void PreparePayouts_OtherCurrency_IsRefused()
    {
        var finance = Finance.At("approved");
        finance.Decide(finance.PreparePayouts() with { Prepared = PayoutTotals.None.With("USD", 2, 1000) })
            .ShouldBeRefused(RefusalCode.Unbalanced, "prepared");
    }

    [Fact]
    public void PreparePayouts_AllHeldBack_IsPaidAtOnceAndAgainAfterTheRelease()
    {
        var finance = Finance.At("approved");
        finance.Do(finance.PreparePayouts() with { Prepared = PayoutTotals.None, HeldBack = Finance.Payments })
            .Select(happened => happened.GetType().Name).ShouldBe(["PayoutsPrepared", "Paid"]);
        finance.Do(finance.PreparePayouts());
        finance.Do(finance.ConfirmPayouts(2, 1000)).ShouldHaveSingleItem();
        finance.Decide(finance.PreparePayouts()).ShouldBeRefused(RefusalCode.NothingToPay, "period");
    }

    [Fact]
    public void ConfirmPayouts_InParts_IsPaidWithTheLast()
    {
        var finance = Finance.At("prepared");
        finance.Do(finance.ConfirmPayouts(1, 300));
        finance.State.Status.ShouldBe(PeriodStatus.Approved);
        finance.Decide(finance.ConfirmPayouts(2, 700)).ShouldBeRefused(RefusalCode.MoreThanPrepared, "confirmed");
        finance.Decide(finance.ConfirmPayouts(1, 701)).ShouldBeRefused(RefusalCode.MoreThanPrepared, "confirmed");
        finance.Decide(finance.ConfirmPayouts(0, 0)).ShouldBeRefused(RefusalCode.InvalidValue, "confirmed");
        finance.Do(finance.ConfirmPayouts(1, 700));
        finance.State.Status.ShouldBe(PeriodStatus.Paid);
    }

    [Fact]
    public void Restate_TheOriginalStays_AndDifferencesGoForward()
    {
        var finance = Finance.At("reapproved");
        finance.State.Original!.Root.ShouldBe("root-a");
        finance.State.InForce!.Root.ShouldBe("root-b");

        // The restatement earns 12.00 instead of 10.00.
        finance.Decide(finance.PostDifferences() with { Amount = 1200 }).ShouldBeRefused(RefusalCode.Unbalanced, "amount");
        finance.Context = finance.Context with { IntoIsOpen = false };
        finance.Decide(finance.PostDifferences()).ShouldBeRefused(RefusalCode.PeriodNotOpen, "into");
        finance.Context = finance.Context with { IntoIsOpen = true };
        finance.Do(finance.PostDifferences());
        (finance.State.Status, finance.State.Version, finance.State.IsBeingRestated).ShouldBe((PeriodStatus.Paid, 2, false));
        finance.Decide(finance.PostDifferences() with { Into = "2026-03" }).ShouldBeRefused(RefusalCode.NotRestated, "period");
    }

    [Fact]
    public void Reject_Restatement_LeavesThePeriodAsItWas()
    {
        var finance = Finance.At("recalculated");
        finance.Do(finance.Reject());
        (finance.State.Status, finance.State.Version, finance.State.Result!.Root).ShouldBe((PeriodStatus.Paid, 1, "root-a"));
        finance.Do(finance.Restate()).ShouldHaveSingleItem().Number.ShouldBe(finance.State.History.Count);
        finance.State.Version.ShouldBe(2);
    }

    [Fact]
    public void Withdraw_TwiceOrUnknown_ChangesNothing()
    {
        var finance = Finance.At("open");
        var first = finance.Do(finance.Withdraw("override")).Single();
        finance.State.Overrides.ShouldBeEmpty();
        finance.Decide(finance.Withdraw("override")).ShouldRepeat().ShouldBeSameAs(first);
        finance.Decide(finance.Withdraw("other")).ShouldBeRefused(RefusalCode.UnknownOverride, "override");
    }

    [Fact]
    public void Override_WhatIsOverridden_IsRefusedUntilThatIsWithdrawn()
    {
        var finance = Finance.At("open");
        finance.Do(finance.Override());
        var again = finance.Override() with { Value = 5 };
        finance.Decide(again).ShouldBeRefused(RefusalCode.AlreadyOverridden, "target").Value.ShouldBe("A2, rank");
        finance.Do(finance.Override() with { Target = new OverrideTarget("A2", "Team", "A4") });
        finance.Do(finance.Withdraw(finance.State.Overrides.Single(known => known.Target == again.Target).Cause.Request));
        finance.Do(again);
    }

    [Fact]
    public void HoldAndRelease_Twice_AreRepeated()
    {
        var finance = Finance.At("open");
        var held = finance.Do(finance.Hold("S1")).Single();
        finance.Decide(finance.Hold("S1")).ShouldRepeat().ShouldBeSameAs(held);
        var released = finance.Do(finance.Release("S1")).Single();
        finance.Decide(finance.Release("S1")).ShouldRepeat().ShouldBeSameAs(released);
        finance.Do(finance.Hold("S1"));
        finance.State.Held.ShouldBe(["S1"]);
    }

    [Fact]
    public void Commands_WithoutReasonOrPerson_AreRefused()
    {
        var finance = Finance.At("open");
        PeriodCommand[] commands =
        [
            finance.Reject() with { Reason = " " }, finance.Restate() with { Reason = "" }, finance.Override() with { Reason = "" },
            finance.Withdraw("override") with { Reason = "" }, finance.Adjust() with { Reason = "" }, finance.Hold("S1") with { Reason = "" },
            finance.Release("S1") with { Reason = "" },
        ];
        foreach (var command in commands)
        {
            finance.Decide(command).ShouldBeRefused(RefusalCode.ReasonMissing, "reason");
        }

        finance.Decide(finance.BeginClose() with { By = "" }).ShouldBeRefused(RefusalCode.InvalidId, "by");
        finance.Decide(finance.Adjust() with { Amount = 0 }).ShouldBeRefused(RefusalCode.InvalidValue, "amount");
    }

    [Fact]
    public void SameRequest_LaterOrWithOtherContent_IsRepeatedOrAConflict()
    {
        var finance = Finance.At("open");
        var adjust = finance.Adjust();
        var first = finance.Do(adjust).Single();
        finance.Decide(adjust with { At = finance.Now + Duration.FromHours(1) }).ShouldRepeat().ShouldBeSameAs(first);
        finance.Decide(adjust with { Amount = -51 }).ShouldBeRefused(RefusalCode.RequestConflict, "request");
        finance.Do(finance.Adjust()); // Two equal adjustments are two.
    }
}
