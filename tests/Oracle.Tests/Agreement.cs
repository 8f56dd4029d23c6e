using Compensation.Oracle.Tests.Close;
using Compensation.Oracle.Tests.Model;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Shouldly;

namespace Compensation.Oracle.Tests;

/// <summary>Holds one month's result of the engine against the oracle's: ranks, titles, measures, lines, payments, carry.</summary>
internal sealed class Agreement(Plan plan, PlanModel model, Company company, Snapshot snapshot, Result result, OracleClose oracle)
{
    private readonly Dictionary<string, Member> byId = company.Members.ToDictionary(member => member.Id);

    public void Check(string about)
    {
        Same(about, "measures", Measures(), from member in company.Members
                                            from measure in model.Measures
                                            select $"{measure.Name} of {member}: {oracle.Value(measure.Name, member)}");
        Same(about, "ranks", Enumerable.Range(0, result.Rank.Length).Select(i => $"{result.Sellers[i]}: {result.Rank[i]}, title {result.Title[i]}"),
            company.Members.Select(member => $"{member}: {oracle.Carry.Rank[member]}, title {oracle.Carry.Title[member]}"));
        Same(about, "lines", EngineRun.Lines(plan, snapshot, result).Select(Shown), oracle.Lines.Select(Shown));
        Same(about, "payments", result.Payments.Select(payment => $"{new PaidOut(result.Sellers[payment.Payee], payment.Wallet, payment.Currency,
            Fraction.Of(payment.Amount, payment.Decimals), payment.Due, payment.Of)}"), oracle.Payments.Select(payment => $"{payment}"));
        Same(about, "carry", Carried(), OracleCarried());
    }

    private static string Shown(Line line) => $"{line.Bonus} {line.Kind} to {line.Payee} from {line.Source}{line.Order} level {line.Level}: {line.Amount}";

    private IEnumerable<string> Measures() =>
        from column in result.Measures
        where model.Measures.Any(measure => measure.Name == column.Name)
        from seller in Enumerable.Range(0, column.Values.Length)
        select $"{column.Name} of {byId[result.Sellers[seller]]}: {Fraction.Of(column.Values[seller], column.Decimals)}";

    private IEnumerable<string> Carried() =>
        from item in result.Carry.Items
        where item.Name == "balance" || item.Name.StartsWith("owed in ", StringComparison.Ordinal) || CarriedBonus(item.Name)
        let decimals = !CarriedBonus(item.Name) || item.Name.EndsWith("/accrued", StringComparison.Ordinal) ? plan.Decimals : 2
        from i in Enumerable.Range(0, item.Seller.Length)
        select $"{item.Name} of {result.Carry.Sellers[item.Seller[i]]}: {Fraction.Of(item.Value[i], decimals)}";

    /// <summary>Whether an item is what a bonus has earned or unused volume; how boards and advancement are kept is the engine's own business.</summary>
    private bool CarriedBonus(string item) => model.Bonuses.Any(bonus => item.StartsWith($"{bonus.Name}/", StringComparison.Ordinal)
        && (item.EndsWith("/accrued", StringComparison.Ordinal) || model.Legs.Any(leg => item.StartsWith($"{bonus.Name}/{leg}", StringComparison.Ordinal))));

    private IEnumerable<string> OracleCarried()
    {
        var balances = oracle.Carry.Balance.Select(entry => ("balance", entry.Key, entry.Value));
        var accrued = oracle.Carry.Accrued.Select(entry => ($"{entry.Key.Bonus}/accrued", entry.Key.Member, entry.Value));
        var legs = oracle.Carry.Legs.SelectMany(entry => entry.Value.Select((lot, age) => (Item(entry.Key.Bonus, entry.Key.Leg, age), entry.Key.Member, lot)));
        var owed = oracle.Carry.Owed.Select(entry => ($"owed in {entry.Key.Wallet}", entry.Key.Owner, -entry.Value));
        return balances.Concat(owed).Concat(accrued).Concat(legs).Where(entry => !entry.Item3.IsZero)
            .Select(entry => $"{entry.Item1} of {entry.Item2}: {entry.Item3}");
    }

    private string Item(string bonus, int leg, int age)
    {
        var name = $"{bonus}/{model.Legs[leg]}";
        return model.Bonuses.OfType<PairModel>().Single(pair => pair.Name == bonus).ExpiresAfter <= 1 ? name : $"{name}/{age + 1}";
    }

    private static void Same(string about, string what, IEnumerable<string> engine, IEnumerable<string> oracle)
    {
        var (left, right) = (engine.Order(StringComparer.Ordinal).ToList(), oracle.Order(StringComparer.Ordinal).ToList());
        var extra = left.Except(right).Concat(Repeated(left, right)).ToList();
        var missing = right.Except(left).Concat(Repeated(right, left)).ToList();
        if (extra.Count > 0 || missing.Count > 0)
        {
            throw new ShouldAssertException($"{about}: {what} differ.\nThe engine alone:\n  {string.Join("\n  ", extra.Take(30))}\n"
                + $"The oracle alone:\n  {string.Join("\n  ", missing.Take(30))}");
        }
    }

    /// <summary>What stands more often on one side than on the other.</summary>
    private static IEnumerable<string> Repeated(List<string> left, List<string> right) =>
        left.GroupBy(entry => entry).Where(group => right.Contains(group.Key) && group.Count() > right.Count(entry => entry == group.Key))
            .Select(group => $"{group.Key} (repeated)");
}
