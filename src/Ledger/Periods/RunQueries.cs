using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>Represents by how much a seller earns more in one run than in another.</summary>
/// <param name="Seller">The seller's number in the programme.</param>
/// <param name="Amount">The difference in smallest units of the plan's currency; negative for less.</param>
public sealed record SellerDifference(int Seller, long Amount);

/// <summary>Represents by how much a seller earns more by a bonus in one run than in another.</summary>
/// <param name="Seller">The seller's number in the programme.</param>
/// <param name="Bonus">The bonus, or the cap; empty for what belongs to neither.</param>
/// <param name="Amount">The difference in smallest units of the plan's currency; negative for less.</param>
public sealed record BonusDifference(int Seller, string Bonus, long Amount);

/// <summary>What a period's life asks of the runs in the ledger.</summary>
public static class RunQueries
{
    /// <summary>The name of the carry that keeps what a seller owes or what waits for the minimum payout.</summary>
    public const string Balance = "balance";

    /// <summary>What the names of carries begin with that keep what sellers owe in a wallet; the wallet follows.</summary>
    public const string OwedIn = "owed in ";

    /// <summary>The number that the programme's next run has.</summary>
    public static async Task<int> NextRunAsync(this LedgerTransaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return 1 + (await transaction.Context.Rows<RunRow>().Where(row => row.Programme == transaction.Programme)
            .MaxAsync(row => (int?)row.Run, cancellation) ?? 0);
    }

    /// <summary>A run that the same calculation has begun and that no event of its period names yet: its writer has died, or is still writing.</summary>
    /// <returns>Its number, or null.</returns>
    public static async Task<int?> FindBegunRunAsync(
        this LedgerContext context, int programme, int period, RunKind kind, long asOf, string root, CancellationToken cancellation = default)
    {
        var runs = await context.Rows<RunRow>().Where(row => row.Programme == programme && row.Period == period && row.Kind == kind && row.AsOf == asOf
            && !context.Rows<PeriodEventRow>().Any(happened => happened.Programme == programme && happened.Period == period && happened.Run == row.Run))
            .ToListAsync(cancellation);
        return runs.Find(row => row.Root.AsSpan().SequenceEqual(Convert.FromHexString(root)))?.Run;
    }

    /// <summary>The runs that events of a period name, the first one first.</summary>
    public static Task<List<RunRow>> RunsOfAsync(this LedgerContext context, int programme, int period, CancellationToken cancellation = default) =>
        context.Rows<RunRow>().Where(row => row.Programme == programme && row.Period == period
            && context.Rows<PeriodEventRow>().Any(happened => happened.Programme == programme && happened.Period == period && happened.Run == row.Run))
            .OrderBy(row => row.Run).ToListAsync(cancellation);

    /// <summary>A run.</summary>
    public static Task<RunRow> RunAsync(this LedgerContext context, int programme, int run, CancellationToken cancellation = default) =>
        context.Rows<RunRow>().SingleAsync(row => row.Programme == programme && row.Run == run, cancellation);

    /// <summary>The payments of a run, in order.</summary>
    public static Task<List<RunPaymentRow>> PaymentsOfAsync(this LedgerContext context, int programme, int run, CancellationToken cancellation = default) =>
        context.Rows<RunPaymentRow>().Where(row => row.Programme == programme && row.Run == run).OrderBy(row => row.Payment).ToListAsync(cancellation);

    /// <summary>A seller's lines of a run, in order.</summary>
    public static async Task<List<RunLineRow>> LinesOfAsync(
        this LedgerContext context, int programme, int run, int payee, CancellationToken cancellation = default)
    {
        var earnings = await context.Rows<RunEarningRow>().Where(row => row.Programme == programme && row.Run == run && row.Payee == payee)
            .ToListAsync(cancellation);
        return [.. earnings.SelectMany(PackedLines.Of).OrderBy(line => line.Line)];
    }

