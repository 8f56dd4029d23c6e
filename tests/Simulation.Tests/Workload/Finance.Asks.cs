using Compensation.Grains;
using Compensation.Grains.Periods;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Simulation.Tests;

/// <summary>What finance asks for.</summary>
internal sealed partial class Finance
{
    private const string Reason = "as agreed";

    /// <summary>The step by which a period goes on; null where it waits for time to pass.</summary>
    private Ask? NextOf(ModelPeriod period) => period.Status switch
    {
        PeriodStatus.Open when earliest >= Company.PeriodOf(period.Name).Cutoff => Close(period, Closer),
        PeriodStatus.Calculated => Approve(period, random.Next(4) == 0 ? Anyone() : Approver),
        PeriodStatus.Approved when period.IsBeingRestated => Post(period, Closer),
        PeriodStatus.Approved or PeriodStatus.Paid when !period.IsBeingRestated => NextOfPayouts(period),
        PeriodStatus.Restating => random.Next(2) == 0 ? OverrideLine(period) : Calculate(period),
        _ => null,
    };

    private Ask? NextOfPayouts(ModelPeriod period)
    {
        if (!period.IsPrepared)
        {
            return Prepare(period);
        }

        if (period.Payouts.Find(payout => payout.Status == PayoutEventKind.Failed) is { } failed)
        {
            return PrepareAgain(period, failed);
        }

        if (period.Payouts.Exists(payout => payout.Status == PayoutEventKind.Prepared))
        {
            return Export(period);
        }

        if (period.Payouts.FindAll(payout => payout.Status == PayoutEventKind.Exported) is { Count: > 0 } sent)
        {
            return random.Next(4) switch
            {
                0 => Fail(period, sent[random.Next(sent.Count)]),
                1 => Confirm(period, [sent[random.Next(sent.Count)]]),
                _ => Confirm(period, null),
            };
        }

        return period.Held.Count > 0 ? Release(period, period.Held.Order(StringComparer.Ordinal).First())
            : period.WhyNoPreparation(IdOf) is null ? Prepare(period)
            : random.Next(2) == 0 ? Restate(period) : null;
    }

    private Ask AnyOf(ModelPeriod period) => random.Next(16) switch
    {
        0 => Close(period, Anyone()),
        1 => Approve(period, Anyone()),
        2 when period.Status == PeriodStatus.Open || random.Next(3) == 0 => Reject(period, Anyone()),
        3 => Prepare(period),
        4 => Export(period),
        5 when period.Payouts.Count > 0 => Fail(period, period.Payouts[random.Next(period.Payouts.Count)]),
        6 when period.Payouts.Count > 0 => PrepareAgain(period, period.Payouts[random.Next(period.Payouts.Count)]),
        7 => Confirm(period, period.Payouts.Count == 0 ? null : [period.Payouts[random.Next(period.Payouts.Count)]]),
        8 => Restate(period),
        9 when period.WhyNoPosting() is not null && period.Posted.Count == 0 => Post(period, Anyone()),
        10 => Hold(period, Seller().Id),
        11 => Release(period, period.EverHeld.Count > 0 && random.Next(3) > 0 ? period.EverHeld.Order(StringComparer.Ordinal).First() : Seller().Id),
        12 => OverrideLine(period),
        13 => Withdraw(period),
        14 => OverrideRank(period),
        _ => Adjust(period),
    };

    private Ask Close(ModelPeriod period, string by)
    {
        var place = Periods.IndexOf(period);
        var cutoff = Company.PeriodOf(period.Name).Cutoff;
        var refusal = period.WhyNoClose(place == 0 || Periods[place - 1].IsClosed);
        if (refusal == RefusalCode.PreviousNotClosed && earliest < cutoff && latest >= cutoff)
        {
            // Which of two refusals comes is the clocks' to say.
            return Adjust(period);
        }

        return new Ask(period, "close", by, (grain, request) => Told(grain.Close(request)))
        {
            Refusal = refusal != RefusalCode.AlreadyClosed && latest < cutoff ? RefusalCode.BeforeCutoff : refusal,
            MayBe = earliest < cutoff ? RefusalCode.BeforeCutoff : null,
            Calculates = true,
            Happens = _ => period.BeginClose(by),
        };
    }

