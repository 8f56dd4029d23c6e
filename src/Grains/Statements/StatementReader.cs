using Compensation.Grains.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Explaining;
using Compensation.Rules.Numbers;

namespace Compensation.Grains.Statements;

/// <summary>Reads statements from the ledger.</summary>
/// <param name="database">The ledger.</param>
/// <param name="programme">The programme.</param>
/// <param name="plans">The plans that were published.</param>
/// <param name="explainers">Explains lines.</param>
public sealed class StatementReader(LedgerDatabase database, int programme, PublishedPlans plans, RunExplainers explainers)
{
    /// <summary>Reads a seller's statement.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="explained">Whether every line, and what was not paid, is explained.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The statement, or why there is none: the period or seller is not known.</returns>
    /// <exception cref="InvalidOperationException">See <see cref="RunExplainers.AskAsync"/>.</exception>
    public async Task<(SellerStatement? Statement, Refusal? Refusal)> ReadAsync(
        string period, string seller, bool explained, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        if (await LedgerPeriods.FindAsync(context, programme, period, cancellation) is not { } known)
        {
            return (null, new Refusal(
                RefusalCode.PeriodNotOpen, "period", period, "The programme has no such period.", "Take one from the list of its periods."));
        }

        if (await context.FindSellerAsync(programme, seller, cancellation) is not { } number)
        {
            return (null, new Refusal(RefusalCode.UnknownSeller, "seller", seller, "The programme knows no seller of this id.", "Correct the id."));
        }

        var plan = await plans.ReadAsync(context, programme, known.PlanVersion, cancellation);
        var state = PeriodEventText.Read(known);
        var run = (int)((state.InForce ?? state.Result)?.Run ?? 0);
        var (lines, whole) = await LinesAsync(context, run, number, explained && run > 0 ? seller : null, cancellation);
        var upTo = state.Original?.Run ?? 0;
        var statement = new SellerStatement(seller, period, state.Status, run, state.InForce == state.Result ? state.Version : Math.Max(1, state.Version - 1),
            plan.Document.Currency, plan.Decimals)
        {
            Lines = lines,
            Explanation = whole,
            Adjustments = await context.AdjustmentsOfAsync(programme, known.Number, number, cancellation),
            Overrides = await context.OverridesOfAsync(programme, known.Number, number, cancellation),
            IsHeld = state.Held.Contains(seller),
            Holds = await HoldBook.OfSellerAsync(context, programme, number, cancellation),
            Balances = [.. (await BalanceBook.OfSellerAsync(context, programme, number, cancellation)).Where(row => upTo == 0 || row.Run <= upTo)],
            Payouts = [.. (await PeriodWork.PayoutsAsync(context, programme, (int)upTo, cancellation)).Where(payout => payout.Seller == seller)],
        };
        return (statement, null);
    }

    private async Task<(IReadOnlyList<StatementLine> Lines, SellerExplanation? Whole)> LinesAsync(
        LedgerContext context, int run, int seller, string? explained, CancellationToken cancellation)
    {
        var rows = await context.LinesOfAsync(programme, run, seller, cancellation);
        var bonuses = await context.NamesOfAsync(programme, run, RunNameKind.Bonus, cancellation);
        var sources = await context.SellerIdsAsync(programme, rows.Select(row => row.Source).OfType<int>(), cancellation);
        var orders = await context.OrderIdsAsync(programme, [.. rows.Select(row => row.OrderSequence).OfType<long>().Distinct()], cancellation);
        var (reasons, whole) = explained is null ? ([], null) : await explainers.AskAsync(programme, run,
            explainer => (rows.ConvertAll(row => explainer.Line(row.Line)), explainer.Seller(explained)), cancellation);
        return ([.. rows.Select((row, i) => new StatementLine(row.Line, bonuses[row.Bonus].Name, row.Kind,
            row.Source is { } source ? sources[source] : null, row.OrderSequence is { } order ? orders[order] : null, row.Level, row.Base,
            bonuses[row.Bonus].Decimals, new Rate(row.RateNumerator, row.RateDenominator), row.Amount, explained is null ? null : reasons[i]))], whole);
    }
}
