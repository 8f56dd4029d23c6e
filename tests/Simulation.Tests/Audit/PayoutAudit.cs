using Compensation.Ledger.Store;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Follows the money: what lines come to is paid out, held back, rolled over or owed, wallet by wallet, and nothing else is.</summary>
internal sealed class PayoutAudit(LedgerRows ledger, IReadOnlyList<ModelPeriod> periods)
{
    public void Check(RunAudit runs)
    {
        Dictionary<int, long> balances = [];
        foreach (var period in periods.TakeWhile(period => period.IsClosed))
        {
            var (run, left) = (period.Original!.Value, runs.Reckoned(period.Original.Value).Balances);
            CheckPayouts(period, run);
            CheckMoney(period, run, balances, left);
            ledger.Balances.Where(row => row.Run == run).ToDictionary(row => row.Seller, row => (row.Change, row.Balance))
                .ShouldBe(left.Keys.Union(balances.Keys).Select(seller => (Seller: seller, Before: balances.GetValueOrDefault(seller), After: left.GetValueOrDefault(seller)))
                    .Where(balance => balance.Before != balance.After)
                    .ToDictionary(balance => balance.Seller, balance => (balance.After - balance.Before, balance.After)), ignoreOrder: true, $"what {period.Name} does to balances");
            balances = left;
        }

        ledger.Balances.Select(row => row.Run).Distinct().Count().ShouldBeLessThanOrEqualTo(periods.Count(period => period.IsClosed), "only approved runs change balances");
        ledger.Payouts.Select(row => row.Run).Distinct().ShouldBeSubsetOf(periods.Select(period => period.Original ?? 0), "only first approved runs are paid");
    }

    private void CheckPayouts(ModelPeriod period, int run)
    {
        var rows = ledger.Payouts.Where(row => row.Run == run).ToList();
        rows.Select(row => row.Payout).ShouldBe(period.Payouts.Select(payout => payout.Number), $"the payouts of {period.Name}");
        foreach (var (row, payout) in rows.Zip(period.Payouts))
        {
            (row.Payee, row.Wallet, row.Amount).ShouldBe((payout.Of.Payee, payout.Of.Wallet, period.Payable[payout.Of]), $"payout {row.Payout}");
            ledger.PayoutEvents.Where(happened => happened.Payout == row.Payout).Select(happened => happened.Kind).ShouldBe(payout.Steps, $"the steps of payout {row.Payout}");
        }

        rows.GroupBy(row => (row.Payee, row.Wallet)).ShouldAllBe(group => group.Count() == 1, $"everybody is paid once for {period.Name}");
    }

    private void CheckMoney(ModelPeriod period, int run, Dictionary<int, long> before, Dictionary<int, long> after)
    {
        var payments = ledger.Payments.Where(row => row.Run == run).ToList();
        foreach (var wallet in new[] { "cash", "points" })
        {
            var isCash = wallet == "cash";
            var earned = ledger.Lines.Where(row => row.Run == run && ledger.NameOf(run, RunNameKind.Bonus, row.Bonus) == "Own" != isCash).Sum(row => row.Amount);
            var balances = isCash ? after.Values.Sum() - before.Values.Sum() : 0;
            var ofWallet = payments.Where(row => row.Wallet == wallet).ToList();
            var charged = ofWallet.Where(row => row.Of == "Transfer").Sum(row => row.Amount);
            earned.ShouldBe(ofWallet.Sum(row => row.Amount) - charged + balances, $"{wallet} of {period.Name}: earned is paid, kept on balances or withheld");

            // Fees come off what they are charged on; what is negative then cannot be paid, and is owed.
            var sums = ofWallet.GroupBy(row => row.Payee).ToDictionary(group => group.Key, group => group.Sum(row => row.Amount));
            var paid = ledger.Payouts.Where(row => row.Run == run && row.Wallet == wallet).ToList();
            var owed = sums.Values.Where(sum => sum < 0).Sum();
            var waiting = sums.Where(sum => sum.Value > 0 && !paid.Exists(row => row.Payee == sum.Key)).ToList();
            ofWallet.Sum(row => row.Amount).ShouldBe(paid.Sum(row => row.Amount) + waiting.Sum(sum => sum.Value) + owed, $"{wallet} of {period.Name}");
            if (period.IsPrepared)
            {
                waiting.ShouldAllBe(sum => period.EverHeld.Contains(ledger.Sellers[sum.Key].Id), $"{wallet} of {period.Name}: only who was held waits");
            }
        }
    }
}
