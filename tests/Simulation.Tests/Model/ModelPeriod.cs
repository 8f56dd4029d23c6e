using Compensation.Grains;
using Compensation.Grains.Periods;
using Compensation.Ledger.Store;

namespace Compensation.Simulation.Tests;

/// <summary>Represents a payout as finance knows it: what it pays, and what happened to it.</summary>
internal sealed record ModelPayout(int Number, (int Payee, string Wallet, int Due) Of)
{
    public List<PayoutEventKind> Steps { get; } = [PayoutEventKind.Prepared];

    public PayoutEventKind Status => Steps[^1];
}

/// <summary>A correction that finance has made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Seller">The seller's number.</param>
/// <param name="Value">The amount, or what is set.</param>
/// <param name="Who">Who made it.</param>
internal sealed record ModelCorrection(string Id, int Seller, long Value, string Who);

/// <summary>A period as finance knows it: a second, simple account of what <c>docs/concepts/orders-and-periods.md</c> says of its steps.</summary>
internal sealed class ModelPeriod(string name)
{
    private static readonly StringComparer Persons = StringComparer.OrdinalIgnoreCase;

    public string Name => name;

    public PeriodStatus Status { get; private set; } = PeriodStatus.Open;

    public int Version { get; private set; } = 1;

    /// <summary>What has happened, but for what the program does by itself.</summary>
    public List<(string Kind, string Who, string Reason)> Events { get; } = [];

    public string? Root { get; private set; }

    /// <summary>The last run that was calculated.</summary>
    public int Run { get; private set; }

    /// <summary>The run that was approved first; null before the approval.</summary>
    public int? Original { get; private set; }

    /// <summary>The last approved run, and the one before it.</summary>
    public (int Now, int Before) InForce { get; private set; }

    public HashSet<string> Held { get; } = [];

    public HashSet<string> EverHeld { get; } = [];

    /// <summary>Overrides that hold, by what they set.</summary>
    public Dictionary<string, string> Overrides { get; } = [];

    public List<string> Withdrawn { get; } = [];

    public List<ModelCorrection> Adjustments { get; } = [];

    /// <summary>Versions whose differences were posted, and the two runs they are between.</summary>
    public List<(int Version, int Now, int Before)> Posted { get; } = [];

    /// <summary>What the first approved run pays, fees taken off.</summary>
    public Dictionary<(int Payee, string Wallet, int Due), long> Payable { get; private set; } = [];

    public List<ModelPayout> Payouts { get; } = [];

    public bool IsClosed => Original is not null;

    public bool IsPrepared { get; private set; }

    /// <summary>Whether everything is paid, and nobody is held any more.</summary>
    public bool IsOver => Status == PeriodStatus.Paid && Held.Count == 0 && !Unprepared.Any();

    public bool IsBeingRestated => Version > 1 && Status != PeriodStatus.Paid;

    private HashSet<string> Makers { get; } = new(Persons);

    private string? BegunBy { get; set; }

    private string? RootInForce { get; set; }

    private bool HasHeldBack { get; set; }

    public RefusalCode? WhyNoClose(bool isPreviousClosed) => Status != PeriodStatus.Open ? RefusalCode.AlreadyClosed
        : isPreviousClosed ? null : RefusalCode.PreviousNotClosed;

    public void BeginClose(string by)
    {
        (Status, BegunBy) = (PeriodStatus.Closing, by);
        Note("close begun", by);
    }

    public void Calculated(int run, string root) => (Status, Run, Root) = (PeriodStatus.Calculated, run, root);

    /// <summary>Whether the result is approved already.</summary>
    public bool IsApproved => Status is PeriodStatus.Approved or PeriodStatus.Paid;

    public RefusalCode? WhyNoApproval(string by) => Root is null ? RefusalCode.NotCalculated
        : IsApproved ? null
        : Persons.Equals(by, BegunBy) || Makers.Contains(by) ? RefusalCode.SamePerson
        : null;

    public void Approve(string by, IReadOnlyDictionary<(int Payee, string Wallet, int Due), long> payments)
    {
        if (!IsClosed)
        {
            Original = Run;
            Payable = payments.Where(payment => payment.Value > 0).ToDictionary();
        }

        (Status, InForce, RootInForce) = (PeriodStatus.Approved, (Run, InForce.Now), Root);
        Makers.Clear();
        Note("approved", by);
    }

    public RefusalCode? WhyNoRejection() => Status switch
    {
        PeriodStatus.Open => RefusalCode.NotCalculated,
        PeriodStatus.Approved or PeriodStatus.Paid => RefusalCode.AlreadyApproved,
        _ => null,
    };

