using Compensation.Rules.Closing;
using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Explaining;

/// <summary>Represents a closed period that answers questions about its lines and sellers.</summary>
/// <threadsafety>One question at a time.</threadsafety>
public sealed class Explainer
{
    private readonly ClosedPeriod period;

    internal Explainer(ClosedPeriod period) => this.period = period;

    /// <summary>The close that is explained.</summary>
    public Result Result => period.Result;

    /// <summary>Does beforehand what else the first question would wait for: for a run about which there will be many.</summary>
    public void Prepare()
    {
        _ = period.Orders.Value;
        _ = period.ByPayee.Value;
        _ = period.ById.Value;
    }

    /// <summary>Explains one commission line down to its orders.</summary>
    /// <param name="lineNumber">The line's number from 1, as in <c>commissions.csv</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    /// <exception cref="ExplanationMismatchException">Computed again, the line comes to another amount.</exception>
    public Reason Line(int lineNumber)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lineNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lineNumber, Result.Lines.Count);
        var line = lineNumber - 1;
        var because = Result.Lines.Kind[line] switch
        {
            LineKind.Pay => period.RuleOf(Result.Lines.Bonus[line]) switch
            {
                WalkRule walk => new WalkReasons(period, walk).Of(line),
                GrantRule grant => new GrantReasons(period, grant).Of(line),
                PairRule pair => PairReasons.Of(period, pair, line),
                ShareRule share => ShareReasons.Of(period, share, line),
                GuaranteeRule guarantee => OtherReasons.Of(period, guarantee, line),
                BoardRule board => OtherReasons.Of(period, board, line),
                CustomRule custom => OtherReasons.Of(period, custom, line),
                var other => throw new InvalidOperationException($"Unknown form of bonus {other?.GetType().Name}."),
            },
            LineKind.Cap => LimitReasons.Of(period, line),
            LineKind.Clawback => CorrectionReasons.Clawback(period, line),
            LineKind.Accrual => CorrectionReasons.Accrual(period, line),
            _ => CorrectionReasons.Adjustment(period, line),
        };
        return new Reason(Headline(line)) { Facts = Facts(line), Because = because };
    }

    /// <summary>Explains one seller's period: ranks, measures, what is paid and what is not.</summary>
    /// <param name="id">The seller's id.</param>
    /// <exception cref="KeyNotFoundException">There is no such seller.</exception>
    public SellerExplanation Seller(string id)
    {
        var seller = period.NumberOf(id);
        return seller < 0 ? throw new KeyNotFoundException($"There is no seller '{id}'.") : new SellerReasons(period, seller).Explain();
    }

    /// <summary>The number of a seller in the result.</summary>
    /// <param name="row">The seller's row in the snapshot.</param>
    /// <returns>The number; -1 for one who is not in the period or not in the snapshot yet.</returns>
    public int NumberOf(int row) => row < period.Frame.Snapshot.Sellers.Count ? period.Frame.NumberOf(row) : -1;

    /// <summary>Where a seller stands: quick, for a look now and then.</summary>
    /// <param name="seller">The seller's number in the result.</param>
    public SellerCard Card(int seller) => new SellerReasons(period, seller).Card();

    /// <summary>The plan's volumes and named measures with a seller's values.</summary>
    /// <param name="seller">The seller's number in the result.</param>
    public IReadOnlyList<Fact> Measures(int seller) => new SellerReasons(period, seller).Measures();

    /// <summary>The name of a seller's rank; empty in a plan without ranks.</summary>
    /// <param name="seller">The seller's number in the result.</param>
    public string RankOf(int seller) => period.Plan.Ranks.Count == 0 ? "" : period.RankOf(seller);

    /// <summary>Who stands directly below a seller in a tree of the plan, each at the head of a leg.</summary>
    /// <param name="seller">The seller's number in the result.</param>
    /// <param name="tree">The tree's name.</param>
    /// <returns>Their numbers, in the order of the result; null where the plan has no such tree.</returns>
    public IReadOnlyList<int>? LegsOf(int seller, string tree) =>
        period.Plan.Trees.FirstOrDefault(rule => rule.Name.Equals(tree, StringComparison.OrdinalIgnoreCase)) is { } found
            ? period.Frame.Tree(period.Plan.Trees.ToList().IndexOf(found)).Children(seller).ToArray()
            : null;

    private string Headline(int line)
    {
        var lines = Result.Lines;
        var rule = period.RuleOf(lines.Bonus[line]);
        var verb = lines.Kind[line] switch
        {
            LineKind.Pay => "gets",
            LineKind.Cap => "is cut by a limit by",
            LineKind.Clawback => "gives back",
            LineKind.Accrual => lines.Amount[line] < 0 ? "has held back" : "has released",
            _ => "is corrected by",
        };
        var source = lines.Source[line] < 0 || lines.Source[line] == lines.Payee[line] ? "" : $" from {period.Describe(lines.Source[line])}";
        var level = lines.Level[line] == 0 ? "" : $" on level {lines.Level[line]}";
        var title = rule?.Document.Title is { Length: > 0 } words ? $" ({words})" : "";
        var plan = period.Plan;
        return $"line {line + 1}: {period.Describe(lines.Payee[line])} {verb} {period.Money(lines.Amount[line])}{source}{level} " +
            $"by '{lines.BonusNames[lines.Bonus[line]]}'{title} of {plan.Name}, version {plan.Document.Version}";
    }

    private List<Fact> Facts(int line)
    {
        var lines = Result.Lines;
        var facts = new List<Fact>
        {
            Fact.Of("line", line + 1, 0, Plans.Formulas.Unit.Count),
            new("bonus", lines.BonusNames[lines.Bonus[line]]),
            new("kind", lines.Kind[line].ToString()),
            Fact.Seller("payee", period.IdOf(lines.Payee[line])),
            period.MoneyFact("amount", lines.Amount[line]),
        };
        if (lines.Source[line] >= 0)
        {
            facts.Add(Fact.Seller("source", period.IdOf(lines.Source[line])));
        }

        if (lines.OrderRow[line] >= 0)
        {
            facts.Add(new Fact("order", period.OrderId(lines.OrderRow[line])));
        }

        if (lines.Level[line] > 0)
        {
            facts.Add(Fact.Of("level", lines.Level[line], 0, Plans.Formulas.Unit.Count));
        }

        return facts;
    }
}
