using System.Text.RegularExpressions;

namespace Compensation.Grains.Payouts;

/// <summary>Represents an account at a bank, of a payee or of the company.</summary>
/// <param name="Holder">Whom it belongs to.</param>
/// <param name="Iban">The IBAN, without spaces and in capitals.</param>
/// <param name="Bic">The bank's BIC; empty where it is not known.</param>
public sealed partial record BankAccount(string Holder, string Iban, string Bic)
{
    private const int LongestIban = 34;
    private const int Modulus = 97;
    private const int Letters = 10;

    /// <summary>An account as people write it: spaces are left out, letters are made capitals.</summary>
    public static BankAccount Read(string holder, string iban, string bic)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return new BankAccount(holder.Trim(), Tidy(iban), Tidy(bic));
    }

    /// <summary>What is wrong with the account, or null where money can be sent there.</summary>
    public string? Fault() => Holder.Length == 0 ? "the holder's name is missing"
        : Iban.Length == 0 ? "the IBAN is missing"
        : !IsIban(Iban) ? "the IBAN is wrong: its check digits do not fit"
        : Bic.Length > 0 && !IsBic(Bic) ? "the BIC is wrong: it has 8 or 11 letters and digits"
        : null;

    /// <summary>Whether a text has the shape of an IBAN and its check digits fit: its number is 1 modulo 97 (ISO 7064).</summary>
    public static bool IsIban(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestIban || !IbanShape().IsMatch(text))
        {
            return false;
        }

        var rest = 0;
        foreach (var letter in text[4..] + text[..4])
        {
            // A stands for 10, Z for 35.
            rest = char.IsAsciiDigit(letter) ? ((rest * 10) + (letter - '0')) % Modulus : ((rest * 100) + (letter - 'A' + Letters)) % Modulus;
        }

        return rest == 1;
    }

    /// <summary>Whether a text has the shape of a bank's BIC.</summary>
    public static bool IsBic(string text) => BicShape().IsMatch(text);

    /// <summary>A code as people write it, without spaces and in capitals.</summary>
    public static string Tidy(string text) => text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")]
    private static partial Regex IbanShape();

    [GeneratedRegex("^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")]
    private static partial Regex BicShape();
}
