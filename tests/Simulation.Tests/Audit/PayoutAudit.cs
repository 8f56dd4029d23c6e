using Compensation.Ledger.Store;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Follows the money through a ledger, wallet by wallet: what lines come to is paid out, held back, rolled over or owed, to the cent.</summary>
internal sealed class PayoutAudit(LedgerRows ledger, RunAudit runs)
{
    /// <summary>What may follow on what in the life of a payout.</summary>
    private static readonly (PayoutEventKind, PayoutEventKind)[] Steps =
    [
        (PayoutEventKind.Prepared, PayoutEventKind.Exported), (PayoutEventKind.Prepared, PayoutEventKind.Failed),
        (PayoutEventKind.Exported, PayoutEventKind.Confirmed), (PayoutEventKind.Exported, PayoutEventKind.Failed),
        (PayoutEventKind.Failed, PayoutEventKind.Prepared),
    ];

    public void Check()
    {
        Dictionary<int, long> balances = [];
        List<int> originals = [];
        foreach (var period in ledger.Periods.Values.OrderBy(row => row.Starts))
        {
            if (ledger.OriginalOf(period.Period) is not { } run)
            {
                continue;
            }

            originals.Add(run);
            CheckBalances(period.Name, run, balances, runs.Reckoned(run).Balances);
            CheckWallet(period, run, "cash", runs.Reckoned(run).Balances.Values.Sum() - balances.Values.Sum());
            CheckWallet(period, run, "points", 0);
            balances = runs.Reckoned(run).Balances;
        }

        ledger.Balances.Select(row => row.Run ?? 0).ShouldBeSubsetOf(originals, "only first approved runs change balances");
        ledger.Payouts.Select(row => row.Run).ShouldBeSubsetOf(originals, "only first approved runs are paid");
        foreach (var payout in ledger.PayoutEvents.GroupBy(row => row.Payout))
        {
            payout.Zip(payout.Skip(1), (before, after) => (before.Kind, after.Kind)).ShouldBeSubsetOf(Steps, $"the steps of payout {payout.Key}");
        }
    }

    private void CheckBalances(string period, int run, Dictionary<int, long> before, Dictionary<int, long> after)
    {
        var changes = before.Keys.Union(after.Keys)
            .Select(seller => (seller, Change: after.GetValueOrDefault(seller) - before.GetValueOrDefault(seller), after.GetValueOrDefault(seller)))
            .Where(balance => balance.Change != 0);
        ledger.Balances.Where(row => row.Run == run).Select(row => (row.Seller, row.Change, row.Balance))
            .ShouldBe(changes, ignoreOrder: true, $"what {period} does to balances");
    }

    private void CheckWallet(PeriodRow period, int run, string wallet, long kept)
    {
        var what = $"{wallet} of {period.Name}";
        var earned = ledger.Lines.Where(row => row.Run == run && WalletOf(row) == wallet).Sum(row => row.Amount);
        var payments = ledger.Payments.Where(row => row.Run == run && row.Wallet == wallet).ToList();
        var taken = payments.Where(row => row.Of is "Transfer" or "withheld").Sum(row => row.Amount);
        earned.ShouldBe(payments.Sum(row => row.Amount) - taken + kept, $"{what}: earned is to be paid, withheld or kept on balances");

        // Fees come off what they are charged on. What is negative then cannot be paid, and is owed, until it is withheld from the same wallet.
        var sums = payments.GroupBy(row => row.Payee).ToDictionary(group => group.Key, group => group.Sum(row => row.Amount));
        var payouts = ledger.Payouts.Where(row => row.Run == run && row.Wallet == wallet).ToList();
        payouts.Select(row => (row.Payee, row.Amount)).ShouldBeSubsetOf(sums.Where(sum => sum.Value > 0).Select(sum => (sum.Key, sum.Value)), what);
        payouts.Select(row => row.Payee).ShouldBeUnique($"{what}: everybody is paid once");
        var waiting = sums.Where(sum => sum.Value > 0).Select(sum => sum.Key).Except(payouts.Select(row => row.Payee)).ToList();
        sums.Values.Sum().ShouldBe(
            payouts.Sum(row => row.Amount) + waiting.Sum(payee => sums[payee]) + sums.Values.Where(sum => sum < 0).Sum(), $"{what}: paid, held back, owed");
        if (ledger.PeriodEvents.Any(row => row.Period == period.Period && row.Kind == "payouts prepared"))
        {
            var held = ledger.Holds.Where(row => row.Kind == HoldKind.Held && row.Reason.StartsWith(period.Name + ": ", StringComparison.Ordinal));
            waiting.ShouldBeSubsetOf(held.Select(row => row.Seller), $"{what}: only who was held waits");
        }
    }

    private string WalletOf(RunLineRow row) => ledger.NameOf(row.Run, RunNameKind.Bonus, row.Bonus) == "Own" ? "points" : "cash";
}
