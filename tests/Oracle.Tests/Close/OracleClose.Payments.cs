using Compensation.Oracle.Tests.Model;
using NodaTime;

namespace Compensation.Oracle.Tests.Close;

/// <summary>From lines to payments: owners, instalments, balances and minimum, fees, wallets, currencies.</summary>
internal sealed partial class OracleClose
{
    /// <summary>What the owner at hand is to be paid, in the plan's currency.</summary>
    private readonly List<(string Wallet, Fraction Amount, LocalDate Due)> toPay = [];

    private LocalDate PayDate => Months.Last(month).PlusDays(plan.DaysAfterCutoff);

    private Member OwnerOf(Member member) => plan.HasOwners ? member.Owner ?? member : member;

    private void PayOut()
    {
        foreach (var owner in Members)
        {
            var positions = Members.Where(member => OwnerOf(member) == owner).ToList();
            var cash = Fraction.Zero;
            foreach (var names in Lines.Select(line => line.Bonus).Distinct())
            {
                var bonus = plan.Bonuses.SingleOrDefault(bonus => bonus.Name == names);
                foreach (var position in positions)
                {
                    var earned = Fraction.Sum(Lines.Where(line => line.Bonus == names && line.Payee == position.Id).Select(line => line.Amount));
                    if (bonus is { Wallet: "cash", Instalments.Count: 0 } or null)
                    {
                        cash += earned;
                    }
                    else
                    {
                        PayApart(bonus, owner, earned);
                    }
                }
            }

            PayPending(owner);
            PayCash(owner, cash);
            Withhold(owner);
        }
    }

    /// <summary>Wallet by wallet, day after day: what is negative is owed, what is positive pays off what is owed.</summary>
    private void Withhold(Member owner)
    {
        var sums = toPay.GroupBy(paid => (paid.Wallet, paid.Due)).OrderBy(together => together.Key.Due)
            .Select(together => (together.Key.Wallet, together.Key.Due, Sum: Fraction.Sum(together.Select(paid => paid.Amount)))).ToList();
        var owed = before.Owed.Where(debt => debt.Key.Owner == owner).ToDictionary(debt => debt.Key.Wallet, debt => debt.Value);
        foreach (var (wallet, due, sum) in sums)
        {
            var debt = owed.GetValueOrDefault(wallet);
            if (sum < Fraction.Zero)
            {
                owed[wallet] = debt - sum;
            }
            else if (debt > Fraction.Zero)
            {
                var withheld = Fraction.Min(debt, (sum * Fraction.Parse(plan.WithheldAtMost ?? "100%")).Rounded(plan.Decimals, "toward zero"));
                owed[wallet] = debt - withheld;
                Pay(owner, wallet, -withheld, due, "withheld");
            }
        }

        foreach (var (wallet, debt) in owed)
        {
            Carry.Owed[(wallet, owner)] = debt;
        }

        toPay.Clear();
    }

    private void PayApart(BonusModel bonus, Member owner, Fraction earned)
    {
        if (bonus.Instalments.Count == 0)
        {
            Pay(owner, bonus.Wallet, earned, PayDate, bonus.Name);
        }

        foreach (var (instalment, part) in bonus.Instalments.Zip(Parts(earned, [.. bonus.Instalments.Select(instalment => instalment.Share)])))
        {
            var due = PayDate.PlusMonths(instalment.MonthsLater).PlusDays(instalment.DaysLater);
            if (instalment.If is not null && part > Fraction.Zero)
            {
                Carry.Pending.Add(new Pending(bonus, instalment, owner, due, part));
            }
            else
            {
                Pay(owner, bonus.Wallet, part, due, bonus.Name);
            }
        }
    }

    /// <summary>What is due by the period's end is paid where its condition holds, else lost; the rest waits.</summary>
    private void PayPending(Member owner)
    {
        var waiting = before.Pending.Where(pending => pending.Owner == owner).Concat(Carry.Pending.Where(pending => pending.Owner == owner)).ToList();
        Carry.Pending.RemoveAll(pending => pending.Owner == owner);
        foreach (var together in waiting.GroupBy(pending => (pending.Bonus, pending.Instalment, pending.Due)))
        {
            if (together.Key.Due > Months.Last(month))
            {
                Carry.Pending.AddRange(together);
            }
            else if (together.Key.Instalment.If!.Holds(new Scene(this, owner)))
            {
                Pay(owner, together.Key.Bonus.Wallet, Fraction.Sum(together.Select(pending => pending.Amount)), PayDate, together.Key.Bonus.Name);
            }
        }
    }

    private void PayCash(Member owner, Fraction earned)
    {
        var balance = before.Balance.GetValueOrDefault(owner);
        var debt = Fraction.Min(Fraction.Zero, balance);
        var available = earned + Fraction.Max(Fraction.Zero, balance);
        if (available > Fraction.Zero)
        {
            var withheld = Fraction.Min(-debt, (available * Fraction.Parse(plan.WithheldAtMost ?? "100%")).Rounded(plan.Decimals, "toward zero"));
            (available, debt) = (available - withheld, debt + withheld);
        }

        var paid = available > Fraction.Zero && available >= Fraction.Parse(plan.Minimum ?? "0");
        Carry.Balance[owner] = debt + (paid ? Fraction.Zero : available);
        if (!paid)
        {
            return;
        }

        var left = available;
        foreach (var fee in plan.Fees)
        {
            var charge = Fraction.Parse(fee.Amount ?? "0") + (available * Fraction.Parse(fee.Percent ?? "0")).Rounded(plan.Decimals, plan.Rounding);
            charge = Fraction.Min(charge, left);
            left -= charge;
            Pay(owner, "cash", -charge, PayDate, fee.Name);
        }

        var wallets = plan.Wallets.Count == 0 ? [("cash", "100%")] : plan.Wallets;
        foreach (var (wallet, part) in wallets.Zip(Parts(available, [.. wallets.Select(wallet => wallet.Share)])))
        {
            Pay(owner, wallet.Item1, part, PayDate, "earnings");
        }
    }

    /// <summary>Every part rounded, the last takes the rest.</summary>
    private List<Fraction> Parts(Fraction whole, IReadOnlyList<string> shares)
    {
        var parts = shares.SkipLast(1).Select(share => (whole * Fraction.Parse(share)).Rounded(plan.Decimals, plan.Rounding)).ToList();
        return [.. parts, whole - Fraction.Sum(parts)];
    }

    private void Pay(Member owner, string wallet, Fraction amount, LocalDate due, string of)
    {
        var currency = plan.PaysCurrencies ? owner.PaidIn : null;
        var (factor, decimals) = currency is null ? (Fraction.One, plan.Decimals) : (Fraction.Parse(currency.PayoutFactor), currency.Decimals);
        var pays = (amount * factor).Rounded(decimals, plan.Rounding);
        if (!amount.IsZero)
        {
            toPay.Add((wallet, amount, due));
            Payments.Add(new PaidOut(owner.Id, wallet, currency?.Code ?? "EUR", pays, due, of));
        }
    }
}