    private Ask Approve(ModelPeriod period, string by)
    {
        var payments = period.Status == PeriodStatus.Calculated ? PaymentsOf(period) : [];
        var root = period.Root ?? "";
        return new Ask(period, "approve", by, (grain, request) => Told(grain.Approve(request, root)))
        {
            Refusal = period.WhyNoApproval(by),
            IsRepeated = period.WhyNoApproval(by) is null && period.IsApproved,
            Happens = _ => period.Approve(by, payments),
        };
    }

    /// <summary>What the run that waits for approval pays, by payee, wallet and day, with fees taken off.</summary>
    private Dictionary<(int Payee, string Wallet, int Due), long> PaymentsOf(ModelPeriod period)
    {
        using var context = ledger.CreateContext();
        var run = period.Run;
        return context.Rows<RunPaymentRow>().Where(row => row.Programme == programme && row.Run == run).ToList()
            .GroupBy(row => (row.Payee, row.Wallet, row.DueDay)).ToDictionary(group => group.Key, group => group.Sum(row => row.Amount));
    }

    private static Ask Reject(ModelPeriod period, string by) => new(period, "reject", by, (grain, request) => Told(grain.Reject(request, Reason)))
    {
        Refusal = period.WhyNoRejection(),
        Happens = _ => period.Reject(by, Reason),
    };

    private Ask Prepare(ModelPeriod period) => new(period, "prepare payouts", Closer, (grain, request) => Told(grain.PreparePayouts(request)))
    {
        Refusal = period.WhyNoPreparation(IdOf),
        Happens = _ => period.Prepare(Closer, NewPayoutsOf(period)),
    };

    private List<ModelPayout> NewPayoutsOf(ModelPeriod period)
    {
        using var context = ledger.CreateContext();
        var known = period.Payouts.Select(payout => payout.Number).ToHashSet();
        var rows = context.Rows<PayoutRow>().Where(row => row.Programme == programme && row.Run == period.Original).OrderBy(row => row.Payout).ToList();
        var due = period.Payable.Keys.ToLookup(item => (item.Payee, item.Wallet), item => item.Due);
        return [.. rows.Where(row => !known.Contains(row.Payout))
            .Select(row => new ModelPayout(row.Payout, (row.Payee, row.Wallet, due[(row.Payee, row.Wallet)].FirstOrDefault())))];
    }

    private static Ask Export(ModelPeriod period)
    {
        var waiting = period.Payouts.FindAll(payout => payout.Status == PayoutEventKind.Prepared);
        return new Ask(period, "export payouts", Closer,
            (grain, request) => Told(grain.ExportPayouts(request, request.Id, "")))
        {
            Refusal = waiting.Count == 0 ? RefusalCode.NothingToPay : null,
            Count = waiting.Count,
            Happens = _ => waiting.ForEach(payout => payout.Steps.Add(PayoutEventKind.Exported)),
        };
    }

    private static Ask Fail(ModelPeriod period, ModelPayout payout) => new(period, $"fail payout {payout.Number}", "bank",
        (grain, request) => Told(grain.FailPayout(request, payout.Number, request.Id)))
    {
        Refusal = payout.Status is PayoutEventKind.Prepared or PayoutEventKind.Exported ? null : RefusalCode.PayoutStep,
        Happens = _ => payout.Steps.Add(PayoutEventKind.Failed),
    };

    private static Ask PrepareAgain(ModelPeriod period, ModelPayout payout) => new(period, $"prepare payout {payout.Number} again", Closer,
        (grain, request) => Told(grain.PrepareAgain(request, payout.Number)))
    {
        Refusal = payout.Status == PayoutEventKind.Failed ? null : RefusalCode.PayoutStep,
        Happens = _ => payout.Steps.Add(PayoutEventKind.Prepared),
    };

    private static Ask Confirm(ModelPeriod period, IReadOnlyList<ModelPayout>? payouts)
    {
        var chosen = payouts ?? period.Payouts.FindAll(payout => payout.Status == PayoutEventKind.Exported);
        int[] numbers = [.. (payouts ?? []).Select(payout => payout.Number)];
        return new Ask(period, $"confirm payouts {string.Join(' ', numbers)}", "bank", (grain, request) => Told(grain.ConfirmPayouts(request, numbers)))
        {
            Refusal = period.WhyNoConfirmation(chosen),
            Happens = _ => period.Confirm("bank", chosen),
        };
    }

