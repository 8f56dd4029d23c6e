using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using NodaTime;

namespace Compensation.Rules.Closing;

/// <summary>Turns earnings into payments: instalments, balances and minimum, fees, wallets, currencies.</summary>
internal sealed class PaymentWork
{
    private const string BalanceItem = "balance";

    private readonly Frame frame;
    private readonly CarryWriter carry;
    private readonly BonusRule?[] apart;
    private readonly long[] cash;
    private readonly long[]?[] sums;
    private readonly PayoutDocument payout;
    private readonly (string Name, Expression? When, long Amount, Rate Percent)[] fees;
    private readonly string[] wallets;
    private readonly Rate[] shares;
    private readonly LocalDate payDate;
    private readonly PaymentColumns payments = new();
    private readonly PendingInstalments pending;
    private readonly (AttributeDefinition Attribute, long[] Choice)? currencyBy;

    /// <summary>Whether an item of the carry is one that payments leave.</summary>
    public static bool IsLeftByPaying(string item) => item == BalanceItem || WalletDebts.Owns(item) || PendingInstalments.Owns(item);

    /// <summary>Adds up what is earned.</summary>
    /// <param name="frame">The close.</param>
    /// <param name="lines">All lines.</param>
    /// <param name="counted">How many of them, from the first on, are in the columns of what the bonuses pay.</param>
    /// <param name="carry">Takes what is not paid yet.</param>
    public PaymentWork(Frame frame, LineBuffer lines, int counted, CarryWriter carry)
    {
        this.frame = frame;
        this.carry = carry;
        pending = new PendingInstalments(frame, carry);
        payout = frame.Plan.Document.Payout;
        fees = [.. payout.Fees.Zip(frame.Plan.FeesWhen, (fee, when) =>
            (fee.Name, when, Units(fee.Amount), fee.Percent is null ? Rate.Zero : Share(fee.Percent)))];
        (wallets, shares) = ([.. payout.Wallets.Keys], [.. payout.Wallets.Values.Select(Share)]);
        currencyBy = frame.Plan.SellerAttributes.FirstOrDefault(attribute => attribute.Name.Equals(payout.CurrencyBy, StringComparison.OrdinalIgnoreCase))
            is { } named ? (named, frame.Column(new ColumnKey(ColumnKind.Attribute, named.Index))) : null;
        payDate = frame.Snapshot.Period.Last.PlusDays(frame.Plan.Calendar.CutoffDays + payout.DaysAfterCutoff);
        apart = new BonusRule?[CloseWork.LineNames(frame.Plan).Count];
        foreach (var rule in frame.Plan.Bonuses.Where(rule => rule.Document is { Instalments.Count: > 0 } or { Wallet: not "cash" }))
        {
            apart[rule.Index] = rule;
        }

        (cash, sums) = Earned(lines, counted);
    }

    /// <summary>The payments; the lines are not asked for any more.</summary>
    public IReadOnlyList<Payment> Pay()
    {
        for (var bonus = 0; bonus < apart.Length; bonus++)
        {
            if (apart[bonus] is { } rule)
            {
                PayApart(rule, sums[bonus]!);
            }
        }

        PayCash();
        frame.GiveBack(cash);
        Withhold();
        return payments.InOrder();
    }

    /// <summary>What was left negative in a wallet is withheld from what comes into the same wallet later.</summary>
    private void Withhold()
    {
        var debts = new WalletDebts(frame, Share(payout.WithheldAtMost));
        if (debts.AreNone && !payments.HasNegative)
        {
            return;
        }

        var (ordered, count) = (payments.InOrder(), payments.Count);
        for (int first = 0, next; first < count; first = next)
        {
            // What is paid to one payee, on one day, into one wallet.
            var (paid, sum) = (ordered[first], 0L);
            for (next = first; next < count && AreTogether(ordered[next], paid); next++)
            {
                sum = checked(sum + ordered.OfPlan(next));
            }

            Add(paid.Payee, paid.Wallet, -debts.Settle(paid.Wallet, paid.Payee, sum), paid.Due, WalletDebts.Withheld, payments);
        }

        debts.HandOn(carry);
    }

    private static bool AreTogether(in Payment left, in Payment right) => (left.Payee, left.Due, left.Wallet) == (right.Payee, right.Due, right.Wallet);

    /// <summary>What each owner earns in cash, and by bonus what each seller earns of those with a wallet or instalments of their own.</summary>
    private (long[] Cash, long[]?[] Apart) Earned(LineBuffer lines, int counted)
    {
        var all = frame.TakeZeros();
        var own = Array.ConvertAll(apart, rule => rule is null ? null : Columns.Zeros<long>(frame.Count));
        var owners = frame.Plan.OwnerAttribute;
        if (counted > 0 && owners < 0)
        {
            frame.ForRanges(AddEarnings);
        }
        else if (counted > 0)
        {
            AddEarnings(0, frame.Count);
        }

        lines.ForBlocks(counted, (bonus, payees, amount) =>
        {
            for (var i = 0; i < payees.Length; i++)
            {
                var payee = (int)payees[i];
                ref var sum = ref own[bonus[i]] is { } ofBonus ? ref ofBonus[payee] : ref all[owners < 0 ? payee : frame.OwnerOf(payee, owners)];
                sum = checked(sum + amount[i]);
            }
        });

        return (all, own);

        void AddEarnings(int from, int to)
        {
            foreach (var rule in frame.Plan.Bonuses)
            {
                var earned = frame.Column(new ColumnKey(ColumnKind.Earnings, rule.Index));
                for (var payee = from; payee < to; payee++)
                {
                    ref var sum = ref own[rule.Index] is { } ofBonus ? ref ofBonus[payee] : ref all[owners < 0 ? payee : frame.OwnerOf(payee, owners)];
                    sum = checked(sum + earned[payee]);
                }
            }
        }
    }

