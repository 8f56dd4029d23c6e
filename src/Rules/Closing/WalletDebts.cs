using Compensation.Rules.Numbers;

namespace Compensation.Rules.Closing;

/// <summary>What payees owe in their wallets: sums that were left negative there, by a clawback or a fee. They are withheld from later sums of the same wallet
/// as debts are from cash earnings, so many percent at most each time.</summary>
/// <remarks>What is owed of cash earnings themselves stands on the balance, before the minimum; this is what payments came to.</remarks>
internal sealed class WalletDebts
{
    /// <summary>What a payment is of that withholds a debt.</summary>
    public const string Withheld = "withheld";

    /// <summary>What the names of the carry's items begin with; the wallet follows.</summary>
    private const string Prefix = "owed in ";

    private readonly Frame frame;
    private readonly Rate atMost;
    private readonly SortedDictionary<string, long[]> owed = new(StringComparer.Ordinal);

    public WalletDebts(Frame frame, Rate atMost)
    {
        (this.frame, this.atMost) = (frame, atMost);
        foreach (var item in frame.Carried.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            owed[item[Prefix.Length..]] = frame.Carried.Item(item, frame.Plan.Decimals);
        }
    }

    /// <summary>Whether nobody owes anything in any wallet.</summary>
    public bool AreNone => owed.Count == 0;

    /// <summary>Whether an item of the carry is what is owed in a wallet.</summary>
    public static bool Owns(string item) => item.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Takes a sum that is to be paid; sums of one wallet come in the order of their days.</summary>
    /// <returns>How much of it is withheld. A negative sum is owed from now on.</returns>
    public long Settle(string wallet, int payee, long sum)
    {
        if (sum < 0 && !owed.ContainsKey(wallet))
        {
            owed[wallet] = Columns.Zeros<long>(frame.Count);
        }

        if (!owed.TryGetValue(wallet, out var debts))
        {
            return 0;
        }

        var withheld = sum <= 0 ? 0 : Math.Min(-debts[payee], Rounding.TowardZero.Multiply(sum, 0, atMost, 0));
        debts[payee] = checked(debts[payee] + (sum < 0 ? sum : withheld));
        return withheld;
    }

    /// <summary>Leaves to the next period what is still owed.</summary>
    public void HandOn(CarryWriter carry)
    {
        foreach (var (wallet, debts) in owed)
        {
            carry.Add(Prefix + wallet, debts, frame.Plan.Decimals);
        }
    }
}
