using Compensation.Grains.Payouts;
using Orleans;
using Orleans.Concurrency;

namespace Compensation.Grains.Periods;

/// <summary>Represents a period of a programme. Its key is <see cref="PeriodKey.Of"/>.</summary>
/// <remarks>A request that was not refused is in the ledger. When a call fails, or runs out of time, the outcome is unknown: the same request again is answered
/// with what it came to. What takes long goes on after the answer; <see cref="Read"/> tells how far it is.</remarks>
[Alias("compensation.period")]
public interface IPeriodGrain : IGrainWithStringKey
{
    /// <summary>The period as it stands, and how far its calculation is.</summary>
    [Alias("read")]
    [ReadOnly]
    Task<PeriodView> Read(CancellationToken cancellation = default);

    /// <summary>Opens the period; one that an order counts in opens by itself.</summary>
    [Alias("open")]
    Task<PeriodReply> Open(PeriodRequest request);

    /// <summary>Closes the period: it takes no more orders, and its calculation begins. Where one was begun and is not going on, it goes on.</summary>
    [Alias("close")]
    Task<PeriodReply> Close(PeriodRequest request);

    /// <summary>Approves the run with a root.</summary>
    [Alias("approve")]
    Task<PeriodReply> Approve(PeriodRequest request, string root);

    /// <summary>Rejects the run, or gives up its calculation.</summary>
    [Alias("reject")]
    Task<PeriodReply> Reject(PeriodRequest request, string reason);

    /// <summary>Begins to restate the period; it takes overrides until <see cref="Calculate"/>.</summary>
    [Alias("restate")]
    Task<PeriodReply> Restate(PeriodRequest request, string reason);

    /// <summary>Calculates what was begun, unless that is going on or done.</summary>
    [Alias("calculate")]
    Task<PeriodView> Calculate();

    /// <summary>Posts the differences of an approved restatement into the open period.</summary>
    [Alias("post-differences")]
    Task<PeriodReply> PostDifferences(PeriodRequest request);

    /// <summary>Sets a seller's rank; empty for none.</summary>
    [Alias("override-rank")]
    Task<PeriodReply> OverrideRank(PeriodRequest request, string seller, string rank, string reason);

    /// <summary>Sets what a bonus pays a seller, in smallest units of the plan's currency.</summary>
    [Alias("override-line")]
    Task<PeriodReply> OverrideLine(PeriodRequest request, OverrideTarget target, long amount, string reason);

    /// <summary>Withdraws an override.</summary>
    [Alias("withdraw")]
    Task<PeriodReply> Withdraw(PeriodRequest request, string overrideId, string reason);

    /// <summary>Changes a seller's earnings, in smallest units of the plan's currency; the bonus may be empty.</summary>
    [Alias("adjust")]
    Task<PeriodReply> Adjust(PeriodRequest request, string seller, long amount, string bonus, string reason);

    /// <summary>Holds back what a seller is paid.</summary>
    [Alias("hold")]
    Task<PeriodReply> Hold(PeriodRequest request, string seller, string reason);

    /// <summary>Releases a seller who is held.</summary>
    [Alias("release")]
    Task<PeriodReply> Release(PeriodRequest request, string seller, string reason);

    /// <summary>Prepares the payouts of the approved period.</summary>
    [Alias("prepare-payouts")]
    Task<PeriodReply> PreparePayouts(PeriodRequest request);

    /// <summary>Says that all prepared payouts were sent, or those of one wallet, and how the other side knows them.</summary>
    /// <returns>Which they are; the same request again is told the same.</returns>
    [Alias("export-payouts")]
    Task<PayoutExport> ExportPayouts(PeriodRequest request, string reference, string wallet);

    /// <summary>Says that a payout will not arrive.</summary>
    /// <returns>Why that is refused; null where it is noted, now or before.</returns>
    [Alias("fail-payout")]
    Task<Refusal?> FailPayout(PeriodRequest request, int payout, string reason);

    /// <summary>Prepares a payout that has failed for another try.</summary>
    /// <returns>Why that is refused; null where it is noted, now or before.</returns>
    [Alias("prepare-again")]
    Task<Refusal?> PrepareAgain(PeriodRequest request, int payout);

    /// <summary>Says that payouts have arrived: those of these numbers, or where there are none, all that were sent.</summary>
    [Alias("confirm-payouts")]
    Task<PeriodReply> ConfirmPayouts(PeriodRequest request, IReadOnlyList<int> payouts);
}
