using System.Text.Json;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Comparing;
using Compensation.Rules.Plans.Reading;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using DifferenceKind = Compensation.Api.V1.DifferenceKind;
using PlanDifference = Compensation.Api.V1.PlanDifference;

namespace Compensation.Api.Finance;

/// <summary>Plans: checked, published, listed, compared.</summary>
public sealed partial class FinanceApi
{
    private const string PlanName = "plan";

    /// <inheritdoc/>
    public override Task<CheckPlanResponse> CheckPlan(CheckPlanRequest request, ServerCallContext context)
    {
        var (plan, findings) = plans.Check(request.Text, PlanName);
        return Task.FromResult(new CheckPlanResponse { Valid = plan is not null, Findings = { findings.Select(FindingOf) } });
    }

    /// <inheritdoc/>
    public override Task<PublishPlanResponse> PublishPlan(PublishPlanRequest request, ServerCallContext context)
    {
        Wire.CheckReason(request.Reason);
        var (plan, findings) = CheckedPlan(request.Text, "text");
        var effective = Wire.Optional(request.Effective, "effective") ?? plan.Calendar.StartOf(plan.Document.Effective);
        if (request.Effective is not null && plan.Calendar.Containing(effective)?.Start != effective)
        {
            throw CallErrors.Invalid("effective", $"{effective}", "No period of the plan begins then.",
                $"Give the beginning of a period, such as {plan.Calendar.Containing(effective)?.Start}.");
        }

        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            await CheckNotOpenedAsync(write, effective);
            var version = await PlanVersions.PublishAsync(write.Transaction, plan, write.Caller.Name, effective);
            // The columns that the plan adds get their places, so that orders and sellers can have them from now on.
            await RowValues.OfSellersAsync(write.Transaction, plan);
            await RowValues.OfOrdersAsync(write.Transaction, plan);
            var row = await write.Context.Rows<PlanVersionRow>().SingleAsync(row => row.Programme == write.Programme && row.Version == version);
            await write.RecordAsync("plan published", request.Reason, JsonSerializer.Serialize(
                new { version, plan = plan.Name, effective = $"{effective}", sha256 = Convert.ToHexStringLower(row.Hash) }));
            return new PublishPlanResponse
            {
                Receipt = write.Receipt,
                Version = VersionOf(row, plan),
                Warnings = { findings.Select(FindingOf) },
            };
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListPlanVersionsResponse> ListPlanVersions(ListPlanVersionsRequest request, ServerCallContext context)
    {
        var (programme, page) = (context.Caller().Programme, Page.Of(request.Page, request));
        var before = page.Number<int>() ?? int.MaxValue;
        await using var ledger = database.CreateContext();
        var rows = await ledger.Rows<PlanVersionRow>().Where(row => row.Programme == programme && row.Version < before)
            .OrderByDescending(row => row.Version).Take(page.Size + 1).ToListAsync(context.CancellationToken);
        var response = new ListPlanVersionsResponse();
        foreach (var row in rows.Take(page.Size))
        {
            var version = VersionOf(row, await plans.ReadAsync(ledger, programme, row.Version, context.CancellationToken));
            version.Text = "";
            response.Versions.Add(version);
        }

        response.NextPageToken = rows.Count > page.Size ? page.Next($"{rows[page.Size - 1].Version}") : "";
        return response;
    }

    /// <inheritdoc/>
    public override async Task<PlanVersion> GetPlanVersion(GetPlanVersionRequest request, ServerCallContext context)
    {
        var programme = context.Caller().Programme;
        await using var ledger = database.CreateContext();
        var now = await plans.AtAsync(ledger, programme, database.Clock.GetCurrentInstant(), context.CancellationToken);
        var number = request.Version == 0 ? now?.Version ?? 0 : request.Version;
        var row = await ledger.Rows<PlanVersionRow>().SingleOrDefaultAsync(
            row => row.Programme == programme && row.Version == number, context.CancellationToken) ?? throw UnknownVersion(number);
        return VersionOf(row, await plans.ReadAsync(ledger, programme, number, context.CancellationToken));
    }

    /// <inheritdoc/>
    public override async Task<DiffPlansResponse> DiffPlans(DiffPlansRequest request, ServerCallContext context)
    {
        var programme = context.Caller().Programme;
        var before = await TextOfAsync(programme, request.Before, "before", context.CancellationToken);
        var after = await TextOfAsync(programme, request.After, "after", context.CancellationToken);
        return new DiffPlansResponse
        {
            Differences =
            {
                PlanDifferences.Between(before, after).Select(difference => new PlanDifference
                {
                    // Ours begin with 0, those that travel with 1.
                    Kind = (DifferenceKind)((int)difference.Kind + 1),
                    Path = difference.Path,
                    Before = difference.Before ?? "",
                    BeforeLine = difference.BeforeLine,
                    After = difference.After ?? "",
                    AfterLine = difference.AfterLine,
                }),
            },
        };
    }

    private static async Task CheckNotOpenedAsync(ProgrammeWrite write, Instant effective)
    {
        var opened = await LedgerPeriods.ReadAsync(write.Context, write.Programme);
        if (opened.FirstOrDefault(known => known.Period.Start >= effective) is { } first)
        {
            throw CallErrors.Invalid("effective", $"{effective}",
                $"The period {first.Period.Name} was opened already, and keeps the plan that it was opened with.",
                $"Give the beginning of a period after {opened[^1].Period.Name}.");
        }
    }

    private (Plan Plan, IReadOnlyList<Rules.Plans.Finding> Findings) CheckedPlan(string text, string field)
    {
        var (plan, findings) = plans.Check(text, PlanName);
        return plan is not null ? (plan, findings) : throw Wrong(field, findings);
    }

    private static CallException Wrong(string field, IReadOnlyList<Rules.Plans.Finding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == Severity.Error).ToList();
        return CallErrors.Invalid(field, $"{errors[0].Place}", $"The plan has {errors.Count} errors; the first: {errors[0].Message} {errors[0].Remedy}",
            "CheckPlan names them all.");
    }