    /// <summary>A bonus with a wallet or instalments of its own.</summary>
    private void PayApart(BonusRule rule, long[] earned)
    {
        var document = rule.Document;
        Rate[] parts = [.. document.Instalments.Select(instalment => Share(instalment.Share))];
        LocalDate[] due = [.. document.Instalments.Select(Due)];
        for (var seller = 0; seller < earned.Length; seller++)
        {
            if (earned[seller] == 0)
            {
                continue;
            }

            var payee = frame.OwnerOf(seller, frame.Plan.OwnerAttribute);
            if (parts.Length == 0)
            {
                Add(payee, document.Wallet, earned[seller], payDate, document.Name, payments);
            }

            var left = earned[seller];
            for (var i = 0; i < parts.Length; i++)
            {
                var part = Part(earned[seller], parts, i, ref left);
                if (rule.InstalmentsIf[i] is not null && part > 0)
                {
                    pending.Keep(rule, i, payee, due[i], part);
                }
                else
                {
                    Add(payee, document.Wallet, part, due[i], document.Name, payments);
                }
            }
        }

        foreach (var (payee, amount) in pending.Settle(rule))
        {
            Add(payee, document.Wallet, amount, payDate, document.Name, payments);
        }
    }

    private LocalDate Due(InstalmentDocument instalment)
    {
        var due = payDate;
        if (instalment.Due is { } table && PayDay.Of(table, frame.Snapshot.Period.Last) is { } day)
        {
            due = day;
        }

        return due.PlusMonths(instalment.MonthsLater).PlusDays(instalment.DaysLater);
    }

    /// <summary>What goes into cash: a debt is taken off first, and what is below the minimum waits.</summary>
    private void PayCash()
    {
        var balance = frame.Carried.Item(BalanceItem, frame.Plan.Decimals);
        Fixed.TryParse(payout.Minimum, frame.Plan.Decimals, out var minimum);
        var withheldAtMost = Share(payout.WithheldAtMost);
        frame.Require(frame.Plan.FeesWhen.OfType<Expression>());
        var inRanges = frame.Workers.Collect(frame.Count, (from, to) =>
        {
            var paid = new PaymentColumns();
            for (var seller = from; seller < to; seller++)
            {
                var earned = cash[seller];
                var debt = Math.Min(0, balance[seller]);
                var available = checked(earned + Math.Max(0, balance[seller]));
                if (available > 0 && debt < 0)
                {
                    var withheld = Math.Min(-debt, Rounding.TowardZero.Multiply(available, 0, withheldAtMost, 0));
                    available -= withheld;
                    debt += withheld;
                }

                var pays = available > 0 && available >= minimum;
                balance[seller] = checked(debt + (pays ? 0 : available));
                if (pays)
                {
                    PayOut(seller, available, paid);
                }
            }

            return paid;
        });
        foreach (var paid in inRanges)
        {
            payments.AddAll(paid);
        }

        carry.Add(BalanceItem, balance, frame.Plan.Decimals);
        frame.GiveBack(balance);
    }

    private void PayOut(int payee, long amount, PaymentColumns into)
    {
        var left = amount;
        foreach (var (name, when, fixedAmount, percent) in fees)
        {
            if (when is not null && when.At(new Spot(frame, payee)) == 0)
            {
                continue;
            }

            var charge = Math.Min(fixedAmount + frame.Plan.Rounding.Multiply(amount, 0, percent, 0), left);
            left -= charge;
            Add(payee, "cash", -charge, payDate, name, into);
        }

        if (wallets.Length == 0)
        {
            Add(payee, "cash", amount, payDate, "earnings", into);
            return;
        }

        left = amount;
        for (var i = 0; i < wallets.Length; i++)
        {
            Add(payee, wallets[i], Part(amount, shares, i, ref left), payDate, "earnings", into);
        }
    }

    /// <summary>A part of an amount that is split by shares; each part is rounded once and the last takes what is left, so that the parts sum to the amount.
    /// </summary>
    private long Part(long amount, Rate[] by, int number, ref long left)
    {
        var part = number == by.Length - 1 ? left : frame.Plan.Rounding.Multiply(amount, 0, by[number], 0);
        left -= part;
        return part;
    }

    private void Add(int payee, string wallet, long amount, LocalDate due, string of, PaymentColumns into)
    {
        if (amount == 0)
        {
            return;
        }

        var plan = frame.Plan;
        var (currency, factor, decimals) = CurrencyOf(payee);
        var paid = new Payment(payee, wallet, currency, plan.Rounding.Multiply(amount, plan.Decimals, factor, decimals), decimals, due, of);
        into.Add(paid, amount);
    }

    private (string Currency, Rate Factor, int Decimals) CurrencyOf(int payee)
    {
        var plan = frame.Plan;
        if (currencyBy is { } by && by.Choice[payee] is > 0 and var choice)
        {
            var code = by.Attribute.Choices[(int)choice - 1];
            if (plan.Document.Currencies.TryGetValue(code, out var currency))
            {
                return (code, frame.Snapshot.Rates.TryGetValue(code, out var frozen) ? frozen.PayoutFactor : Share(currency.PayoutFactor), currency.Decimals);
            }
        }

        return (plan.Document.Currency, Rate.One, plan.Decimals);
    }

    private long Units(string? amount) => amount is not null && Fixed.TryParse(amount, frame.Plan.Decimals, out var units) ? units : 0;

    private static Rate Share(string text) => Rate.TryParse(text, out var rate) ? rate : Rate.Zero;
}
