using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Streams;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Periods;
using Compensation.Rules.Plans;
using Grpc.Core;
using BonusTotal = Compensation.Api.V1.BonusTotal;
using RankTotal = Compensation.Api.V1.RankTotal;
using VolumeTotal = Compensation.Api.V1.VolumeTotal;

namespace Compensation.Api.Finance;

/// <summary>What periods come to, closed and open.</summary>
public sealed partial class FinanceApi
{
    private static readonly TimeSpan BetweenTotals = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task<Totals> GetRunTotals(GetRunTotalsRequest request, ServerCallContext context)
    {
        var (programme, cancellation) = (context.Caller().Programme, context.CancellationToken);
        await using var ledger = database.CreateContext();
        var run = (await FindRunAsync(ledger, programme, request.Run, cancellation)).Row;
        var plan = await plans.ReadAsync(ledger, programme, run.PlanVersion, cancellation);
        var period = (await LedgerPeriods.ReadAsync(ledger, programme, cancellation)).Single(known => known.Number == run.Period).Period.Name;
        return TotalsOf(await RunTotals.ReadAsync(ledger, plan, programme, run.Run, cancellation), plan, period, run.Run, run.AsOf);
    }

    /// <inheritdoc/>
    public override async Task<Totals> GetLiveTotals(GetLiveTotalsRequest request, ServerCallContext context)
    {
        var found = await live.TotalsAsync(context.Caller().Programme, context.CancellationToken);
        return TotalsOf(found.Totals, found.Plan, found.Period, run: 0, found.Sequence);
    }

    /// <inheritdoc/>
    public override async Task WatchLiveTotals(WatchLiveTotalsRequest request, IServerStreamWriter<Totals> responseStream, ServerCallContext context)
    {
        Totals? told = null;
        while (true)
        {
            var totals = await GetLiveTotals(new GetLiveTotalsRequest(), context);
            if (!totals.Equals(told))
            {
                await responseStream.WriteAsync(told = totals, context.CancellationToken);
            }

            await context.PauseAsync(BetweenTotals, time);
        }
    }

    private static Totals TotalsOf(RunTotals totals, Plan plan, string period, long run, long sequence)
    {
        var money = (long units) => Wire.ToMoney(units, plan.Decimals, plan.Document.Currency);
        return new Totals
        {
            Period = period,
            Run = run,
            Sequence = sequence,
            Earned = money(totals.Pay),
            Sellers = totals.Sellers,
            Earning = totals.Earning,
            Bonuses = { totals.Bonuses.Select(bonus => new BonusTotal { Bonus = bonus.Name, Lines = bonus.Lines, Amount = money(bonus.Amount) }) },
            Ranks = { totals.Ranks.Select(rank => new RankTotal { Rank = rank.Rank, Sellers = rank.Sellers, Amount = money(rank.Amount) }) },
            Volumes =
            {
                totals.Volumes.Select(volume => new VolumeTotal
                {
                    Volume = volume.Name,
                    Total = Wire.ToQuantity(volume.Units, volume.Decimals),
                    Pays = volume.Pays,
                }),
            },
            Remarks = { totals.Remarks },
        };
    }
}
