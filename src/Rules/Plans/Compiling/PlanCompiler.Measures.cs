using System.Globalization;
using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>Measures, named and without a name.</summary>
internal sealed partial class PlanCompiler
{
    private static readonly string[] Scopes =
        ["self", "frontline", "downline", "organisation", "levels 1-3", "recruits", "company", "owner", "dropped"];

    private readonly List<Measure> measures = [];
    private readonly Dictionary<string, Measure?> measuresByName = [];
    private readonly Dictionary<string, Measure> anonymous = [];
    private readonly List<string> measurePath = [];
    private readonly List<Window> orderWindows = [new Window.ThisPeriod()];

    /// <summary>A measure computed by a function or a counting form; the same one twice is computed once.</summary>
    public Column Anonymous(MeasureSpec spec)
    {
        var key = string.Create(CultureInfo.InvariantCulture,
            $"{spec.Kind}|{Key(spec.Of)}|{spec.Over}|{spec.FromLevel}|{spec.ToLevel}|{spec.Tree}|{spec.Take}|")
            + string.Create(CultureInfo.InvariantCulture, $"{Key(spec.EachAtMost)}|{spec.OrderWindow}|{spec.Leg}");
        if (!anonymous.TryGetValue(key, out var measure))
        {
            measure = Add(spec, "", named: false);
            anonymous[key] = measure;
        }

        return ColumnOf(measure);

        static string Key(Expression? expression) => expression is null ? "" : Names.Normal(expression.Text);
    }

    /// <summary>The measure of a counting form.</summary>
    public Column CountMeasure(Counted noun, bool containing, Expression condition, int tree, string text)
    {
        if (noun == Counted.Customers)
        {
            return Anonymous(new MeasureSpec { Name = text, Kind = MeasureKind.Customers, Of = condition, Over = Scope.Self });
        }

        if (containing)
        {
            var any = Anonymous(new MeasureSpec { Kind = MeasureKind.Highest, Of = condition, Over = Scope.Organisation, Tree = tree });
            any.Text = "anybody with " + condition.Text;
            condition = new Operation(Operator.Greater, any, new Constant(0, Unit.Number, 0)) { Unit = Unit.Flag, Text = any.Text };
        }

        var over = noun switch
        {
            Counted.Downline => Scope.Downline,
            Counted.Organisation => Scope.Organisation,
            _ => Scope.Frontline,
        };
        return Anonymous(new MeasureSpec { Name = text, Kind = MeasureKind.Count, Of = condition, Over = over, Tree = tree });
    }

    /// <summary>The value in the period before.</summary>
    public Expression PreviousValue(Column column)
    {
        if (column.Key.Kind == ColumnKind.Volume)
        {
            column = Anonymous(new MeasureSpec { Kind = MeasureKind.Formula, Of = column, Over = Scope.Self });
        }

        var measure = measures[column.Key.Index];
        measure.KeepsBefore = true;
        return Column(ColumnKind.PreviousMeasure, measure.Index, measure.Unit, measure.Decimals, 1, measure.Domain);
    }

    private void CompileMeasureNames()
    {
        foreach (var name in document.Measures.Keys)
        {
            measureNames[Names.Normal(name)] = name;
        }
    }

    private void CompileMeasures()
    {
        foreach (var name in document.Measures.Keys)
        {
            MeasureNamed(name);
        }

        var changed = true;
        while (changed)
        {
            changed = false;
            foreach (var measure in measures.Where(measure => !measure.ReadsRank && measure.Reads.Any(ReadsRank)))
            {
                measure.ReadsRank = changed = true;
            }
        }
    }

    private bool ReadsRank(Expression expression) => expression.Any(part => part is Column column
        && (column.Key.Kind == ColumnKind.Rank || (column.Key.Kind == ColumnKind.Measure && measures[column.Key.Index].ReadsRank)));

    private Column MeasureColumn(string name) => MeasureNamed(name) is { } measure ? ColumnOf(measure) : throw new FollowingErrorException();

    private static Column ColumnOf(Measure measure) => Column(ColumnKind.Measure, measure.Index, measure.Unit, measure.Decimals, 0, measure.Domain);