    private async Task<string> TextOfAsync(int programme, PlanChoice? choice, string field, CancellationToken cancellation)
    {
        if (choice?.PlanCase == PlanChoice.PlanOneofCase.Text)
        {
            var (document, findings) = PlanReader.Read(choice.Text, PlanName);
            return document is not null && findings.All(finding => finding.Severity != Severity.Error) ? choice.Text : throw Wrong(field, findings);
        }

        return (await PlanOfAsync(programme, choice, field, cancellation)).Text;
    }

    private async Task<Plan> PlanOfAsync(int programme, PlanChoice? choice, string field, CancellationToken cancellation)
    {
        if (choice is null or { PlanCase: PlanChoice.PlanOneofCase.None })
        {
            throw CallErrors.Invalid(field, "", "No plan is named.", "Give the number of a published version, or a plan's text.");
        }

        if (choice.PlanCase == PlanChoice.PlanOneofCase.Text)
        {
            return CheckedPlan(choice.Text, field).Plan;
        }

        await using var ledger = database.CreateContext();
        return await ledger.Rows<PlanVersionRow>().AnyAsync(row => row.Programme == programme && row.Version == choice.Version, cancellation)
            ? await plans.ReadAsync(ledger, programme, choice.Version, cancellation)
            : throw UnknownVersion(choice.Version);
    }

    private static CallException UnknownVersion(int version) => CallErrors.NotFound("plan_version", $"{version}");

    private static V1.Finding FindingOf(Rules.Plans.Finding finding) => new()
    {
        Error = finding.Severity == Severity.Error,
        Code = finding.Code,
        Line = finding.Place.Line,
        Column = finding.Place.Column,
        Message = finding.Message,
        Remedy = finding.Remedy,
    };

    private static PlanVersion VersionOf(PlanVersionRow row, Plan plan) => new()
    {
        Version = row.Version,
        Name = plan.Name,
        Effective = Wire.ToTimestamp(row.Effective),
        Published = Wire.ToTimestamp(row.Published),
        By = row.Who,
        Sha256 = ByteString.CopyFrom(row.Hash),
        Text = row.Text,
    };
}
