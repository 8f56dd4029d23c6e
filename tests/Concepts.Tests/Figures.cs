using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using NodaTime.Text;

namespace Compensation.Concepts.Tests;

/// <summary>Finds figures of a closed period by the words that pages use for them.</summary>
/// <remarks>
/// <c>rank</c>, <c>title</c>; the name of a volume, measure, bonus or cap; <c>NAME from SELLER</c> for what one source brought;
/// <c>NAME kept back</c>, <c>NAME taken back</c>, <c>NAME over its cap</c> for accruals, clawbacks and what a cap took;
/// <c>paid</c>, <c>paid into WALLET</c>, <c>paid on DATE</c>; <c>carry ITEM</c>; <c>parent in TREE</c>.
/// </remarks>
internal sealed class Figures(Plan plan, Result result)
{
    private const string Everybody = "all";

    /// <summary>Says whether a figure has the value that a page states: numbers by value, everything else by its text.</summary>
    public bool Agrees(Expectation expected, out string actual)
    {
        actual = Find(expected.Seller, expected.What);
        var stated = expected.Value switch
        {
            "yes" => "1",
            "no" => "0",
            var other => other,
        };
        return Rate.TryParse(stated, out var left) && Rate.TryParse(actual, out var right) ? left == right : stated == actual;
    }

    /// <summary>The payments of each bonus to each seller that are not zero.</summary>
    public IEnumerable<(string Seller, string Bonus)> Paid()
    {
        var sums = new SortedDictionary<(int Payee, int Bonus), long>();
        for (var line = 0; line < result.Lines.Count; line++)
        {
            var key = (result.Lines.Payee[line], (int)result.Lines.Bonus[line]);
            sums[key] = sums.GetValueOrDefault(key) + result.Lines.Amount[line];
        }

        return sums.Where(sum => sum.Value != 0)
            .Select(sum => (result.Sellers[sum.Key.Payee], result.Lines.BonusNames[sum.Key.Bonus]));
    }

    private string Find(string seller, string what)
    {
        var number = seller == Everybody ? -1 : result.Sellers.Find(seller);
        if (seller != Everybody && number < 0)
        {
            return $"no seller {seller}";
        }

        return what switch
        {
            "rank" => RankName(result.Rank[number]),
            "title" => RankName(result.Title[number]),
            "paid" => PaidTo(number, _ => true),
            _ when After(what, "paid into ") is { } wallet => PaidTo(number, payment => payment.Wallet == wallet),
            _ when After(what, "paid on ") is { } date =>
                PaidTo(number, payment => payment.Due == LocalDatePattern.Iso.Parse(date).Value),
            _ when After(what, "carry ") is { } item => Carried(seller, item),
            _ when After(what, "parent in ") is { } tree => ParentIn(number, tree),
            _ => Measure(number, what) ?? Lines(number, what),
        };
    }

    private static string? After(string text, string start) =>
        text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;

    private string RankName(long ordinal) => ordinal == 0 ? "none" : plan.Ranks[(int)ordinal - 1];

    private string PaidTo(int seller, Func<Payment, bool> which)
    {
        var payments = result.Payments.Where(payment => (seller < 0 || payment.Payee == seller) && which(payment)).ToList();
        return Fixed.Format(payments.Sum(payment => payment.Amount), payments.Count == 0 ? 0 : payments[0].Decimals);
    }

    /// <summary>A carried volume or amount; all pages have them with two decimals.</summary>
    private string Carried(string seller, string item)
    {
        var carry = result.Carry;
        var known = carry.Items.FirstOrDefault(candidate => candidate.Name == item);
        var at = known is null ? -1 : Array.IndexOf(known.Seller, carry.Sellers.Find(seller));
        return at < 0 ? "0" : Fixed.Format(known!.Value[at], 2);
    }

    private string ParentIn(int seller, string name)
    {
        var tree = result.Trees.Single(candidate => candidate.Name == name);
        return tree.Parent[seller] < 0 ? "nobody" : result.Sellers[tree.Parent[seller]];
    }

    private string? Measure(int seller, string name)
    {
        var measure = result.Measures.FirstOrDefault(candidate => candidate.Name == name);
        return measure is null
            ? null
            : Fixed.Format(seller < 0 ? measure.Values.Sum() : measure.Values[seller], measure.Decimals);
    }

    private string Lines(int seller, string what)
    {
        var (name, kind) = What(what);
        var (bonus, source) = name.Split(" from ") is [var first, var second] ? (first, second) : (name, null);
        var index = result.Lines.BonusNames.ToList().IndexOf(bonus);
        if (index < 0)
        {
            return $"no figure '{what}'";
        }

        var sum = 0L;
        for (var line = 0; line < result.Lines.Count; line++)
        {
            var matches = result.Lines.Bonus[line] == index && (seller < 0 || result.Lines.Payee[line] == seller)
                && (source is null || (result.Lines.Source[line] is >= 0 and var from && result.Sellers[from] == source))
                && (kind is null || result.Lines.Kind[line] == kind);
            sum += matches ? result.Lines.Amount[line] : 0;
        }

        return Fixed.Format(sum, plan.Decimals);
    }

    private static (string Name, LineKind? Kind) What(string what) => what switch
    {
        _ when Before(what, " kept back") is { } name => (name, LineKind.Accrual),
        _ when Before(what, " taken back") is { } name => (name, LineKind.Clawback),
        _ when Before(what, " over its cap") is { } name => (name, LineKind.Cap),
        _ => (what, null),
    };

    private static string? Before(string text, string end) =>
        text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : null;
}
