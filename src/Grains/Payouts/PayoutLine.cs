using NodaTime;

namespace Compensation.Grains.Payouts;

/// <summary>Represents a payout as lists show it.</summary>
/// <param name="Number">Its number in the programme.</param>
/// <param name="Seller">Who is paid.</param>
/// <param name="Wallet">The wallet it goes into.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Decimals">How many decimals the currency has.</param>
/// <param name="Amount">Smallest units of the currency.</param>
/// <param name="Due">When it is due.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reference">What the other side knows it by, or why it has failed.</param>
public sealed record PayoutLine(
    int Number, string Seller, string Wallet, string Currency, int Decimals, long Amount, LocalDate Due, PayoutStatus Status, string Reference)
{
    /// <summary>Which time it is that the payout was sent, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }
}