    /// <summary>What a seller's lines come to in some runs, by run; a run in which they have none is not among them.</summary>
    public static Task<Dictionary<int, long>> EarnedAsync(
        this LedgerContext context, int programme, IReadOnlyCollection<int> runs, int payee, CancellationToken cancellation = default) =>
        context.Rows<RunEarningRow>().Where(row => row.Programme == programme && runs.Contains(row.Run) && row.Payee == payee)
            .GroupBy(row => row.Run).Select(earnings => new { Run = earnings.Key, Amount = earnings.Sum(earning => earning.Amount) })
            .ToDictionaryAsync(sum => sum.Run, sum => sum.Amount, cancellation);

    /// <summary>The names that rows of a run refer to, by number.</summary>
    public static Task<List<RunNameRow>> NamesOfAsync(
        this LedgerContext context, int programme, int run, RunNameKind kind, CancellationToken cancellation = default) =>
        context.Rows<RunNameRow>().Where(row => row.Programme == programme && row.Run == run && row.Kind == kind)
            .OrderBy(row => row.Number).ToListAsync(cancellation);

    /// <summary>The ids of orders by the sequence of an event of theirs.</summary>
    public static Task<Dictionary<long, string>> OrderIdsAsync(
        this LedgerContext context, int programme, IReadOnlyCollection<long> sequences, CancellationToken cancellation = default) =>
        context.Rows<OrderEventRow>().Where(row => row.Programme == programme && sequences.Contains(row.Sequence))
            .ToDictionaryAsync(row => row.Sequence, row => row.OrderId, cancellation);

    /// <summary>The root of a run's package, in lower-case hexadecimal.</summary>
    public static async Task<string> RootOfAsync(this LedgerContext context, int programme, int run, CancellationToken cancellation = default) =>
        Convert.ToHexStringLower(await context.Rows<RunRow>().Where(row => row.Programme == programme && row.Run == run)
            .Select(row => row.Root).SingleAsync(cancellation));

