using Compensation.Rules.Calendars;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Explaining;

/// <summary>Derives the value of a formula down to orders: through measures, over the sellers of their scope, into the orders of each.</summary>
internal sealed class BaseReasons(ClosedPeriod period)
{
    private const int MostShown = 10;
    private const int MostReasons = 500;

    private int reasons;

    public Reason Of(Expression of, in Spot at)
    {
        var value = of.At(at);
        if (++reasons > MostReasons)
        {
            return Leaf(of, at, value);
        }

        return of switch
        {
            Rescale => Of(of.Parts[0], at),
            Column { Key.Kind: ColumnKind.Volume } column => Volume(column, at.Self, value),
            Column { Key.Kind: ColumnKind.Measure } column => Measure(column, at.Self, value),
            Column { Key.Kind: ColumnKind.Earnings } column => Earnings(column, at.Self, value),
            Elsewhere elsewhere when elsewhere.SellerAt(at) is >= 0 and var other =>
                Of(elsewhere.Of, at with { Self = other }),
            CompanyTotal total => Company(total, value),
            OrderColumn column when at.Row >= 0 => OrderReasons.Of(period, column, at),
            { Parts.Count: > 0 } => Leaf(of, at, value) with { Because = Parts(of, at) },
            _ => Leaf(of, at, value),
        };
    }

    private IReadOnlyList<Reason> Parts(Expression of, Spot at) =>
        [.. of.Parts.Where(part => part is not (Constant or SpotValue)).Select(part => Of(part, at))];

    private Reason Leaf(Expression of, in Spot at, long value) => new($"{of.Text} of {period.IdOf(at.Self)} = {period.Text(of, value)}")
    {
        Facts = [Fact.Seller("seller", period.IdOf(at.Self)), period.Show(of.Text, of, value)],
    };

    private Reason Volume(Column column, int seller, long value)
    {
        var frame = period.Frame;
        var units = frame.Orders.Volume(column.Key.Index);
        var rows = period.Orders.Value.Of(seller, column.Key).Where(row => units[row] != 0)
            .OrderByDescending(row => Math.Abs(units[row])).ThenBy(row => frame.Snapshot.Orders.Placed[row])
            .ThenBy(period.OrderId, StringComparer.Ordinal).ToList();
        var orders = ClosedPeriod.Some(rows, MostShown, row => new Reason($"{period.OrderOf(row)}: {Shown(column, units[row])}")
        {
            Facts =
            [
                new Fact("order", period.OrderId(row)), new Fact("placed", period.OrderDate(row), Unit.Date),
                period.Show(column.Text, column, units[row]),
            ],
        });
        var rest = value - rows.Sum(row => units[row]);
        return Leaf(column, new Spot(frame, seller), value) with
        {
            Because = rest == 0 ? orders : [.. orders, new Reason($"refunds of orders of earlier periods: {Shown(column, rest)}")],
        };
    }

    private string Shown(Expression of, long value) => period.Text(of, value);

    private Reason Measure(Column column, int seller, long value)
    {
        var spec = period.Plan.Measures[column.Key.Index].Spec;
        var at = new Spot(period.Frame, seller);
        var leaf = Leaf(column, at, value);
        if (spec.Window is not Window.ThisPeriod)
        {
            return leaf with { Because = [new Reason($"over {spec.Window}, of which earlier periods come from what they left")] };
        }

        switch (spec.Kind)
        {
            case MeasureKind.Formula:
                return leaf with { Because = [Of(spec.Of!, at)] };
            case MeasureKind.Table:
                return leaf with { Because = [TableReasons.Of(period, "row", spec.Table!, at, isShare: false)] };
            case MeasureKind.Legs:
                var legs = period.Frame.Tree(spec.Tree).Children(seller).ToArray().Where(Counts);
                return leaf with { Because = Contributors(spec.Of!, [.. legs.Select(leg => (leg, spec.Of!.At(new Spot(period.Frame, leg))))], "leg of ") };
            case MeasureKind.Sum or MeasureKind.Count or MeasureKind.Highest or MeasureKind.Lowest:
                return leaf with { Because = Scoped(spec, seller, value) };
            case MeasureKind.Place:
                return leaf with { Because = [Of(spec.Of!, at), new Reason($"{Listed(spec)} in the list")] };
            default:
                return leaf;
        }

        int Listed(MeasureSpec listed) => listed.Where is null ? period.Frame.Count : period.Frame.Values(listed.Where).Count(value => value != 0);

        bool Counts(int leg) => spec.Where is null || spec.Where.At(new Spot(period.Frame, leg)) != 0;
    }

    private IReadOnlyList<Reason> Scoped(MeasureSpec spec, int seller, long value)
    {
        if (ScopeMembers.Of(period.Frame, spec, seller) is not { } members)
        {
            return [];
        }

        var counted = members.Where(member => spec.Where is null || spec.Where.At(new Spot(period.Frame, member)) != 0)
            .Select(member => (Member: member, Value: spec.Of!.At(new Spot(period.Frame, member))));
        var contributions = counted.Select(entry => (entry.Member, spec.Kind == MeasureKind.Count && entry.Value != 0 ? 1 : entry.Value)).ToList();
        var reasons = Contributors(spec.Of!, contributions, "");
        var rest = value - contributions.Sum(entry => entry.Item2);
        return spec.Kind is MeasureKind.Highest or MeasureKind.Lowest || rest == 0 ? reasons
            : [.. reasons, new Reason($"limits of the measure: {Rate.FromFixed(rest, spec.Of!.Decimals)}")];
    }

    private IReadOnlyList<Reason> Contributors(Expression of, IReadOnlyList<(int Member, long Value)> contributions, string prefix)
    {
        var largest = contributions.Where(entry => entry.Value != 0).OrderByDescending(entry => Math.Abs(entry.Value)).ThenBy(entry => entry.Member).ToList();
        return ClosedPeriod.Some(largest, MostShown, entry =>
        {
            var reason = Of(of, new Spot(period.Frame, entry.Member));
            return prefix.Length == 0 ? reason : reason with { Text = prefix + reason.Text };
        });
    }

    private Reason Earnings(Column column, int seller, long value)
    {
        var lines = period.ByPayee.Value.Of(seller).ToArray().Where(line => period.Lines.Bonus[line] == column.Key.Index).ToList();
        return new Reason($"{period.Lines.BonusNames[column.Key.Index]} of {period.IdOf(seller)} = {period.Money(value)}")
        {
            Facts = [Fact.Seller("seller", period.IdOf(seller)), period.MoneyFact("earned", value)],
            Because = ClosedPeriod.Some(lines, MostShown, Line),
        };
    }

    private Reason Line(int line)
    {
        var source = period.Lines.Source[line] < 0 ? "" : $" from {period.IdOf(period.Lines.Source[line])}";
        return new Reason($"line {line + 1}: {period.Money(period.Lines.Amount[line])}{source}")
        {
            Facts = [Fact.Of("line", line + 1, 0, Unit.Count), period.MoneyFact("amount", period.Lines.Amount[line])],
        };
    }

    private Reason Company(CompanyTotal total, long value)
    {
        var values = period.Frame.Values(total.Of);
        return new Reason($"{total.Text} = {period.Text(total, value)}")
        {
            Facts = [period.Show(total.Text, total, value)],
            Because = Contributors(total.Of, [.. values.Select((one, seller) => (seller, one))], ""),
        };
    }
}
