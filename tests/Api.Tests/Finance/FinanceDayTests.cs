using System.Text;
using System.Xml.Linq;
using Compensation.Api.V1;
using Compensation.Ledger.Disputes;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Silo;
using Compensation.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using DisputeStatus = Compensation.Api.V1.DisputeStatus;

namespace Compensation.Api.Tests.Finance;

/// <summary>A month of finance by the API; what amounts are expected is calculated at <see cref="FinanceDay"/>.</summary>
public sealed class FinanceDayTests : IAsyncLifetime
{
    private FinanceDay day = null!;

    public async Task InitializeAsync() => day = await FinanceDay.BeginAsync();

    public async Task DisposeAsync() => await day.DisposeAsync();

    [Fact]
    public async Task Plan_IsPublishedOnce_AndAppliesFromAPeriodThatNobodyHasOpened()
    {
        var first = await day.PublishAsync();
        var again = await day.PublishAsync();

        (first.Version.Version, first.Version.By, first.Receipt.Repeated).ShouldBe((1, "max", false));
        (again.Version.Version, again.Receipt.Repeated, again.Receipt.Sequence).ShouldBe((1, true, first.Receipt.Sequence));
        (await FailAsync("PublishPlan", new PublishPlanRequest { IdempotencyKey = "publish", Text = FinanceDay.Plan, Reason = "another one" }))
            .Reason.ShouldBe("REQUEST_CONFLICT");

        await day.StepAsync("OpenPeriod", new OpenPeriodRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January });
        var changed = FinanceDay.Plan.Replace("rate: [10%]", "rate: [20%]", StringComparison.Ordinal);
        (await FailAsync("PublishPlan", Changed(FinanceDay.January))).Status.Message.ShouldContain("2026-01 was opened already");
        (await FailAsync("PublishPlan", Changed("2026-02", day: 2))).Status.Message.ShouldContain("No period of the plan begins then");
        (await day.Max.CallAsync<PublishPlanResponse>("FinanceService/PublishPlan", Changed("2026-02"))).Version.Version.ShouldBe(2);

        var versions = await day.Max.CallAsync<ListPlanVersionsResponse>("FinanceService/ListPlanVersions", new ListPlanVersionsRequest());
        versions.Versions.Select(version => (version.Version, version.Text)).ShouldBe([(2, ""), (1, "")]);
        (await day.Max.CallAsync<PlanVersion>("FinanceService/GetPlanVersion", new GetPlanVersionRequest { Version = 1 })).Text.ShouldBe(FinanceDay.Plan);
        var difference = (await day.Max.CallAsync<DiffPlansResponse>("FinanceService/DiffPlans", new DiffPlansRequest
        {
            Before = new PlanChoice { Version = 1 },
            After = new PlanChoice { Text = changed },
        })).Differences.ShouldHaveSingleItem();
        (difference.Kind, difference.Path, difference.Before, difference.After)
            .ShouldBe((DifferenceKind.Changed, "bonuses / unilevel: Team / rate", "[10%]", "[20%]"));