    /// <summary>A seller's adjustments in a period, in order.</summary>
    public static Task<List<AdjustmentRow>> AdjustmentsOfAsync(
        this LedgerContext context, int programme, int period, int seller, CancellationToken cancellation = default) =>
        context.Rows<AdjustmentRow>().Where(row => row.Programme == programme && row.Period == period && row.Seller == seller)
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);

    /// <summary>A seller's overrides in a period and their withdrawals, in order.</summary>
    public static Task<List<OverrideRow>> OverridesOfAsync(
        this LedgerContext context, int programme, int period, int seller, CancellationToken cancellation = default) =>
        context.Rows<OverrideRow>().Where(row => row.Programme == programme && row.Period == period && row.Seller == seller)
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);

    /// <summary>All overrides of a period and their withdrawals, in order.</summary>
    public static Task<List<OverrideRow>> OverridesOfAsync(
        this LedgerContext context, int programme, int period, CancellationToken cancellation = default) =>
        context.Rows<OverrideRow>().Where(row => row.Programme == programme && row.Period == period).OrderBy(row => row.Sequence).ToListAsync(cancellation);

    /// <summary>Who earns more or less in one run than in another; sellers in the order of their numbers, nobody whose earnings are the same.</summary>
    public static async Task<IReadOnlyList<SellerDifference>> DifferencesAsync(
        this LedgerContext context, int programme, int run, int than, CancellationToken cancellation = default)
    {
        var earned = await RunEarnings.OfAsync(context, programme, run, cancellation);
        var before = await RunEarnings.OfAsync(context, programme, than, cancellation);
        return
        [
            .. earned.Keys.Union(before.Keys).Order()
                .Select(seller => new SellerDifference(seller, earned.GetValueOrDefault(seller) - before.GetValueOrDefault(seller)))
                .Where(difference => difference.Amount != 0),
        ];
    }

    /// <summary>By which bonus who earns more or less in one run than in another; in the order of the sellers' numbers and the bonuses' names.</summary>
    /// <remarks>Lines of no bonus, such as adjustments, have an empty name.</remarks>
    public static async Task<IReadOnlyList<BonusDifference>> BonusDifferencesAsync(
        this LedgerContext context, int programme, int run, int than, CancellationToken cancellation = default)
    {
        var changes = new Dictionary<(int Seller, string Bonus), long>();
        foreach (var (of, sign) in new[] { (run, 1), (than, -1) })
        {
            var names = await context.NamesOfAsync(programme, of, RunNameKind.Bonus, cancellation);
            var earnings = context.Rows<RunEarningRow>().Where(row => row.Programme == programme && row.Run == of)
                .Select(row => new { row.Payee, row.Bonus, row.Amount }).AsAsyncEnumerable();
            await foreach (var earning in earnings.WithCancellation(cancellation))
            {
                // The last name stands for what belongs to no bonus.
                var key = (earning.Payee, earning.Bonus == names.Count - 1 ? "" : names[earning.Bonus].Name);
                changes[key] = checked(changes.GetValueOrDefault(key) + (sign * earning.Amount));
            }
        }

        return [.. changes.Where(change => change.Value != 0).Select(change => new BonusDifference(change.Key.Seller, change.Key.Bonus, change.Value))
            .OrderBy(change => change.Seller).ThenBy(change => change.Bonus, StringComparer.Ordinal)];
    }

    /// <summary>The place in the ledger of a period's last override or withdrawal of one; 0 where there is none.</summary>
    public static async Task<long> LastOverrideAsync(this LedgerContext context, int programme, int period, CancellationToken cancellation = default) =>
        await context.Rows<OverrideRow>().Where(row => row.Programme == programme && row.Period == period)
            .MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0;

    /// <summary>Who has added adjustments or overrides to a period after a sequence, by whatever way.</summary>
    public static async Task<IReadOnlyList<string>> CorrectorsAsync(
        this LedgerContext context, int programme, int period, long after, CancellationToken cancellation = default)
    {
        var adjustments = context.Rows<AdjustmentRow>().Where(row => row.Programme == programme && row.Period == period && row.Sequence > after);
        var overrides = context.Rows<OverrideRow>().Where(row => row.Programme == programme && row.Period == period && row.Sequence > after);
        return await adjustments.Select(row => row.Who).Union(overrides.Select(row => row.Who)).ToListAsync(cancellation);
    }

    /// <summary>What a seller owes in wallets after a run, by wallet; amounts are negative.</summary>
    public static Task<Dictionary<string, long>> OwedAsync(
        this LedgerContext context, int programme, int run, int seller, CancellationToken cancellation = default) =>
        context.Rows<RunNameRow>()
            .Where(row => row.Programme == programme && row.Run == run && row.Kind == RunNameKind.Carry && row.Name.StartsWith(OwedIn))
            .Join(context.Rows<RunCarryRow>().Where(row => row.Programme == programme && row.Run == run && row.Seller == seller),
                name => name.Number, row => row.Item, (name, row) => new { name.Name, row.Value })
            .ToDictionaryAsync(row => row.Name.Substring(OwedIn.Length), row => row.Value, cancellation);

    /// <summary>What a run's carry keeps on sellers' balances: what they owe is negative, what waits for the minimum payout positive.</summary>
    public static async Task<Dictionary<int, long>> BalancesLeftAsync(
        this LedgerContext context, int programme, int run, CancellationToken cancellation = default)
    {
        var item = await context.Rows<RunNameRow>()
            .Where(row => row.Programme == programme && row.Run == run && row.Kind == RunNameKind.Carry && row.Name == Balance)
            .Select(row => (int?)row.Number).SingleOrDefaultAsync(cancellation);
        return item is null ? [] : await context.Rows<RunCarryRow>().Where(row => row.Programme == programme && row.Run == run && row.Item == item)
            .ToDictionaryAsync(row => row.Seller, row => row.Value, cancellation);
    }

    /// <summary>The ids of sellers by number.</summary>
    public static async Task<Dictionary<int, string>> SellerIdsAsync(
        this LedgerContext context, int programme, IEnumerable<int> sellers, CancellationToken cancellation = default)
    {
        var ids = new Dictionary<int, string>();
        foreach (var some in sellers.Distinct().Chunk(1000))
        {
            foreach (var row in await context.Rows<SellerRow>().Where(row => row.Programme == programme && some.Contains(row.Seller))
                .Select(row => new { row.Seller, row.Id }).ToListAsync(cancellation))
            {
                ids.Add(row.Seller, row.Id);
            }
        }

        return ids;
    }
}