    private Measure? MeasureNamed(string name)
    {
        if (measuresByName.TryGetValue(name, out var known))
        {
            return known;
        }

        var written = document.Measures[name];
        if (measurePath.Contains(name))
        {
            Error("cycle", written.Place,
                $"The measure '{name}' depends on itself: {string.Join(" → ", measurePath.SkipWhile(step => step != name).Append(name))}.",
                "Break the circle with previous(…) or another measure.");
            return null;
        }

        measurePath.Add(name);
        var spec = Specify(name, written);
        measurePath.RemoveAt(measurePath.Count - 1);
        var measure = spec is null ? null : Add(spec, name, named: true);
        measuresByName[name] = measure;
        return measure;
    }

    private Measure Add(MeasureSpec spec, string name, bool named)
    {
        var measure = new Measure
        {
            Index = measures.Count,
            Name = named ? name : spec.Name,
            Named = named,
            Spec = spec,
            Unit = IsCount(spec) ? Unit.Count : spec.Table is null ? spec.Of!.Unit : TableUnit(spec.Table),
            Decimals = DecimalsOf(spec),
            PeriodDecimals = PeriodDecimalsOf(spec),
            Domain = spec.Of?.Domain,
            Keeps = spec.Window switch
            {
                Window.LastPeriods last => last.Count - 1,
                Window.PreviousPeriod => 1,
                Window.ThisPeriod => 0,
                _ => 1,
            },
        };
        measures.Add(measure);
        return measure;
    }

    private static bool IsCount(MeasureSpec spec) => spec.Across == Across.Count || CountsInAPeriod(spec);

    private static bool CountsInAPeriod(MeasureSpec spec) => spec.Kind is MeasureKind.Count or MeasureKind.Customers or MeasureKind.Place
        || spec is { Kind: MeasureKind.Legs, Take: LegTake.Count }
        || (spec.Kind is MeasureKind.Sum or MeasureKind.Legs && spec.Of!.Unit == Unit.Flag);

    private static int DecimalsOf(MeasureSpec spec) => spec.Across == Across.Count ? 0 : PeriodDecimalsOf(spec);

    private static int PeriodDecimalsOf(MeasureSpec spec) =>
        CountsInAPeriod(spec) ? 0 : spec.Table is null ? spec.Of!.Decimals : TableDecimals(spec.Table);

    private static Unit TableUnit(CompiledTable table) => table is SingleValue { Formula: { } formula } ? formula.Unit : Unit.Number;

    private static int TableDecimals(CompiledTable table)
    {
        const int Most = 9;
        var decimals = table.Rates.Select(rate => rate.ToString()).Select(text => text.Contains('/', StringComparison.Ordinal) ? Most
            : text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? text.Length - point - 1 : 0).DefaultIfEmpty(0).Max();
        return Math.Min(Most, Math.Max(decimals, Leaves(table).Select(formula => formula.Decimals).DefaultIfEmpty(0).Max()));

        static IEnumerable<Expression> Leaves(CompiledTable table) => table switch
        {
            SingleValue { Formula: { } formula } => [formula],
            ByKey rows => rows.Steps.Concat(rows.ByName.Values).Concat(rows.Otherwise is null ? [] : [rows.Otherwise]).SelectMany(Leaves),
            ByLevels levels => levels.Levels.SelectMany(Leaves),
            _ => [],
        };
    }

