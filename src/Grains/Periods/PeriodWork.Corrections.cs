using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;

namespace Compensation.Grains.Periods;

/// <summary>What finance does by hand: overrides, adjustments, holds.</summary>
public sealed partial class PeriodWork
{
    /// <summary>Sets a seller's rank. The request's id is the override's.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">Who overrides.</param>
    /// <param name="seller">Whose rank.</param>
    /// <param name="rank">The rank's name; empty for none.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<PeriodAnswer> OverrideRankAsync(string period, PeriodRequest request, string seller, string rank, string reason,
        CancellationToken cancellation = default) => CorrectAsync(period, async step =>
        {
            var known = step.Plan?.Ranks.FirstOrDefault(name => name.Equals(rank, StringComparison.OrdinalIgnoreCase));
            if (step.Plan is { } plan && known is null && rank.Length > 0)
            {
                return new Refusal(RefusalCode.InvalidValue, "rank", rank, "The plan has no rank of this name.",
                    plan.Ranks.Count == 0 ? "It has no ranks at all." : $"Its ranks are {string.Join(", ", plan.Ranks)}.");
            }

            var word = known is null ? 0 : await step.Ledger.WordAsync(known, cancellation);
            return await step.DecideOverrideAsync(
                new PeriodCommand.Override(request.Id, request.By, step.Now, new OverrideTarget(seller), word, reason), cancellation);
        }, cancellation);

    /// <summary>Sets what a bonus pays a seller from one source. The request's id is the override's.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">Who overrides.</param>
    /// <param name="target">What is set; its bonus is named.</param>
    /// <param name="amount">Smallest units of the plan's currency.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<PeriodAnswer> OverrideLineAsync(string period, PeriodRequest request, OverrideTarget target, long amount, string reason,
        CancellationToken cancellation = default) => CorrectAsync(period, async step => UnknownBonus(step, target.Bonus ?? "")
            ?? await step.DecideOverrideAsync(
                new PeriodCommand.Override(request.Id, request.By, step.Now, target, amount, reason), cancellation), cancellation);

    /// <summary>Withdraws an override, also one that an import has made.</summary>
    public Task<PeriodAnswer> WithdrawAsync(string period, PeriodRequest request, string overrideId, string reason, CancellationToken cancellation = default) =>
        CorrectAsync(period, step => step.DecideOverrideAsync(
            new PeriodCommand.Withdraw(request.Id, request.By, step.Now, overrideId, reason), cancellation), cancellation);

    /// <summary>Changes a seller's earnings. The request's id is the adjustment's.</summary>
    /// <param name="period">The period's name.</param>
    /// <param name="request">Who adjusts.</param>
    /// <param name="seller">Whose earnings.</param>
    /// <param name="amount">Smallest units of the plan's currency; negative to take away.</param>
    /// <param name="bonus">The bonus that it corrects, or empty.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<PeriodAnswer> AdjustAsync(string period, PeriodRequest request, string seller, long amount, string bonus, string reason,
        CancellationToken cancellation = default) => CorrectAsync(period, step => Task.FromResult((bonus.Length == 0 ? null : UnknownBonus(step, bonus))
            ?? step.Decide(new PeriodCommand.Adjust(request.Id, request.By, step.Now, seller, amount, bonus, reason))), cancellation);

    /// <summary>Holds back what a seller is paid for a period.</summary>
    public Task<PeriodAnswer> HoldAsync(string period, PeriodRequest request, string seller, string reason, CancellationToken cancellation = default) =>
        CorrectAsync(period, step => Task.FromResult(
            step.Decide(new PeriodCommand.Hold(request.Id, request.By, step.Now, seller, reason))), cancellation);

    /// <summary>Releases a seller who is held; what was held back is paid by the next batch.</summary>
    public Task<PeriodAnswer> ReleaseAsync(string period, PeriodRequest request, string seller, string reason, CancellationToken cancellation = default) =>
        CorrectAsync(period, step => Task.FromResult(
            step.Decide(new PeriodCommand.Release(request.Id, request.By, step.Now, seller, reason))), cancellation);

    /// <summary>One correction: decided, then written, unless it names a seller whom nobody knows or an id that another period has.</summary>
    private async Task<PeriodAnswer> CorrectAsync(
        string period, Func<PeriodTransaction, Task<Decision<PeriodEvent>>> decide, CancellationToken cancellation)
    {
        await using var step = await BeginAsync(period, cancellation);
        var decision = await decide(step);
        if (decision is Decision<PeriodEvent>.Accepted accepted && await WriteAsync(step, accepted.Events[0], cancellation) is { } refusal)
        {
            decision = refusal;
        }

        try
        {
            return await step.CommitAsync(decision, cancellation);
        }
        catch (Exception error) when (LedgerErrors.RefusalOf(error) is LedgerConflict { Table: "adjustments" or "overrides" } conflict)
        {
            var id = ((Decision<PeriodEvent>.Accepted)decision).Events[0].Cause.Request;
            return new PeriodAnswer(await FindAsync(period, cancellation), new Refusal(RefusalCode.RequestConflict, "request", id,
                $"The programme's {conflict.Table} have one of this id already.", "Give every correction an id of its own."));
        }
    }

    /// <summary>Adds a correction's row; it is saved with its event.</summary>
    private static Task<Refusal?> WriteAsync(PeriodTransaction step, PeriodEvent happened, CancellationToken cancellation) => happened switch
    {
        PeriodEvent.Overridden set => AddAsync(step, set, cancellation),
        PeriodEvent.OverrideWithdrawn withdrawn => AddAsync(step, withdrawn, cancellation),
        PeriodEvent.Adjusted adjusted => AddAsync(step, adjusted, cancellation),
        PeriodEvent.Held held => AddHoldAsync(step, held.Seller, HoldKind.Held, held.Cause.By, held.Reason, cancellation),
        PeriodEvent.Released released => AddHoldAsync(step, released.Seller, HoldKind.Released, released.Cause.By, released.Reason, cancellation),
        _ => throw new InvalidOperationException($"'{PeriodEventText.KindOf(happened)}' is no correction."),
    };

    private static async Task<Refusal?> AddAsync(PeriodTransaction step, PeriodEvent.Overridden set, CancellationToken cancellation)
    {
        var (seller, unknown) = await step.FindSellerAsync(set.Target.Seller, "seller", cancellation);
        var (source, unknownSource) = set.Target.Source is { } id ? await step.FindSellerAsync(id, "source", cancellation) : (-1, null);
        if ((unknown ?? unknownSource) is { } refusal)
        {
            return refusal;
        }

        step.Ledger.Context.Add(new OverrideRow
        {
            Programme = step.Ledger.Programme,
            Override = set.Cause.Request,
            Period = step.Number,
            Seller = seller,
            Kind = set.Target.Bonus is null ? OverrideKind.Rank : OverrideKind.Line,
            Bonus = set.Target.Bonus,
            Source = source < 0 ? null : source,
            OrderId = set.Target.Order,
            Value = set.Value,
            Reason = set.Reason,
            Who = set.Cause.By,
            Recorded = step.Ledger.Recorded,
            Sequence = step.Ledger.Take(1),
        });
        return null;
    }

    private static async Task<Refusal?> AddAsync(PeriodTransaction step, PeriodEvent.OverrideWithdrawn withdrawn, CancellationToken cancellation)
    {
        var target = step.State.Overrides.FirstOrDefault(known => known.Cause.Request == withdrawn.OverrideId)?.Target
            ?? (await step.ImportedAsync(cancellation)).First(known => known.Id == withdrawn.OverrideId).Target;
        var (seller, unknown) = await step.FindSellerAsync(target.Seller, "seller", cancellation);
        if (unknown is not null)
        {
            return unknown;
        }

        step.Ledger.Context.Add(new OverrideRow
        {
            Programme = step.Ledger.Programme,
            Override = withdrawn.Cause.Request,
            Period = step.Number,
            Seller = seller,
            Kind = target.Bonus is null ? OverrideKind.Rank : OverrideKind.Line,
            Value = 0,
            Withdraws = withdrawn.OverrideId,
            Reason = withdrawn.Reason,
            Who = withdrawn.Cause.By,
            Recorded = step.Ledger.Recorded,
            Sequence = step.Ledger.Take(1),
        });
        return null;
    }

    private static async Task<Refusal?> AddAsync(PeriodTransaction step, PeriodEvent.Adjusted adjusted, CancellationToken cancellation)
    {
        var (seller, unknown) = await step.FindSellerAsync(adjusted.Seller, "seller", cancellation);
        if (unknown is not null)
        {
            return unknown;
        }

        step.Ledger.Context.Add(new AdjustmentRow
        {
            Programme = step.Ledger.Programme,
            Adjustment = adjusted.Cause.Request,
            Period = step.Number,
            Seller = seller,
            Amount = adjusted.Amount,
            Bonus = adjusted.Bonus,
            Reason = adjusted.Reason,
            Who = adjusted.Cause.By,
            Recorded = step.Ledger.Recorded,
            Sequence = step.Ledger.Take(1),
        });
        return null;
    }

    private static async Task<Refusal?> AddHoldAsync(
        PeriodTransaction step, string id, HoldKind kind, string who, string reason, CancellationToken cancellation)
    {
        var (seller, unknown) = await step.FindSellerAsync(id, "seller", cancellation);
        if (unknown is null)
        {
            await HoldBook.AddAsync(step.Ledger, seller, kind, who, $"{step.State.Period!.Name}: {reason}", cancellation);
        }

        return unknown;
    }

    private static Decision<PeriodEvent>? UnknownBonus(PeriodTransaction step, string bonus)
    {
        var names = step.Plan?.Document.Bonuses.Select(known => known.Name).ToList();
        return names is null || names.Contains(bonus, StringComparer.OrdinalIgnoreCase) ? (Decision<PeriodEvent>?)null
            : new Refusal(RefusalCode.InvalidValue, "bonus", bonus, "The plan has no bonus of this name.", $"Its bonuses are {string.Join(", ", names)}.");
    }
}
