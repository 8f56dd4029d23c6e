using System.Text;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Explaining;

/// <summary>Represents a closed period whose columns are still at hand, and says its numbers in words.</summary>
internal sealed record ClosedPeriod(Plan Plan, Frame Frame, Result Result)
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    public Lines Lines => Result.Lines;

    public Lazy<OrdersBySeller> Orders { get; } = new(() => new OrdersBySeller(Frame));

    public Lazy<LinesByPayee> ByPayee { get; } = new(() => new LinesByPayee(Result.Lines, Result.Sellers.Count));

    public Lazy<IdLookup> ById { get; } = new(() => new IdLookup(Result.Sellers));

    /// <summary>The number of the seller with an id, or -1.</summary>
    public int NumberOf(string id) => ById.Value.Find(Encoding.UTF8.GetBytes(id));

    public string IdOf(int seller) => seller < 0 ? "nobody" : Result.Sellers[seller];

    public string RankOf(int seller) => Frame.Plan.RankDomain[Result.Rank[seller]];

    /// <summary>A seller with their rank, where the plan has ranks.</summary>
    public string Describe(int seller) => Plan.Ranks.Count == 0 || Result.Rank[seller] == 0 ? IdOf(seller) : $"{IdOf(seller)} ({RankOf(seller)})";

    public string Money(long amount) => $"{Fixed.Format(amount, Plan.Decimals)} {Plan.Document.Currency}";

    public Fact MoneyFact(string name, long amount) => Fact.Of(name, amount, Plan.Decimals, Unit.Money);

    /// <summary>The rule of a bonus by its number, or null for a cap or a correction.</summary>
    public BonusRule? RuleOf(int bonus) => Plan.Bonuses.FirstOrDefault(rule => rule.Index == bonus);

    public string OrderId(int row) => Frame.Snapshot.Orders.Ids[row];

    /// <summary>An order with its date.</summary>
    public string OrderOf(int row) => $"order {OrderId(row)} of {OrderDate(row)}";

    public string OrderDate(int row) => LocalDatePattern.Iso.Format(Epoch.PlusDays(Frame.DayOf(Frame.Snapshot.Orders.Placed[row])));

    /// <summary>A value of a formula as a fact.</summary>
    public Fact Show(string name, Expression of, long value) => new(name, Text(of, value), of.Unit, value, of.Decimals);

    /// <summary>A value of a formula in words.</summary>
    public string Text(Expression of, long value) => of.Unit switch
    {
        Unit.Choice => of.Domain?[value] ?? Fixed.Format(value, 0),
        Unit.Flag => value != 0 ? "yes" : "no",
        Unit.Date => LocalDatePattern.Iso.Format(Epoch.PlusDays((int)value)),
        Unit.Seller => IdOf((int)value),
        Unit.Money when of.Decimals == Plan.Decimals => Fixed.Format(value, of.Decimals),
        _ => Rate.FromFixed(value, of.Decimals).ToString(),
    };

    /// <summary>A rate in words: in percent where it is a share, as money where it is an amount.</summary>
    public static string Percent(Rate rate) =>
        Rate.TryQuotient((Int128)rate.Numerator * 100, rate.Denominator, out var percent) ? $"{percent}%" : rate.ToString();

    /// <summary>A list that shows the first and counts the rest.</summary>
    public static IReadOnlyList<Reason> Some<T>(IReadOnlyList<T> all, int most, Func<T, Reason> tell) => all.Count <= most
        ? [.. all.Select(tell)]
        : [.. all.Take(most).Select(tell), new Reason($"and {all.Count - most} more")];
}