    private MeasureSpec? Specify(string name, MeasureDocument written)
    {
        var tree = TreeNamed(written.Tree, written.At("tree"));
        var (over, from, to) = ParseScope(written);
        if (!Window.TryParse(written.Window, out var window))
        {
            Error("wrong-value", written.At("window"), $"'{written.Window}' is no window.", $"Use one of: {Window.Forms}.");
            return null;
        }

        var ofOrders = window is Window.LastDays or Window.DaysFrom or Window.MonthsFrom;
        var scope = new FormulaScope(About.Seller, tree, ofOrders ? OrderWindow(window, written) : 0);
        var (kind, of) = What(written, scope);
        var table = CompileTable(written.Table, scope);
        if (of is null && table is null)
        {
            if (What(written) is null && written.Table is null)
            {
                Error("missing-key", written.Place, $"The measure '{name}' does not say what it measures.",
                    "Give 'is', 'sum', 'count', 'highest', 'lowest', 'legs', 'customers', 'upline', 'place' or a table.");
            }

            return null;
        }

        var spec = new MeasureSpec
        {
            Name = name,
            Kind = table is null ? kind : MeasureKind.Table,
            Of = of,
            Table = table,
            Over = kind == MeasureKind.Place ? Scope.Company : over,
            FromLevel = from,
            ToLevel = to,
            Tree = tree,
            Leg = LegNamed(written.Tree is null ? tree : TreeIndex(written.Tree), written.Leg, written.At("leg")),
            Where = Conditions(written.Where, kind == MeasureKind.Customers ? new FormulaScope(About.Customer) : scope),
            Until = Conditions(written.Until, scope),
            BoundaryInside = written.Boundary == Boundary.Inside,
            Take = written.Take,
            EachAtMost = Number(written.EachAtMost, scope),
            Window = ofOrders ? new Window.ThisPeriod() : window,
            Across = written.Across,
            OrderWindow = scope.Window,
        };
        var decimals = DecimalsOf(spec);
        return spec with { AtMost = Number(written.AtMost, scope, decimals), AtLeast = Number(written.AtLeast, scope, decimals) };
    }

    private static Formula? What(MeasureDocument written) =>
        written.Is ?? written.Sum ?? written.Count ?? written.Highest ?? written.Lowest ?? written.Legs ?? written.Customers ?? written.Upline
        ?? written.PlaceBy;

    private (MeasureKind Kind, Expression? Of) What(MeasureDocument written, FormulaScope scope)
    {
        var kind = written switch
        {
            { Sum: not null } => MeasureKind.Sum,
            { Count: not null } => MeasureKind.Count,
            { Highest: not null } => MeasureKind.Highest,
            { Lowest: not null } => MeasureKind.Lowest,
            { Legs: not null } => MeasureKind.Legs,
            { Customers: not null } => MeasureKind.Customers,
            { Upline: not null } => MeasureKind.Upline,
            { PlaceBy: not null } => MeasureKind.Place,
            _ => MeasureKind.Formula,
        };
        var formula = What(written);
        var of = Parse(formula, kind == MeasureKind.Customers ? new FormulaScope(About.Customer, 0, scope.Window) : scope);
        if (of is not null && kind is MeasureKind.Count or MeasureKind.Customers && of.Unit != Unit.Flag)
        {
            Error("unit", formula!.Place, $"'{formula.Text}' is {FormulaParser.Describe(of)}, but a condition is needed to count.",
                "Compare it with something.");
            of = null;
        }

        return (kind, of);
    }

    private (Scope Over, int From, int To) ParseScope(MeasureDocument written)
    {
        var text = Names.Normal(written.Over);
        if (text.StartsWith("levels ", StringComparison.Ordinal))
        {
            var ends = text["levels ".Length..].Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length == 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                && int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from <= to && to <= 100)
            {
                return (Scope.Levels, from, to);
            }
        }

        if (!text.StartsWith("levels", StringComparison.Ordinal) && Enum.TryParse<Scope>(text, ignoreCase: true, out var scope))
        {
            return (scope, 1, 1);
        }

        Error("wrong-value", written.At("over"), $"'{written.Over}' is no scope.", Names.Suggest(written.Over, Scopes));
        return (Scope.Organisation, 1, 1);
    }

    private int OrderWindow(Window window, MeasureDocument written)
    {
        var from = window switch
        {
            Window.DaysFrom days => days.Event,
            Window.MonthsFrom months => months.Event,
            _ => "enrolled",
        };
        if (Names.Normal(from) != "enrolled")
        {
            SellerAttributeOfKind(from, AttributeKind.Date, written.At("window"));
        }

        var index = orderWindows.IndexOf(window);
        if (index < 0)
        {
            index = orderWindows.Count;
            orderWindows.Add(window);
        }

        return index;
    }
}
