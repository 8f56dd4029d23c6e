using Compensation.Grains.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Explaining;
using Compensation.Rules.Numbers;

namespace Compensation.Grains.Statements;

/// <summary>Reads statements from the ledger.</summary>
/// <param name="database">The ledger.</param>
/// <param name="plans">The plans that were published.</param>
/// <param name="explainers">Explains lines.</param>
public sealed class StatementReader(LedgerDatabase database, PublishedPlans plans, RunExplainers explainers)
{
    /// <summary>Reads a seller's statement.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="period">The period's name.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="explained">Whether every line, and what was not paid, is explained.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The statement, or why there is none: the period or seller is not known.</returns>
    /// <exception cref="InvalidOperationException">See <see cref="RunExplainers.AskAsync"/>.</exception>
    public async Task<(SellerStatement? Statement, Refusal? Refusal)> ReadAsync(
        int programme, string period, string seller, bool explained, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        var (found, refusal) = await FindAsync(context, programme, period, seller, cancellation);
        if (found is not var (known, state, number, run))
        {
            return (null, refusal);
        }

        var plan = await plans.ReadAsync(context, programme, known.PlanVersion, cancellation);
        var (lines, whole) = await LinesAsync(context, programme, run, number, explained && run > 0 ? seller : null, cancellation);
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
            Owed = await context.OwedAsync(programme, run, number, cancellation),
            Payouts = [.. (await PeriodWork.PayoutsAsync(context, programme, (int)upTo, cancellation)).Where(payout => payout.Seller == seller)],
        };
        return (statement, null);
    }

    /// <summary>What a seller's lines come to in several periods, by one query for all of them.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="periods">The periods.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The sums, in the order of the periods, or why there are none: the seller is not known.</returns>
    public async Task<(IReadOnlyList<StatementTotal> Totals, Refusal? Refusal)> TotalsAsync(
        int programme, IReadOnlyList<PeriodState> periods, string seller, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        if (await context.FindSellerAsync(programme, seller, cancellation) is not { } number)
        {
            return ([], UnknownSeller(seller));
        }

        var sums = await context.EarnedAsync(programme, [.. periods.Select(RunOf)], number, cancellation);
        var totals = new List<StatementTotal>();
        foreach (var state in periods)
        {
            var plan = await plans.ReadAsync(context, programme, state.PlanVersion, cancellation);
            totals.Add(new StatementTotal(
                state.Period!.Name, state.Status, sums.GetValueOrDefault(RunOf(state)), plan.Document.Currency, plan.Decimals));
        }

        return (totals, null);
    }

    /// <summary>Explains a seller's whole period, what was not paid too.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="period">The period's name.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The explanation, or why there is none: the period or seller is not known, or there is no run.</returns>
    /// <exception cref="InvalidOperationException">See <see cref="RunExplainers.AskAsync"/>.</exception>
    public async Task<(SellerExplanation? Explanation, Refusal? Refusal)> ExplainAsync(
        int programme, string period, string seller, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        var (found, refusal) = await FindAsync(context, programme, period, seller, cancellation);
        if (found is null)
        {
            return (null, refusal);
        }

        if (found.Run == 0)
        {
            return (null, NotCalculated(period));
        }

        return await explainers.AskAsync(programme, found.Run, explainer => WholeOf(explainer, seller), cancellation) is { } explanation
            ? (explanation, null)
            : (null, new Refusal(RefusalCode.UnknownSeller, "seller", seller, "The seller is not in this period's result.",
                "Ask about a period that ended after the seller had joined."));
    }

    /// <summary>Explains one of a seller's lines down to its orders.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="period">The period's name.</param>
    /// <param name="seller">The seller's id; nobody is told of another one's lines.</param>
    /// <param name="line">The line's number in the run, from 1.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The explanation, or why there is none: the period, seller or line is not known, or there is no run.</returns>
    /// <exception cref="InvalidOperationException">See <see cref="RunExplainers.AskAsync"/>.</exception>
    public async Task<(Reason? Explanation, Refusal? Refusal)> ExplainLineAsync(
        int programme, string period, string seller, int line, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        var (found, refusal) = await FindAsync(context, programme, period, seller, cancellation);
        if (found is not var (_, _, number, run))
        {
            return (null, refusal);
        }

        if (run == 0)
        {
            return (null, NotCalculated(period));
        }

        return (await context.LinesOfAsync(programme, run, number, cancellation)).Any(row => row.Line == line)
            ? (await explainers.AskAsync(programme, run, explainer => explainer.Line(line), cancellation), null)
            : (null, new Refusal(RefusalCode.UnknownLine, "line", $"{line}", "The statement has no such line.", "Take a number from the statement."));
    }

    /// <summary>A seller's whole period; null for one who joined later.</summary>
    private static SellerExplanation? WholeOf(Explainer explainer, string seller) =>
        explainer.Result.Sellers.Find(seller) < 0 ? null : explainer.Seller(seller);

    /// <summary>The run that sellers are told of; 0 where there is none.</summary>
    private static int RunOf(PeriodState state) => (int)((state.InForce ?? state.Result)?.Run ?? 0);

    private static Refusal UnknownSeller(string seller) =>
        new(RefusalCode.UnknownSeller, "seller", seller, "The programme knows no seller of this id.", "Correct the id.");

    private static Refusal NotCalculated(string period) => new(
        RefusalCode.NotCalculated, "period", period, "The period has no result yet.", "Ask again when it is closed; until then the live figures tell.");

    private static async Task<(Found? Found, Refusal? Refusal)> FindAsync(
        LedgerContext context, int programme, string period, string seller, CancellationToken cancellation)
    {
        if (await LedgerPeriods.FindAsync(context, programme, period, cancellation) is not { } known)
        {
            return (null, new Refusal(
                RefusalCode.PeriodNotOpen, "period", period, "The programme has no such period.", "Take one from the list of its periods."));
        }

        if (await context.FindSellerAsync(programme, seller, cancellation) is not { } number)
        {
            return (null, UnknownSeller(seller));
        }

        var state = PeriodEventText.Read(known);
        return (new Found(known, state, number, RunOf(state)), null);
    }

    private async Task<(IReadOnlyList<StatementLine> Lines, SellerExplanation? Whole)> LinesAsync(
        LedgerContext context, int programme, int run, int seller, string? explained, CancellationToken cancellation)
    {
        var rows = await context.LinesOfAsync(programme, run, seller, cancellation);
        var bonuses = await context.NamesOfAsync(programme, run, RunNameKind.Bonus, cancellation);
        var sources = await context.SellerIdsAsync(programme, rows.Select(row => row.Source).OfType<int>(), cancellation);
        var orders = await context.OrderIdsAsync(programme, [.. rows.Select(row => row.OrderSequence).OfType<long>().Distinct()], cancellation);
        var (reasons, whole) = explained is null ? ([], null) : await explainers.AskAsync(programme, run,
            explainer => (rows.ConvertAll(row => explainer.Line(row.Line)), WholeOf(explainer, explained)), cancellation);
        return ([.. rows.Select((row, i) => new StatementLine(row.Line, bonuses[row.Bonus].Name, row.Kind,
            row.Source is { } source ? sources[source] : null, row.OrderSequence is { } order ? orders[order] : null, row.Level, row.Base,
            bonuses[row.Bonus].Decimals, new Rate(row.RateNumerator, row.RateDenominator), row.Amount, explained is null ? null : reasons[i]))], whole);
    }

    /// <summary>A period and a seller that are known, and the run that the seller is told of; 0 where there is none.</summary>
    private sealed record Found(LedgerPeriod Period, PeriodState State, int Seller, int Run);
}
