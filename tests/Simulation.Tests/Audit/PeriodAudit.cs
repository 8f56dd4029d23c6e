using System.Globalization;
using Compensation.Ledger.Store;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Holds the steps of a ledger's periods, and what was corrected and paid, against what finance knows: each once, and no others.</summary>
internal sealed class PeriodAudit(LedgerRows ledger, IReadOnlyList<ModelPeriod> periods)
{
    /// <summary>What the program does by itself.</summary>
    private static readonly string[] ByItself = ["opened", "progress recorded", "result recorded"];

    public void Check()
    {
        foreach (var (period, row) in periods.Zip(ledger.Periods.Values.OrderBy(row => row.Starts)))
        {
            row.Name.ShouldBe(period.Name);
            ledger.PeriodEvents.Where(happened => happened.Period == row.Period && !ByItself.Contains(happened.Kind))
                .Select(happened => (happened.Kind, happened.Who, happened.Reason)).ShouldBe(period.Events, $"the steps of {period.Name}");
            CheckPayouts(period);
            ledger.Overrides.Where(entry => entry.Period == row.Period && entry.Withdraws is null).Select(entry => entry.Override)
                .Except(ledger.Overrides.Where(entry => entry.Withdraws is not null).Select(entry => entry.Withdraws!))
                .ShouldBe(period.Overrides.Values, ignoreOrder: true, $"the overrides of {period.Name}");
            ledger.Overrides.Where(entry => entry.Period == row.Period && entry.Withdraws is not null).Select(entry => entry.Override)
                .ShouldBe(period.Withdrawn, $"the withdrawals of {period.Name}");
        }

        CheckAdjustments();
        CheckHolds();
    }

    private void CheckPayouts(ModelPeriod period)
    {
        var rows = ledger.Payouts.Where(row => row.Run == period.Original).ToList();
        var payouts = period.Payouts.Select(payout => (payout.Number, payout.Of.Payee, payout.Of.Wallet, period.Payable[payout.Of]));
        rows.Select(row => (row.Payout, row.Payee, row.Wallet, row.Amount)).ShouldBe(payouts, $"the payouts of {period.Name}");
        foreach (var payout in period.Payouts)
        {
            ledger.PayoutEvents.Where(row => row.Payout == payout.Number).Select(row => row.Kind)
                .ShouldBe(payout.Steps, $"the steps of payout {payout.Number}");
        }
    }

    /// <summary>Adjustments are those made by hand, and for each restatement by how much everybody earns more.</summary>
    private void CheckAdjustments()
    {
        var expected = periods.SelectMany(period => period.Adjustments.Select(entry => (entry.Id, entry.Seller, "", entry.Value, entry.Who)))
            .Concat(periods.SelectMany(period => period.Posted.SelectMany(posted => DifferencesOf(period, posted)))).ToList();
        ledger.Adjustments.Select(row => (row.Adjustment, row.Seller, row.Bonus, row.Amount, row.Who)).ShouldBe(expected, ignoreOrder: true, "the adjustments");
    }

    private IEnumerable<(string, int, string, long, string)> DifferencesOf(ModelPeriod period, (int Version, int Now, int Before) posted) =>
        ledger.Lines.Where(line => line.Run == posted.Now || line.Run == posted.Before)
            .GroupBy(line => (line.Payee, Bonus: ledger.NameOf(line.Run, RunNameKind.Bonus, line.Bonus) is var name && name == "adjustment" ? "" : name))
            .Select(lines => (lines.Key.Payee, lines.Key.Bonus, Amount: lines.Sum(line => line.Run == posted.Now ? line.Amount : -line.Amount)))
            .Where(difference => difference.Amount != 0)
            .Select(difference => (
                string.Create(CultureInfo.InvariantCulture, $"{period.Name} version {posted.Version}, {ledger.Sellers[difference.Payee].Id}")
                    + (difference.Bonus.Length == 0 ? "" : $", {difference.Bonus}"),
                difference.Payee, difference.Bonus, difference.Amount, "calculation"));

    private void CheckHolds()
    {
        var held = periods.SelectMany(period => period.Events.Where(happened => happened.Kind is "held" or "released")
            .Select(happened => (happened.Kind == "held" ? HoldKind.Held : HoldKind.Released, $"{period.Name}: {happened.Reason}")));
        ledger.Holds.Select(row => (row.Kind, row.Reason)).ShouldBe(held, ignoreOrder: true, "the holds and releases");
        foreach (var ofSeller in ledger.Holds.GroupBy(row => row.Seller))
        {
            ofSeller.Select(row => row.Event).ShouldBe(Enumerable.Range(1, ofSeller.Count()));
        }
    }
}
