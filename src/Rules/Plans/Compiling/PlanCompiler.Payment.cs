using System.Globalization;
using System.Numerics;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>Currencies, payout, instalments, refunds, markets: what is written as plain text and has a form of its
/// own.</summary>
internal sealed partial class PlanCompiler
{
    private static readonly string[] CapWindows = ["this period", "month to date", "quarter to date", "year to date"];

    private void CheckPayment()
    {
        if (document.Has("currency"))
        {
            CheckCurrencyCode(document.Currency, document.At("currency"));
        }

        foreach (var (code, currency) in document.Currencies)
        {
            CheckCurrency(code, currency);
        }

        CheckPayout(document.Payout);
        CheckRefunds(document.Refunds);
        foreach (var bonus in document.Bonuses)
        {
            CheckInstalments(bonus);
            CheckRateOrAmount(bonus);
        }

        foreach (var cap in document.Caps)
        {
            CheckCap(cap);
        }

        foreach (var market in document.Markets.Where(market => !IsCode(market, 2)))
        {
            Error("wrong-value", document.At("markets"), $"'{market}' is no market.",
                "Write ISO 3166 codes of two capital letters, such as [DE, VN].");
        }
    }

    private static bool IsCode(string text, int letters) => text.Length == letters && text.All(char.IsAsciiLetterUpper);

    private void CheckCurrencyCode(string code, Place place)
    {
        if (!IsCode(code, 3))
        {
            Error("wrong-value", place, $"'{code}' is no currency.",
                "Write its ISO 4217 code of three capital letters, such as EUR.");
        }
    }

    private void CheckCurrency(string code, CurrencyDocument currency)
    {
        CheckCurrencyCode(code, currency.Place);
        CheckDecimals(currency.Decimals, currency.At("decimals"));
        CheckFactor(currency.VolumeFactor, currency.At("volume factor"));
        CheckFactor(currency.PayoutFactor, currency.At("payout factor"));
    }

    private void CheckFactor(string text, Place place)
    {
        if (!Rate.TryParse(text, out var factor) || factor <= Rate.Zero)
        {
            Error("wrong-value", place, $"'{text}' is no factor.", "Write a number above zero, such as 0.833.");
        }
    }

    private void CheckPayout(PayoutDocument payout)
    {
        CheckMoney(payout.Minimum, payout.At("minimum"));
        CheckShare(payout.WithheldAtMost, payout.At("withheld at most"));
        CheckRange(payout.DaysAfterCutoff, 0, payout.At("days after cutoff"), "days after cutoff");
        if (payout.Wallets.Count > 0)
        {
            CheckShares([.. payout.Wallets.Values.Select(share => (share, payout.At("wallets")))], payout.At("wallets"),
                "wallets");
        }

        foreach (var fee in payout.Fees)
        {
            if (fee.Percent is null && fee.Amount is null)
            {
                Error("missing-key", fee.Place, $"The fee '{fee.Name}' does not say how much it is.",
                    "Give 'percent' or 'amount'.");
            }

            if (fee.Percent is { } percent)
            {
                CheckShare(percent, fee.At("percent"));
            }

            if (fee.Amount is { } amount)
            {
                CheckMoney(amount, fee.At("amount"));
            }
        }

        if (payout.CurrencyBy is { } name)
        {
            CheckCurrencyBy(name, payout.At("currency by"));
        }
    }

    private void CheckCurrencyBy(string name, Place place)
    {
        if (SellerAttributeOfKind(name, AttributeKind.Choice, place) is >= 0 and var index)
        {
            var known = document.Currencies.Keys.Append(document.Currency).ToList();
            foreach (var code in sellerAttributes[index].Choices.Where(code => !known.Contains(code)))
            {
                Error("unknown-name", place, $"'{name}' may be '{code}', which is no currency of the plan.",
                    Names.Suggest(code, known));
            }
        }
    }

    private void CheckRefunds(RefundsDocument refunds)
    {
        CheckRange(refunds.WithinDays, 0, refunds.At("within days"), "within days");
        foreach (var formula in refunds.DeductedFrom.Where(formula => !volumeNames.ContainsKey(Names.Normal(formula.Text))))
        {
            Error("unknown-name", formula.Place, $"There is no volume '{formula.Text}'.",
                Names.Suggest(formula.Text, document.Volumes.Keys));
        }
    }