        PublishPlanRequest Changed(string month, int day = 1) => new()
        {
            IdempotencyKey = $"second {month} {day}",
            Text = changed,
            Reason = "more for the team",
            Effective = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(new DateTime(2026, month[^1] - '0', day, 0, 0, 0, DateTimeKind.Utc)),
        };
    }

    [Fact]
    public async Task Plan_WithAnError_IsCheckedAndNotPublished()
    {
        var broken = FinanceDay.Plan.Replace("of: PV", "of: PW", StringComparison.Ordinal);

        var findings = await day.Max.CallAsync<CheckPlanResponse>("FinanceService/CheckPlan", new CheckPlanRequest { Text = broken });

        findings.Valid.ShouldBeFalse();
        findings.Findings[0].ShouldSatisfyAllConditions(finding => finding.Error.ShouldBeTrue(), finding => finding.Code.ShouldBe("unknown-name"),
            // The first "of: PV" stands in the 19th line of the plan.
            finding => finding.Line.ShouldBe(19));
        var failure = await FailAsync("PublishPlan", new PublishPlanRequest { IdempotencyKey = day.Key(), Text = broken, Reason = "x" });
        (failure.Code, failure.Detail<BadRequest>()!.FieldViolations[0].Field).ShouldBe((StatusCode.InvalidArgument, "text"));
    }

    [Fact]
    public async Task Close_NeedsASecondPerson()
    {
        await day.PublishAsync();
        var opened = await day.StepAsync("OpenPeriod", new OpenPeriodRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January });
        (opened.Status, opened.FirstDay, opened.LastDay).ShouldBe((PeriodStatus.Open, "2026-01-01", "2026-01-31"));
        // The cut-off is the end of the fifth day after January.
        opened.Cutoff.ToDateTime().ShouldBe(new DateTime(2026, 2, 6, 0, 0, 0, DateTimeKind.Utc));
        await day.TakeOrdersAsync();

        var request = new ClosePeriodRequest { IdempotencyKey = "close", Period = FinanceDay.January };
        var progress = await day.StreamAsync<PeriodProgress>("FinanceService/ClosePeriod", request);
        var closed = progress[^1].Period;
        var again = await day.StreamAsync<PeriodProgress>("FinanceService/ClosePeriod", request);

        (closed.Status, closed.Earned.Units, closed.Earned.Decimals, closed.Earned.Currency, closed.Run)
            .ShouldBe((PeriodStatus.Calculated, 82_00, 2, "EUR", 1));
        again.ShouldHaveSingleItem().Period.ShouldBe(closed);
        using var maxApproves = day.Server.Person("max", "finance-approver");
        var approval = new ApprovePeriodRequest { IdempotencyKey = "approve", Period = FinanceDay.January, Root = closed.Root };
        var refused = await Should.ThrowAsync<CallFailedException>(() => maxApproves.CallAsync<PeriodResponse>("FinanceService/ApprovePeriod", approval));
        (refused.Code, refused.Reason).ShouldBe((StatusCode.PermissionDenied, "SAME_PERSON"));
        (await FailAsync("ApprovePeriod", approval)).Reason.ShouldBe("ROLE_MISSING");
        (await day.ApproveAsync(closed.Root)).Period.Status.ShouldBe(PeriodStatus.Approved);
        (await FailAsync("RejectPeriod", new RejectPeriodRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January, Reason = "late" }))
            .Reason.ShouldBe("ALREADY_APPROVED");
        (await FailAsync("GetPeriod", new GetPeriodRequest { Period = "January" })).Code.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Totals_OfTheOpenPeriod_AreThoseOfItsRun()
    {
        await day.PublishAsync();
        await day.TakeOrdersAsync();

        var live = await day.Max.CallAsync<Totals>("FinanceService/GetLiveTotals", new GetLiveTotalsRequest());
        var closed = await day.CloseAsync();
        var run = await day.Max.CallAsync<Totals>("FinanceService/GetRunTotals", new GetRunTotalsRequest { Run = closed.Run });

        (run.Period, run.Run, run.Earned.Units, run.Sellers, run.Earning).ShouldBe((FinanceDay.January, 1, 82_00, 3, 3));
        run.Bonuses.Select(bonus => (bonus.Bonus, bonus.Lines, bonus.Amount.Units)).ShouldBe([("Rebate", 3, 42_00), ("Team", 2, 40_00)]);
        run.Ranks.Select(rank => (rank.Rank, rank.Sellers, rank.Amount.Units)).ShouldBe([("", 1, 12_00), ("Silver", 2, 70_00), ("Gold", 0, 0)]);
        run.Volumes.Select(volume => (volume.Volume, volume.Total.Units, volume.Pays)).ShouldBe([("PV", 440_00, true)]);
        new Totals(live) { Run = run.Run, Sequence = run.Sequence }.ShouldBe(run);
        (await FailAsync("GetRunTotals", new GetRunTotalsRequest { Run = 7 })).Code.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Transfers_GoToAccountsThatAreThere_OneFileForEachCurrency()
    {
        await day.PrepareAsync();
        var request = new ExportPayoutsRequest
        {
            IdempotencyKey = "export",
            Period = FinanceDay.January,
            Format = PaymentFormat.Pain001,
            Reference = "january",
        };
        (await FailAsync("ExportPayouts", request)).Detail<PreconditionFailure>()!.Violations.ShouldHaveSingleItem().Subject.ShouldBe("settings.debtor");
        await day.SetDebtorAsync("DE89 3704 0044 0532 0130 00");
        await day.SetAccountAsync("A", "Ann", "GB29NWBK60161331926819");
        await day.SetAccountAsync("C", "Cid", "GB29NWBK60161331926818");
        var failure = await FailAsync("ExportPayouts", request);
        failure.Reason.ShouldBe("ACCOUNT_MISSING");
        failure.Detail<PreconditionFailure>()!.Violations.Select(violation => (violation.Subject, violation.Description)).ShouldBe(
            [("B", "the holder's name is missing"), ("C", "the IBAN is wrong: its check digits do not fit")], ignoreOrder: true);
        await day.SetAccountAsync("B", "Bee", "FR14 2004 1010 0505 0001 3M02 606");
        await day.SetAccountAsync("C", "Cid", "GB29NWBK60161331926819");

        var files = await day.FilesAsync("FinanceService/ExportPayouts", request);
        var again = await day.FilesAsync("FinanceService/ExportPayouts", request);

        files.Keys.ShouldBe(["january-EUR.xml", "january-GBP.xml"]);
        again.Select(file => (file.Key, Encoding.UTF8.GetString(file.Value))).ShouldBe(files.Select(file => (file.Key, Encoding.UTF8.GetString(file.Value))));
        var (euros, pounds) = (Read(files["january-EUR.xml"]), Read(files["january-GBP.xml"]));
        Pain001Rules.Broken(euros).ShouldBeEmpty();
        Pain001Rules.Broken(pounds).ShouldBeEmpty();
        // A 12.00 and B 40.00; C 30.00 at 0.85.
        (Values(euros, "InstdAmt"), Values(euros, "CtrlSum")).ShouldBe(("12.00 40.00", "52.00 52.00"));
        (Values(pounds, "InstdAmt"), Values(pounds, "CtrlSum"), Values(pounds, "Dt")).ShouldBe(("25.50", "25.50 25.50", "2026-02-05"));
        Values(euros, "IBAN").ShouldBe("DE89370400440532013000 GB29NWBK60161331926819 FR1420041010050500013M02606");
        var sent = await day.Max.CallAsync<ListPayoutsResponse>("FinanceService/ListPayouts", new ListPayoutsRequest
        {
            Period = FinanceDay.January,
            Status = PayoutStatus.Exported,
        });
        sent.Payouts.Select(payout => (payout.Seller, payout.Amount.Units, payout.Amount.Currency, payout.Due, payout.Reference)).ShouldBe(
            [("A", 12_00, "EUR", "2026-02-05", "january"), ("B", 40_00, "EUR", "2026-02-05", "january"), ("C", 25_50, "GBP", "2026-02-05", "january")]);
    }

    [Fact]
    public async Task Payout_ThatFails_IsSentAgain()
    {
        await day.PrepareAsync();
        var first = await day.FilesAsync("FinanceService/ExportPayouts", Csv("january"));
        Encoding.UTF8.GetString(first["january.csv"]).ShouldBe(
            "payout,seller,wallet,currency,amount,due\n1,A,cash,EUR,12.00,2026-02-05\n2,B,cash,EUR,40.00,2026-02-05\n3,C,cash,GBP,25.50,2026-02-05\n");
        (await day.StepAsync("ConfirmPayouts", new ConfirmPayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January, Payouts = { 1, 3 } }))
            .Status.ShouldBe(PeriodStatus.Approved);
        var fail = new FailPayoutRequest { IdempotencyKey = "fail", Period = FinanceDay.January, Payout = 2, Reason = "account closed" };
        (await day.Max.CallAsync<FailPayoutResponse>("FinanceService/FailPayout", fail)).Payout.ShouldSatisfyAllConditions(
            payout => payout.Status.ShouldBe(PayoutStatus.Failed), payout => payout.Reference.ShouldBe("account closed"));
        (await FailAsync("ExportPayouts", Csv("january-2"))).Reason.ShouldBe("NOTHING_TO_PAY");

        (await day.Max.CallAsync<RetryPayoutResponse>(
            "FinanceService/RetryPayout", new RetryPayoutRequest { IdempotencyKey = "retry", Period = FinanceDay.January, Payout = 2 }))
            .Payout.Status.ShouldBe(PayoutStatus.Prepared);
        // A request that comes in again late changes nothing; with another content it is refused.
        (await day.Max.CallAsync<FailPayoutResponse>("FinanceService/FailPayout", fail)).Payout.Status.ShouldBe(PayoutStatus.Prepared);
        fail.Reason = "another reason";
        (await FailAsync("FailPayout", fail)).Reason.ShouldBe("REQUEST_CONFLICT");

        var second = await day.FilesAsync("FinanceService/ExportPayouts", Csv("january-2"));
        Encoding.UTF8.GetString(second["january-2.csv"]).ShouldBe("payout,seller,wallet,currency,amount,due\n2,B,cash,EUR,40.00,2026-02-05\n");
        (await day.StepAsync("ConfirmPayouts", new ConfirmPayoutsRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January }))
            .Status.ShouldBe(PeriodStatus.Paid);
    }

    [Fact]
    public async Task Restatement_IsApproved_Posted_ComparedAndProven()
    {
        await day.PayAsync();

        var restated = await day.RestateAsync();
        (restated.Status, restated.Version, restated.Earned.Units).ShouldBe((PeriodStatus.Calculated, 2, 87_00));
        (await day.ApproveAsync(restated.Root)).Period.Status.ShouldBe(PeriodStatus.Approved);
        (await day.StepAsync("PostDifferences", new PostDifferencesRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January }))
            .Status.ShouldBe(PeriodStatus.Paid);

        // The difference went into February, which was opened for it.
        var periods = await day.Max.CallAsync<ListPeriodsResponse>("FinanceService/ListPeriods", new ListPeriodsRequest());
        periods.Periods.Select(period => (period.Period_, period.Status)).ShouldBe([("2026-02", PeriodStatus.Open), ("2026-01", PeriodStatus.Paid)]);
        var runs = (await day.Max.CallAsync<ListRunsResponse>("FinanceService/ListRuns", new ListRunsRequest { Period = FinanceDay.January })).Runs;
        runs.Select(run => (run.Run_, run.Restatement, run.Earned.Units)).ShouldBe([(1, false, 82_00), (2, true, 87_00)]);
        var compared = await day.Max.CallAsync<CompareRunsResponse>("FinanceService/CompareRuns", new CompareRunsRequest { Run = 2 });
        compared.Changes.Select(change => (change.Seller, change.Before.Units, change.After.Units)).ShouldBe([("B", 40_00, 45_00)]);
        compared.Total.Units.ShouldBe(5_00);

        var folder = day.Folder.CreateSubdirectory("run").FullName;
        foreach (var (name, content) in await day.FilesAsync("FinanceService/DownloadRun", new DownloadRunRequest { Run = 2 }))
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), content);
        }

        var (output, error) = (new StringWriter(), new StringWriter());
        CommandLine.Run(["verify", folder], output, error).ShouldBe(0, error.ToString());
        output.ToString().ShouldContain(runs[1].Root);
        (await FailAsync("DownloadRun", new DownloadRunRequest { Run = 3 })).Reason.ShouldBe("UNKNOWN_RUN");
    }

    [Fact]
    public async Task Simulation_ClosesTheSamePeriodsUnderAnotherPlan()
    {
        await day.PayAsync();
        var changed = FinanceDay.Plan.Replace("rate: [10%]", "rate: [20%]", StringComparison.Ordinal);

        var steps = await day.StreamAsync<SimulatePlanResponse>("FinanceService/SimulatePlan", new SimulatePlanRequest
        {
            Plan = new PlanChoice { Text = changed },
            Periods = { FinanceDay.January },
        });

        // A 2 + 20 % of B's 100 = 22, B 10 + 20 % of C's 300 = 70, C 30: 122 instead of 82.
        steps[0].Period.ShouldSatisfyAllConditions(period => (period.Current.Units, period.Changed.Units).ShouldBe((82_00, 122_00)),
            period => (period.CurrentPaid, period.ChangedPaid).ShouldBe((3, 3)));
        var summary = steps[1].Summary;
        summary.Changes.Select(change => (change.Seller, change.Before.Units, change.After.Units)).ShouldBe([("B", 40_00, 70_00), ("A", 12_00, 22_00)]);
        (summary.Gaining, summary.Losing).ShouldBe((2, 0));
        summary.Ranks.Select(rank => (rank.Rank, rank.Current, rank.Changed)).ShouldBe([("", 1, 1), ("Silver", 2, 2), ("Gold", 0, 0)]);
        (await FailAsync("SimulatePlan", new SimulatePlanRequest { Plan = new PlanChoice { Version = 1 }, Periods = { "2026-02" } }))
            .Reason.ShouldBe("UNKNOWN_PERIOD");
    }

    [Fact]
    public async Task Corrections_NameTheirSeller_AndStandInTheAuditLog()
    {
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        var adjust = new AdjustEarningsRequest
        {
            IdempotencyKey = "fair",
            Period = FinanceDay.January,
            Seller = "A",
            Amount = new Money { Units = 5, Currency = "EUR" },
            Reason = "for the fair",
        };
        await day.StepAsync("AdjustEarnings", adjust);
        await day.StepAsync("OverrideRank", new OverrideRankRequest
        {
            IdempotencyKey = "silver",
            Period = FinanceDay.January,
            Seller = "A",
            Rank = "Silver",
            Reason = "by contract",
        });
        (await day.StepAsync("HoldSeller", new HoldSellerRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January, Seller = "C", Reason = "papers" }))
            .Held.ShouldBe(["C"]);
        // A is Silver: 10 % of 40 = 4 instead of 2, and 5 for the fair: 82 + 2 + 5 = 89.
        (await day.CloseAsync()).Earned.Units.ShouldBe(89_00);

        adjust.IdempotencyKey = "dollars";
        adjust.Amount.Currency = "USD";
        (await FailAsync("AdjustEarnings", adjust)).Detail<BadRequest>()!.FieldViolations[0].Field.ShouldBe("amount.currency");
        (await FailAsync("HoldSeller", new HoldSellerRequest { IdempotencyKey = day.Key(), Period = FinanceDay.January, Seller = "Z", Reason = "x" }))
            .Reason.ShouldBe("UNKNOWN_SELLER");
        await using var ledger = day.Server.Database.CreateContext();
        (await AuditLog.FindBreakAsync(ledger, day.Programme)).ShouldBeNull();
        var log = await ledger.Rows<AuditRow>().Where(row => row.Who == "max").OrderBy(row => row.Entry).Select(row => row.What + ": " + row.Why).ToListAsync();
        log.ShouldBe(["plan published: the first one", "period adjusted: for the fair", "period overridden: by contract", "period held: papers",
            "period close begun: "]);
    }

    [Fact]
    public async Task Disputes_WaitForTheirAnswer_LongestFirst()
    {
        await day.PrepareAsync();
        foreach (var (seller, text) in new[] { ("B", "Why not 35?"), ("C", "A line is missing.") })
        {
            await day.WriteAsync(async write =>
            {
                var number = await write.Context.FindSellerAsync(day.Programme, seller);
                var period = await LedgerPeriods.FindAsync(write.Context, day.Programme, FinanceDay.January);
                await DisputeBook.OpenAsync(write.Transaction, number!.Value, period!.Number, 0, seller, text, write.Sequence);
            });
        }

        var page = await ListAsync(new ListDisputesRequest { Page = new PageRequest { PageSize = 1 } });
        page.Disputes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            dispute => (dispute.Dispute_, dispute.Seller, dispute.Period, dispute.Status).ShouldBe((1, "B", FinanceDay.January, DisputeStatus.Open)),
            dispute => dispute.Messages.ShouldHaveSingleItem().Text.ShouldBe("Why not 35?"));
        (await ListAsync(new ListDisputesRequest { Page = new PageRequest { PageSize = 1, PageToken = page.NextPageToken } }))
            .Disputes.ShouldHaveSingleItem().Seller.ShouldBe("C");

        var answer = new AnswerDisputeRequest { IdempotencyKey = "answer", Dispute = 1, Text = "Agreed; see the adjustment.", Status = DisputeStatus.Granted };
        var answered = await day.Max.CallAsync<Dispute>("FinanceService/AnswerDispute", answer);
        (answered.Status, answered.Messages[^1].By).ShouldBe((DisputeStatus.Granted, "max"));
        (await day.Max.CallAsync<Dispute>("FinanceService/AnswerDispute", answer)).ShouldBe(answered);
        (await ListAsync(new ListDisputesRequest { Status = DisputeStatus.Open })).Disputes.ShouldHaveSingleItem().Dispute_.ShouldBe(2);
        answer.IdempotencyKey = "again";
        (await FailAsync("AnswerDispute", answer)).Reason.ShouldBe("DISPUTE_CLOSED");

        Task<ListDisputesResponse> ListAsync(ListDisputesRequest request) => day.Max.CallAsync<ListDisputesResponse>("FinanceService/ListDisputes", request);
    }

    private ExportPayoutsRequest Csv(string reference) =>
        new() { IdempotencyKey = day.Key(), Period = FinanceDay.January, Format = PaymentFormat.Csv, Reference = reference };

    private Task<CallFailedException> FailAsync(string method, IMessage request) =>
        Should.ThrowAsync<CallFailedException>(() => day.Max.CallAsync<PeriodResponse>($"FinanceService/{method}", request));

    private static XDocument Read(byte[] file) => XDocument.Load(new MemoryStream(file));

    private static string Values(XDocument document, string name) =>
        string.Join(' ', document.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value));
}
