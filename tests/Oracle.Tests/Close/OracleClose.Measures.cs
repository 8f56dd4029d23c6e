using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Measures: over whom, and over which stretch of time.</summary>
internal sealed partial class OracleClose
{
    private Fraction Measured(MeasureModel measure, Member member)
    {
        var value = OrderWindow.Of(measure.Window, month) is { } window ? OverOrders(measure, window, member) : Across(measure, member);
        value = measure.AtMost is null ? value : Fraction.Min(value, Fraction.Parse(measure.AtMost));
        return measure.AtLeast is null ? value : Fraction.Max(value, Fraction.Parse(measure.AtLeast));
    }

    /// <summary>What the period alone gives, before windows and limits.</summary>
    private Fraction InThePeriod(MeasureModel measure, Member member)
    {
        var scene = new Scene(this, member);
        if (measure.Is is not null || measure.Table is not null)
        {
            return measure.Is?.At(scene) ?? measure.Table!.At(scene);
        }

        return measure.What switch
        {
            "legs" => LegsMeasured(measure, member),
            "upline" => Upline(measure.Tree, member).Where(above => measure.Where?.Holds(new Scene(this, above)) ?? true)
                .Select(above => measure.Of!.At(new Scene(this, above))).FirstOrDefault(),
            _ => ScopeMeasured(measure, member),
        };
    }

    private Fraction LegsMeasured(MeasureModel measure, Member member)
    {
        var heads = Scopes.Of(this, member, "frontline", measure.Tree, leg: measure.Leg)
            .Where(head => measure.Where?.Holds(new Scene(this, head)) ?? true)
            .Select(head => measure.Of!.At(new Scene(this, head)))
            .Select(value => measure.EachAtMost is null ? value : Fraction.Min(value, Fraction.Parse(measure.EachAtMost))).ToList();
        // In a tree with named legs an empty leg counts, as zero, where the smallest is taken.
        return measure is { Tree: "placement", Take: "smallest" } && heads.Count < plan.Legs.Count ? Fraction.Zero : Scopes.Take(heads, measure.Take);
    }

    private Fraction ScopeMeasured(MeasureModel measure, Member member)
    {
        if (measure.Over == "dropped")
        {
            return Fraction.Sum(Members.Where(other => TakerOf(measure.Tree, other) == member).Select(other => measure.Of!.At(new Scene(this, other))));
        }

        Func<Member, bool>? ends = measure.Until is null ? null : other => measure.Until.Holds(new Scene(this, other));
        var people = Scopes.Of(this, member, measure.Over, measure.Tree, ends, measure.BoundaryInside, measure.Leg)
            .Where(other => measure.Where?.Holds(new Scene(this, other)) ?? true)
            .Select(other => measure.Of!.At(new Scene(this, other))).ToList();
        return measure.What switch
        {
            "sum" => Fraction.Sum(people),
            "count" => Fraction.Of(people.Count(value => !value.IsZero)),
            "highest" => people.Count == 0 ? Fraction.Zero : people.Max(),
            "lowest" => people.Count == 0 ? Fraction.Zero : people.Min(),
            _ => throw new ArgumentException(measure.What),
        };
    }

    /// <summary>The values of the periods of a window, each as its own period's close had it; a period before the first counts as zero.</summary>
    private Fraction Across(MeasureModel measure, Member member)
    {
        switch (measure.Window)
        {
            case "this period":
                return InThePeriod(measure, member);
            case "previous period":
                return before.From?.InThePeriod(measure, member) ?? Fraction.Zero;
        }

        var closes = Closes().Where(close => measure.Window switch
        {
            "quarter to date" => Months.Quarter(close.month) == Months.Quarter(month),
            "year to date" => Months.Year(close.month) == Months.Year(month),
            _ => true,
        });
        var values = closes.Select(close => close.InThePeriod(measure, member)).ToList();
        if (measure.Window.Split(' ') is ["last", var count, "periods"])
        {
            var periods = int.Parse(count, null);
            values = [.. values.Concat(Enumerable.Repeat(Fraction.Zero, periods)).Take(periods)];
        }

        return measure.Across switch
        {
            "sum" => Fraction.Sum(values),
            "highest" => values.Max(),
            "lowest" => values.Min(),
            "count" => Fraction.Of(values.Count(value => !value.IsZero)),
            _ => throw new ArgumentException(measure.Across),
        };
    }

    /// <summary>This close and those before it, the latest first.</summary>
    private IEnumerable<OracleClose> Closes()
    {
        for (var close = this; close is not null; close = close.before.From)
        {
            yield return close;
        }
    }

    /// <summary>A sum over the orders of a window; in the measure's conditions too a volume is that of the window.</summary>
    private Fraction OverOrders(MeasureModel measure, OrderWindow window, Member member)
    {
        var figures = new WindowFigures(this, window);
        Func<Member, bool>? ends = measure.Until is null ? null : other => measure.Until.Holds(new Scene(figures, other));
        return Fraction.Sum(Scopes.Of(this, member, measure.Over, measure.Tree, ends, measure.BoundaryInside, measure.Leg)
            .Where(other => measure.Where?.Holds(new Scene(figures, other)) ?? true)
            .Select(other => measure.Of!.At(new Scene(figures, other))));
    }

    /// <summary>The same company with the volumes of a window of orders.</summary>
    private sealed class WindowFigures(OracleClose close, OrderWindow window) : IFigures
    {
        public IReadOnlyList<Member> Members => close.Members;

        /// <summary>A volume of the window, whatever period its orders were placed in, less late refunds where the plan deducts them.</summary>
        public Fraction Value(string name, Member member) => name is not ("PV" or "CV") ? close.Value(name, member) : Fraction.Sum(
            from sale in close.company.Sales
            where sale.Seller == member && sale.Month <= close.month && window.Holds(Months.Day(member.Joined), Months.Day(sale.Placed))
            let late = close.company.LateRefunds.Where(refund => ReferenceEquals(refund.Sale, sale) && refund.Month <= close.month)
            select sale.Value(name) - (close.plan.DeductedFrom == name ? Fraction.Sum(late.Select(refund => refund.Volumes[name])) : Fraction.Zero));

        public Fraction Rank(Member member) => close.Rank(member);

        public Fraction PreviousRank(Member member) => close.PreviousRank(member);

        public Fraction Previous(string name, Member member) => close.Previous(name, member);

        public Fraction Earned(string bonus, Member member) => close.Earned(bonus, member);

        public Member? Parent(string tree, Member member) => close.Parent(tree, member);

        public int Leg(Member member) => close.Leg(member);

        public IReadOnlyList<Member> Children(string tree, Member member) => close.Children(tree, member);
    }
}
