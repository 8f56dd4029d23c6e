using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using EarningsChange = Compensation.Api.V1.EarningsChange;

namespace Compensation.Api.Finance;

/// <summary>Simulations: what another plan would have paid.</summary>
public sealed partial class FinanceApi
{
    private const int UsualChanges = 20;
    private const int MostChanges = 1_000;

    /// <inheritdoc/>
    public override async Task SimulatePlan(SimulatePlanRequest request, IServerStreamWriter<SimulatePlanResponse> responseStream, ServerCallContext context)
    {
        var (programme, cancellation) = (context.Caller().Programme, context.CancellationToken);
        if (request.MostChanges is < 0 or > MostChanges)
        {
            throw CallErrors.Invalid("most_changes", $"{request.MostChanges}", "So many are not named.", $"Give 0 to {MostChanges}.");
        }

        var plan = await PlanOfAsync(programme, request.Plan, "plan", cancellation);
        var periods = await ClosedPeriodsAsync(programme, request.Periods, plan, cancellation);
        var earnings = new SimulatedEarnings();
        await calculating.WaitAsync(cancellation);
        try
        {
            await using var simulation = new LedgerSimulation(database, programme, plan, options.Engine, options.Threads);
            await using var ledger = database.CreateContext();
            Result? last = null;
            foreach (var (period, run) in periods)
            {
                last = await simulation.CloseAsync(period, run.AsOf, run.PreviousRun, cancellation);
                var (before, after) = (await RunEarnings.OfAsync(ledger, programme, run.Run, cancellation), SimulatedEarnings.Of(last));
                earnings.Add(before, after);
                await responseStream.WriteAsync(new SimulatePlanResponse { Period = SimulatedOf(period.Name, run, before, after) }, cancellation);
            }

            var summary = await SummaryAsync(ledger, periods[^1].Run, plan, last!, earnings, cancellation);
            var most = request.MostChanges == 0 ? UsualChanges : request.MostChanges;
            summary.Changes.Add(await ChangesOfAsync(ledger, periods[^1].Run, earnings.All.Where(seller => seller.Before != seller.After)
                .OrderByDescending(seller => Math.Abs(seller.After - seller.Before)).ThenBy(seller => seller.Seller).Take(most), cancellation));
            await responseStream.WriteAsync(new SimulatePlanResponse { Summary = summary }, cancellation);
        }
        finally
        {
            calculating.Release();
        }
    }

    private async Task<List<(Rules.Calendars.Period Period, RunRow Run)>> ClosedPeriodsAsync(
        int programme, RepeatedField<string> names, Plan plan, CancellationToken cancellation)
    {
        if (names.Count == 0)
        {
            throw CallErrors.Invalid("periods", "", "No period is named.", "Name closed periods, one after another.");
        }

        await using var ledger = database.CreateContext();
        var periods = new List<(Rules.Calendars.Period Period, RunRow Run)>();
        foreach (var name in names)
        {
            var known = await LedgerPeriods.FindAsync(ledger, programme, name, cancellation) ?? throw CallErrors.NotFound("period", name);
            if ((await desks.Of(programme).FindAsync(name, cancellation)).InForce is not { } result)
            {
                throw CallErrors.Invalid("periods", name, "The period is not closed.", "Name periods whose result is approved.");
            }

            var run = await ledger.RunAsync(programme, (int)result.Run, cancellation);
            periods.Add((PeriodUnder(plan, known.Period, periods is [.., var last] ? last.Period : null), run));
            if (run.Currency != plan.Document.Currency || run.Decimals != plan.Decimals)
            {
                throw CallErrors.Invalid("plan", plan.Document.Currency, $"{name} was paid in {run.Currency} with {run.Decimals} decimals.",
                    "Give a plan with the same currency and decimals, so that amounts can be compared.");
            }
        }

        return periods;
    }

    private static Rules.Calendars.Period PeriodUnder(Plan plan, Rules.Calendars.Period closed, Rules.Calendars.Period? before)
    {
        var period = plan.Calendar.Find(closed.Name);
        if (period is null || period.Start != closed.Start || period.End != closed.End)
        {
            throw CallErrors.Invalid("plan", closed.Name, $"The plan has no such period from {closed.Start} to {closed.End}.",
                "Give a plan with the time zone and the kind of periods that the programme has.");
        }

        return before is null || plan.Calendar.Next(before)?.Name == period.Name ? period : throw CallErrors.Invalid("periods", period.Name,
            $"After {before.Name} comes {plan.Calendar.Next(before)?.Name}: each period takes over what the one before leaves.", "Name them without gaps.");
    }

    private static SimulatedPeriod SimulatedOf(string period, RunRow run, Dictionary<int, long> before, Dictionary<int, long> after) => new()
    {
        Period = period,
        Current = MoneyOf(run, before.Values.Sum()),
        Changed = MoneyOf(run, after.Values.Sum()),
        CurrentPaid = before.Values.Count(amount => amount > 0),
        ChangedPaid = after.Values.Count(amount => amount > 0),
    };

    private async Task<SimulationSummary> SummaryAsync(
        LedgerContext ledger, RunRow run, Plan plan, Result last, SimulatedEarnings earnings, CancellationToken cancellation)
    {
        var words = await ledger.ReadWordsAsync(run.Programme, cancellation);
        var had = (await ledger.Rows<RunSellerRow>().Where(row => row.Programme == run.Programme && row.Run == run.Run).GroupBy(row => row.Rank)
            .Select(sellers => new { Rank = sellers.Key, Count = sellers.Count() }).ToListAsync(cancellation))
            .ToDictionary(rank => rank.Rank is { } word ? words[word - 1] : "", rank => rank.Count);
        var have = last.Rank.CountBy(rank => rank == 0 ? "" : plan.Ranks[(int)rank - 1]).ToDictionary();
        var ladder = (await plans.ReadAsync(ledger, run.Programme, run.PlanVersion, cancellation)).Ranks.Union(plan.Ranks).Prepend("");
        return new SimulationSummary
        {
            Ranks =
            {
                ladder.Select(rank => new RankShift { Rank = rank, Current = had.GetValueOrDefault(rank), Changed = have.GetValueOrDefault(rank) }),
            },
            Gaining = earnings.All.Count(seller => seller.After > seller.Before),
            Losing = earnings.All.Count(seller => seller.After < seller.Before),
        };
    }

    private static async Task<IEnumerable<EarningsChange>> ChangesOfAsync(
        LedgerContext ledger, RunRow run, IEnumerable<TwoEarnings> sellers, CancellationToken cancellation)
    {
        var changes = sellers.ToList();
        var ids = await ledger.SellerIdsAsync(run.Programme, changes.Select(change => change.Seller), cancellation);
        return changes.Select(change => new EarningsChange
        {
            Seller = ids[change.Seller],
            Before = MoneyOf(run, change.Before),
            After = MoneyOf(run, change.After),
        });
    }

    private static Money MoneyOf(RunRow run, long units) => Wire.ToMoney(units, run.Decimals, run.Currency);
}
