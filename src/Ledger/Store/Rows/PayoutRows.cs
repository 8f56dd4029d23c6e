namespace Compensation.Ledger.Store;

/// <summary>Represents that payments of a run are paid out: those of one payee into one wallet, in one currency and due on one day, so that fees come off.
/// A payment has one payout; what fails and is tried again are its events.</summary>
public sealed class PayoutRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Payout { get; init; }

    /// <summary>The sealed run.</summary>
    public required int Run { get; init; }

    /// <summary>The first of the run's payments that are paid together.</summary>
    public required int Payment { get; init; }

    /// <summary>Who is paid.</summary>
    public required int Payee { get; init; }

    /// <summary>What these payments come to, in smallest units of the currency.</summary>
    public required long Amount { get; init; }

    /// <summary>The currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The wallet.</summary>
    public required string Wallet { get; init; }

    /// <summary>How it is paid.</summary>
    public required string Method { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>Represents a step of a payout.</summary>
public sealed class PayoutEventRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The payout.</summary>
    public required int Payout { get; init; }

    /// <summary>Which of its steps it is, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>The step.</summary>
    public required PayoutEventKind Kind { get; init; }

    /// <summary>Who did it.</summary>
    public required string Who { get; init; }

    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>The bank's or provider's reference, if any.</summary>
    public string? Reference { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>The steps of a payout.</summary>
public enum PayoutEventKind
{
    /// <summary>It stands in a payment file that is not sent yet.</summary>
    Prepared = 1,

    /// <summary>It was handed to the bank.</summary>
    Exported = 2,

    /// <summary>The bank paid.</summary>
    Confirmed = 3,

    /// <summary>The bank did not pay.</summary>
    Failed = 4,
}

/// <summary>Represents a change of what a seller owes or is owed.</summary>
public sealed class BalanceRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The seller.</summary>
    public required int Seller { get; init; }

    /// <summary>The currency; each has a balance of its own.</summary>
    public required string Currency { get; init; }

    /// <summary>Which of the balance's changes it is, from 1 without gaps.</summary>
    public required int Event { get; init; }

    /// <summary>The change, in smallest units of the currency.</summary>
    public required long Change { get; init; }

    /// <summary>The balance afterwards: the one before plus the change; negative where the seller owes.</summary>
    public required long Balance { get; init; }

    /// <summary>The run that caused it, if any.</summary>
    public int? Run { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}
