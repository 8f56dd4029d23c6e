using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Streams;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Genealogy;
using Grpc.Core;
using RankGap = Compensation.Api.V1.RankGap;

namespace Compensation.Api.Sellers;

/// <summary>A seller's figures of the open period.</summary>
public sealed partial class SellerApi
{
    /// <inheritdoc/>
    public override async Task<Dashboard> GetDashboard(GetDashboardRequest request, ServerCallContext context)
    {
        if (request.AtLeast < 0)
        {
            throw CallErrors.Invalid("at_least", $"{request.AtLeast}", "A sequence number cannot be negative.", "Give that of a receipt, or 0.");
        }

        var caller = context.Caller();
        return DashboardOf(await FiguresAsync(caller, SellerOf(caller, request.Seller), request.AtLeast, context.CancellationToken));
    }

    /// <inheritdoc/>
    public override async Task WatchDashboard(WatchDashboardRequest request, IServerStreamWriter<Dashboard> responseStream, ServerCallContext context)
    {
        var (caller, cancellation) = (context.Caller(), context.CancellationToken);
        var seller = SellerOf(caller, request.Seller);
        Dashboard? told = null;
        while (true)
        {
            var dashboard = DashboardOf(await FiguresAsync(caller, seller, 0, cancellation));
            // Others' orders move the sequence on; what the seller sees stays the same.
            if (told is null || !dashboard.Equals(new Dashboard(told) { Sequence = dashboard.Sequence }))
            {
                await responseStream.WriteAsync(dashboard, cancellation);
                told = dashboard;
            }

            await context.PauseAsync(BetweenLooks, time);
        }
    }

    /// <inheritdoc/>
    public override async Task<RankProgress> GetRankProgress(GetRankProgressRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var figures = await FiguresAsync(caller, SellerOf(caller, request.Seller), 0, context.CancellationToken);
        return new RankProgress
        {
            Sequence = figures.Sequence,
            Period = figures.Period,
            Rank = figures.Rank,
            NextRank = figures.NextRank,
            Missing = { figures.Missing },
            Gaps = { figures.Gaps.Select(GapOf) },
        };
    }

    private async Task<SellerFigures> FiguresAsync(Caller caller, string seller, long atLeast, CancellationToken cancellation) =>
        await grains.GetGrain<ISellerGrain>(SellerKey.Of(caller.Programme, seller)).Figures(atLeast, cancellation) ?? throw Unknown(seller);

    private static Dashboard DashboardOf(SellerFigures figures) => new()
    {
        Sequence = figures.Sequence,
        Period = figures.Period,
        Rank = figures.Rank,
        NextRank = figures.NextRank,
        Missing = { figures.Missing },
        Figures = { figures.Volumes.Select(FigureOf) },
        Projected = Wire.ToMoney(figures.Projected, figures.Decimals, figures.Currency),
        Gaps = { figures.Gaps.Select(GapOf) },
        Earnings = { figures.Earnings.Select(FigureOf) },
    };

    private static Figure FigureOf(SellerFigure figure) => new()
    {
        Name = figure.Name,
        Text = figure.Text,
        Quantity = figure.Units is { } units ? Wire.ToQuantity(units, figure.Decimals) : null,
    };

    private static RankGap GapOf(Grains.Genealogy.RankGap gap) => new()
    {
        Requirement = gap.Requirement,
        Actual = gap.Actual is { } actual ? Wire.ToQuantity(actual, gap.Decimals) : null,
        Required = gap.Required is { } required ? Wire.ToQuantity(required, gap.Decimals) : null,
        Gap = gap.Gap is { } missing ? Wire.ToQuantity(missing, gap.Decimals) : null,
    };
}
