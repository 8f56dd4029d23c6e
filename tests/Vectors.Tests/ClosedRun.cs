using System.Globalization;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Vectors.Tests;

/// <summary>A closed period of a vector, and the answers that its result gives.</summary>
internal sealed class ClosedRun(Plan plan, Snapshot snapshot, Result result)
{
    /// <summary>The result.</summary>
    public Result Result { get; } = result;

    /// <summary>The figure that a query without parts finds.</summary>
    public string Answer(Query query) => query switch
    {
        { Lines: { } filter } => Shown(Matching(filter).Sum(line => Result.Lines.Amount[line]), plan.Decimals),
        { Level: { } filter } => Single(filter) is { } line ? Shown(Result.Lines.Level[line], 0) : "none",
        { Rate: { } filter } => Single(filter) is { } line ? Shown(Result.Lines.Rates[Result.Lines.Rate[line]]) : "none",
        { Base: { } filter } => Single(filter) is { } line ? Shown(Result.Lines.Base[line], BaseDecimals(line)) : "none",
        { Measure: { } named } => string.Join('/', named.Name!.Values.Select(name => Measure(named.Seller, name))),
        { Rank: { } named } => RankName(Result.Rank[Seller(named.Seller)]),
        { Title: { } named } => RankName(Result.Title[Seller(named.Seller)]),
        { Carry: { } carry } => string.Join('/', carry.Item.Values.Select(item => Carried(carry.Seller, item))),
        { Lot: { } lot } => OpenLot(lot),
        { Payment: { Date: true } payment } => Shown(Paid(payment).Min(paid => paid.Due)),
        { Payment: { } payment } => Sum(Paid(payment).Select(paid => Shown(paid.Amount, paid.Decimals))),
        { Payable: { } named } => Paid(new PaymentQuery(named.Seller)).Any(paid => paid.Amount > 0) ? "yes" : "no",
        { Parent: { } parent } => Parent(parent),
        { Total: { } total } => Total(total),
        _ => throw new InvalidDataException($"The query at {query.At} asks for nothing."),
    };

    /// <summary>Adds up figures.</summary>
    public static string Sum(IEnumerable<string> figures) =>
        Shown(figures.Sum(figure => decimal.Parse(figure, CultureInfo.InvariantCulture)));

    /// <summary>Takes a figure away from another.</summary>
    public static string Difference(string figure, string less) =>
        Shown(decimal.Parse(figure, CultureInfo.InvariantCulture) - decimal.Parse(less, CultureInfo.InvariantCulture));

    private static string Shown(long units, int decimals) => Shown((decimal)units / Fixed.PowerOfTen(decimals));

    private static string Shown(Rate rate) => Shown((decimal)rate.Numerator / rate.Denominator);

    private static string Shown(decimal figure) => figure.ToString(CultureInfo.InvariantCulture);

    private static string Shown(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private IEnumerable<int> Matching(LineFilter filter) =>
        Enumerable.Range(0, Result.Lines.Count).Where(line => Matches(filter, line));

    private bool Matches(LineFilter filter, int line)
    {
        var lines = Result.Lines;
        return filter.Seller?.Values.Contains(Id(lines.Payee[line])) != false
            && filter.Bonus?.Values.Contains(lines.BonusNames[lines.Bonus[line]]) != false
            && (filter.Source is null || filter.Source == Id(lines.Source[line]))
            && (filter.Order is null || (lines.OrderRow[line] >= 0 && filter.Order == snapshot.Orders.Ids[lines.OrderRow[line]]))
            && (filter.Level is null || filter.Level == lines.Level[line])
            && (filter.Kind is null || filter.Kind == lines.Kind[line].ToString());
    }

    private int? Single(LineFilter filter)
    {
        var lines = Matching(filter).ToList();
        return lines.Count switch
        {
            0 => null,
            1 => lines[0],
            _ => throw new InvalidDataException($"{lines.Count} lines match {filter}."),
        };
    }

    private int BaseDecimals(int line) => Result.Lines.BaseDecimals[Result.Lines.Bonus[line]];

    private string Measure(string seller, string name)
    {
        var column = Result.Measures.Single(measure => measure.Name == name);
        return Shown(column.Values[Seller(seller)], column.Decimals);
    }

    private string Carried(string seller, string name)
    {
        var item = Result.Carry.Items.FirstOrDefault(item => item.Name == name);
        var at = item is null ? -1 : Array.FindIndex(item.Seller, carried => Result.Carry.Sellers[carried] == seller);
        return Shown(at < 0 ? 0 : item!.Value[at], VolumeDecimals(name[..Math.Max(0, name.LastIndexOf('/'))]));
    }

    private string OpenLot(LotQuery query) => Shown(
        Result.Carry.Lots.Where(lot => lot.Bonus == query.Bonus && lot.Order == query.Order && lot.Period.Length == 0
            && Result.Carry.Sellers[lot.Seller] == query.Seller).Sum(lot => lot.Units),
        VolumeDecimals(query.Bonus));

    /// <summary>The decimals of the volume or measure that a pair bonus is paid on.</summary>
    private int VolumeDecimals(string bonus)
    {
        var pair = plan.Document.Bonuses.OfType<PairDocument>().SingleOrDefault(pair => pair.Name == bonus);
        return pair is null
            ? 0
            : Result.Measures.Single(measure => measure.Name.Equals(pair.Of!.Text, StringComparison.OrdinalIgnoreCase)).Decimals;
    }

    private string RankName(long ordinal) => ordinal == 0 ? "none" : plan.Ranks[(int)ordinal - 1];

    private string Parent(ParentQuery query)
    {
        var parent = Result.Trees.Single(tree => tree.Name == query.Tree).Parent[Seller(query.Seller)];
        return parent < 0 ? "none" : Id(parent);
    }

    private string Total(TotalQuery query)
    {
        var total = Result.Totals.Single(total => total.Group == query.Group && total.Name == query.Name);
        return Shown(total.Units, total.Decimals);
    }

    private IEnumerable<Payment> Paid(PaymentQuery query) => Result.Payments.Where(payment => Id(payment.Payee) == query.Seller
        && (query.Wallet is null || query.Wallet == payment.Wallet)
        && (query.Of is null || query.Of == payment.Of)
        && (query.Due is null || query.Due == Shown(payment.Due)));

    private int Seller(string id) => Result.Sellers.Find(id) is var seller and >= 0
        ? seller
        : throw new InvalidDataException($"There is no seller {id}.");

    private string Id(int seller) => seller < 0 ? "" : Result.Sellers[seller];
}