    public void Reject(string by, string reason)
    {
        (Status, Version, Root, BegunBy) = Version == 1 ? (PeriodStatus.Open, 1, null, null) : (PeriodStatus.Paid, Version - 1, RootInForce, (string?)null);
        Note("rejected", by, reason);
    }

    /// <summary>Payouts that nobody has prepared yet.</summary>
    public IEnumerable<(int Payee, string Wallet, int Due)> Unprepared => Payable.Keys.Except(Payouts.Select(payout => payout.Of));

    public RefusalCode? WhyNoPreparation(Func<int, string> idOf) => WhyNotPayable()
        ?? (IsPrepared && (!HasHeldBack || Unprepared.All(item => Held.Contains(idOf(item.Payee)))) ? RefusalCode.NothingToPay : null);

    public void Prepare(string by, IEnumerable<ModelPayout> payouts)
    {
        Payouts.AddRange(payouts);
        (IsPrepared, HasHeldBack) = (true, Unprepared.Any());
        Note("payouts prepared", by);
        MayBePaid(by);
    }

    public RefusalCode? WhyNoConfirmation(IReadOnlyCollection<ModelPayout> chosen) => chosen.Any(payout => payout.Status != PayoutEventKind.Exported)
        ? RefusalCode.PayoutStep
        : WhyNotPayable() ?? (chosen.Count == 0 ? RefusalCode.InvalidValue : null);

    public void Confirm(string by, IEnumerable<ModelPayout> chosen)
    {
        foreach (var payout in chosen)
        {
            payout.Steps.Add(PayoutEventKind.Confirmed);
        }

        Note("payouts confirmed", by);
        MayBePaid(by);
    }

    public RefusalCode? WhyNoRestatement() => Status == PeriodStatus.Paid ? null : IsBeingRestated ? RefusalCode.BeingRestated : RefusalCode.PeriodNotPaid;

    public void BeginRestatement(string by, string reason)
    {
        (Status, BegunBy, Version, Root) = (PeriodStatus.Restating, by, Version + 1, null);
        Note("restatement begun", by, reason);
    }

    public RefusalCode? WhyNoPosting() => Status == PeriodStatus.Approved && IsBeingRestated ? null : RefusalCode.NotRestated;

    public void Post(string by)
    {
        Status = PeriodStatus.Paid;
        Posted.Add((Version, InForce.Now, InForce.Before));
        Note("differences posted", by);
    }

    public RefusalCode? WhyNoOverride(string target) => Status is not (PeriodStatus.Open or PeriodStatus.Restating) ? RefusalCode.PeriodNotOpen
        : Overrides.ContainsKey(target) ? RefusalCode.AlreadyOverridden
        : null;

    public void Override(string by, string target, string id, string reason)
    {
        Overrides[target] = id;
        Correct("overridden", by, reason);
    }

    public RefusalCode? WhyNoWithdrawal(string id) => Status is not (PeriodStatus.Open or PeriodStatus.Restating) ? RefusalCode.PeriodNotOpen
        : Overrides.ContainsValue(id) ? null : RefusalCode.UnknownOverride;

    public void Withdraw(string by, string id, string withdrawal, string reason)
    {
        Overrides.Remove(Overrides.First(known => known.Value == id).Key);
        Withdrawn.Add(withdrawal);
        Correct("override withdrawn", by, reason);
    }

    public RefusalCode? WhyNoAdjustment() => Status == PeriodStatus.Open ? null : RefusalCode.PeriodNotOpen;

    public void Adjust(string by, ModelCorrection adjustment, string reason)
    {
        Adjustments.Add(adjustment);
        Correct("adjusted", by, reason);
    }

    public RefusalCode? WhyNoHold() => Version > 1 || Status == PeriodStatus.Paid ? RefusalCode.PeriodPaid
        : IsPrepared ? RefusalCode.AlreadyPrepared
        : null;

    public void Hold(string by, string seller, string reason)
    {
        Held.Add(seller);
        EverHeld.Add(seller);
        Note("held", by, reason);
    }

    public void Release(string by, string seller, string reason)
    {
        Held.Remove(seller);
        Note("released", by, reason);
    }

    private RefusalCode? WhyNotPayable() => !IsClosed ? RefusalCode.NotApproved : IsBeingRestated ? RefusalCode.BeingRestated : null;

    private void MayBePaid(string by)
    {
        if (Status == PeriodStatus.Approved && Payouts.TrueForAll(payout => payout.Status == PayoutEventKind.Confirmed))
        {
            Status = PeriodStatus.Paid;
            Note("paid", by);
        }
    }

    private void Correct(string kind, string by, string reason)
    {
        Makers.Add(by);
        Note(kind, by, reason);
    }

    private void Note(string kind, string by, string reason = "") => Events.Add((kind, by, reason));
}