    private void CheckCap(CapDocument cap)
    {
        if (!CapWindows.Contains(Names.Normal(cap.Window)))
        {
            Error("wrong-value", cap.At("window"), $"'{cap.Window}' is no span over which a cap adds up.",
                $"Use one of: {string.Join(", ", CapWindows)}.");
        }

        if (cap.Per is CapPer.Source or CapPer.SourceAndSeller or CapPer.Leg && Names.Normal(cap.Window) != CapWindows[0])
        {
            Error("wrong-value", cap.At("window"), $"'{cap.Name}' limits what single sources or legs bring, which is not added up over several periods.",
                "Leave 'window' out, or limit 'per: seller'.");
        }

        if (!cap.Has("at most") && cap.ReduceBy is null)
        {
            Error("missing-key", cap.Place, $"The cap '{cap.Name}' does not say what the most is.",
                "Give 'at most' or 'reduce by'.");
        }

        if (cap.ReduceBy is { } share && Rate.TryParse(share, out _))
        {
            CheckShare(share, cap.At("reduce by"));
        }
    }

    private void CheckInstalments(BonusDocument bonus)
    {
        if (bonus.Instalments.Count == 0)
        {
            return;
        }

        CheckShares([.. bonus.Instalments.Select(part => (part.Share, part.At("share")))], bonus.At("instalments"),
            "instalments");
        foreach (var part in bonus.Instalments)
        {
            CheckRange(part.MonthsLater, 0, part.At("months later"), "months later");
            CheckRange(part.DaysLater, 0, part.At("days later"), "days later");
            if (part.Due is { } due)
            {
                CheckDue(due);
            }
        }
    }

    private void CheckDue(Table due)
    {
        if (due.By is null || Names.Normal(due.By.Text) != "day")
        {
            Error("wrong-value", due.Place, "The pay date does not go by the day on which the period ends.",
                "Write { by: day, from 1: 30 this month, from 16: 15 next month }.");
            return;
        }

        foreach (var row in due.Rows)
        {
            var day = int.TryParse(row.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var written) ? written : 0;
            if (row.Kind != RowKind.Otherwise && (row.Kind != RowKind.From || day is < 1 or > 31))
            {
                Error("wrong-value", row.Place, $"'{row.Key}' is no day of a month on which a period ends.",
                    "Write 'from 1' to 'from 31', or 'otherwise'.");
            }

            if (row.Then.Value is not { } text || !PayDay.TryParse(text.Text, out _, out _))
            {
                Error("wrong-value", row.Then.Place, $"'{row.Then.Value?.Text ?? "a list"}' is no pay day.",
                    "Write '30 this month' or '15 next month'.");
            }
        }
    }

    private void CheckMoney(string text, Place place)
    {
        if (!Fixed.TryParse(text, MoneyDecimals, out var units) || units < 0)
        {
            Error("wrong-value", place, $"'{text}' is no amount of {document.Currency}.",
                $"Write a number that is not negative, with at most {Plural(MoneyDecimals, "decimal")}.");
        }
    }

    /// <summary>Shares of one whole: each readable, and one together.</summary>
    private void CheckShares(IReadOnlyList<(string Text, Place Place)> shares, Place whole, string what)
    {
        // Fractions of any denominators are added, so their sum may need more digits than a rate has.
        var (upper, lower) = (BigInteger.Zero, BigInteger.One);
        var readable = true;
        foreach (var (text, place) in shares)
        {
            readable &= CheckShare(text, place);
            if (Rate.TryParse(text, out var share))
            {
                (upper, lower) = ((upper * share.Denominator) + (share.Numerator * lower), lower * share.Denominator);
            }
        }

        if (readable && upper != lower)
        {
            var written = string.Join(" + ", shares.Select(share => share.Text));
            Error("shares", whole, $"The shares of '{what}' are {written}, which is not the whole.",
                "Let them sum to 100%.");
        }
    }

    private bool CheckShare(string text, Place place)
    {
        if (Rate.TryParse(text, out var share) && share >= Rate.Zero && share <= Rate.One)
        {
            return true;
        }

        Error("wrong-value", place, $"'{text}' is no share.", "Write a part of the whole, from 0% to 100%.");
        return false;
    }
}