    private static Ask Restate(ModelPeriod period) => new(period, "restate", Closer, (grain, request) => Told(grain.Restate(request, Reason)))
    {
        Refusal = period.Status == PeriodStatus.Restating ? null : period.WhyNoRestatement(),
        IsRepeated = period.Status == PeriodStatus.Restating,
        Happens = _ => period.BeginRestatement(Closer, Reason),
    };

    private static Ask Post(ModelPeriod period, string by) => new(period, "post differences", by, (grain, request) => Told(grain.PostDifferences(request)))
    {
        Refusal = period.WhyNoPosting(),
        Happens = _ => period.Post(by),
    };

    private static Ask Hold(ModelPeriod period, string seller) => new(period, $"hold {seller}", "ida",
        (grain, request) => Told(grain.Hold(request, seller, Reason)))
    {
        Refusal = period.Held.Contains(seller) ? null : period.WhyNoHold(),
        IsRepeated = period.Held.Contains(seller),
        Happens = _ => period.Hold("ida", seller, Reason),
    };

    private static Ask Release(ModelPeriod period, string seller) => new(period, $"release {seller}", "ida",
        (grain, request) => Told(grain.Release(request, seller, Reason)))
    {
        Refusal = period.EverHeld.Contains(seller) ? null : RefusalCode.NotHeld,
        IsRepeated = period.EverHeld.Contains(seller) && !period.Held.Contains(seller),
        Happens = _ => period.Release("ida", seller, Reason),
    };

    private Ask OverrideLine(ModelPeriod period)
    {
        var (by, seller, source, amount) = (Anyone(), Seller().Id, Seller().Id, random.Next(0, 20_000));
        var target = new OverrideTarget(seller, "Team", source);
        return Override(period, by, $"{seller} from {source}", (grain, request) => Told(grain.OverrideLine(request, target, amount, Reason)));
    }

    private Ask OverrideRank(ModelPeriod period)
    {
        var (by, seller, rank) = (Anyone(), Seller().Id, random.Next(2) == 0 ? "Silver" : "");
        return Override(period, by, seller, (grain, request) => Told(grain.OverrideRank(request, seller, rank, Reason)));
    }

    private static Ask Override(ModelPeriod period, string by, string target, Func<IPeriodGrain, PeriodRequest, Task<Told>> send) =>
        new(period, $"override {target}", by, send)
        {
            Refusal = period.WhyNoOverride(target),
            Happens = request => period.Override(by, target, request, Reason),
        };

    private Ask Withdraw(ModelPeriod period)
    {
        var (by, id) = (Anyone(), period.Overrides.Values.Order(StringComparer.Ordinal).FirstOrDefault() ?? "none");
        return new Ask(period, $"withdraw {id}", by, (grain, request) => Told(grain.Withdraw(request, id, Reason)))
        {
            Refusal = period.WhyNoWithdrawal(id),
            Happens = request => period.Withdraw(by, id, request, Reason),
        };
    }

    private Ask Adjust(ModelPeriod period)
    {
        var (by, seller) = (Anyone(), Seller());
        var amount = (random.Next(2) == 0 ? 1 : -1) * random.NextInt64(1, 30_000);
        return new Ask(period, $"adjust {seller.Id} by {amount}", by, (grain, request) => Told(grain.Adjust(request, seller.Id, amount, "", Reason)))
        {
            Refusal = period.WhyNoAdjustment(),
            Happens = request => period.Adjust(by, new ModelCorrection(request, seller.Number, amount, by), Reason),
        };
    }

    /// <summary>Has a restatement calculated that was begun.</summary>
    private static Ask Calculate(ModelPeriod period) => new(period, "calculate", Closer, async (grain, _) =>
    {
        await grain.Calculate();
        return new Told(null);
    })
    {
        Calculates = true,
    };

    private string Anyone() => Persons[random.Next(Persons.Length)];

    private ModelSeller Seller() => sellers[random.Next(sellers.Count)];
}
