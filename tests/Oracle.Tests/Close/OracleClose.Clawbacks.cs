using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Refunds after the close: each takes back its share of what the period of its order has paid, of the amounts as they stand.</summary>
internal sealed partial class OracleClose
{
    private void ClawBack()
    {
        Carry.Returned.AddRange(before.Returned);
        foreach (var refund in company.LateRefunds.Where(refund => refund.Month == month)
            .OrderBy(refund => refund.Placed).ThenBy(refund => refund.Id, StringComparer.Ordinal))
        {
            TakeBack(refund, Closes().Single(close => close.month == refund.Sale.Month));
        }
    }

    private void TakeBack(LateRefund refund, OracleClose paid)
    {
        var taken = new Dictionary<(string Bonus, string Payee), Fraction>();
        foreach (var bonus in plan.Bonuses.Where(bonus => bonus.Clawback != "none"))
        {
            foreach (var line in paid.Lines.Where(line => line.Bonus == bonus.Name && line.Kind == "Pay").ToList())
            {
                var (part, whole) = Returned(bonus, line, refund, paid, taken);
                if (part <= Fraction.Zero)
                {
                    continue;
                }

                var before = Fraction.Min(whole, Fraction.Sum(Carry.Returned.Where(entry => ReferenceEquals(entry.Line, line)).Select(entry => entry.Part)));
                var after = Fraction.Min(whole, before + part);
                Carry.Returned.Add((line, part));
                var amount = bonus.Clawback == "whole" ? (before.IsZero ? line.Amount : Fraction.Zero) : ShareOf(after) - ShareOf(before);
                if (!amount.IsZero)
                {
                    Lines.Add(line with { Kind = "Clawback", Order = refund.Sale.Id, Amount = -amount });
                    taken[(bonus.Name, line.Payee)] = taken.GetValueOrDefault((bonus.Name, line.Payee)) + amount;
                }

                Fraction ShareOf(Fraction of) => (line.Amount * of / whole).Rounded(plan.Decimals, "toward zero");
            }
        }
    }

    /// <summary>How much of what a line stands on the refund takes away, and how much that was.</summary>
    private (Fraction Part, Fraction Whole) Returned(
        BonusModel bonus, Line line, LateRefund refund, OracleClose paid, Dictionary<(string Bonus, string Payee), Fraction> taken)
    {
        var (of, isFixed) = bonus switch
        {
            GrantModel grant => (grant.Of?.Text, grant.Amount is not null),
            WalkModel walk => (walk.Of.Text, walk.Rate is null),
            _ => (null, false),
        };
        var isOfOrder = line.Rows.Contains(refund.Sale, ReferenceEqualityComparer.Instance);
        var isOfSeller = line.Order.Length == 0 && line.Source == refund.Sale.Seller.Id;
        if (of?.StartsWith("earnings from ", StringComparison.Ordinal) ?? false)
        {
            var from = of["earnings from ".Length..];
            var back = taken.GetValueOrDefault((from, line.Source));
            return bonus.Clawback == "whole" && !back.IsZero ? (line.Base, line.Base) : (back, line.Base);
        }

        if (isFixed && isOfOrder)
        {
            var nothingLeft = line.Rows.All(row => row.Volumes.Keys.All(volume => (row.Value(volume) - RefundedUntil(refund, row, volume)).IsZero));
            return (Fraction.Of(nothingLeft || bonus.Clawback == "whole"), Fraction.One);
        }

        if (of is null || !(isOfOrder || isOfSeller) || (bonus.Clawback != "whole" && (isFixed || of is not ("PV" or "CV"))))
        {
            return (Fraction.Zero, Fraction.One);
        }

        return of is "PV" or "CV" && !isFixed ? (refund.Volumes[of], line.Base) : (Fraction.One, Fraction.One);
    }

    /// <summary>What late refunds have taken back of a row's volume, up to one of them.</summary>
    private Fraction RefundedUntil(LateRefund last, Sale row, string volume) => Fraction.Sum(company.LateRefunds
        .Where(refund => ReferenceEquals(refund.Sale, row)
            && (refund.Placed < last.Placed || (refund.Placed == last.Placed && string.CompareOrdinal(refund.Id, last.Id) <= 0)))
        .Select(refund => refund.Volumes[volume]));
}
