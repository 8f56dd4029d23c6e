using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Formulas;

/// <summary>Functions of formulas. Those that look at other sellers become measures without a name.</summary>
internal sealed partial class FormulaParser
{
    /// <summary>The names of all functions, for suggestions.</summary>
    public static IReadOnlyList<string> FunctionNames { get; } =
    [
        "min", "max", "if", "whole", "previous", "frontline", "downline", "organisation", "levels",
        "legs", "largest leg", "second leg", "third leg", "other legs", "smallest leg",
    ];

    private Expression? Function(string name, int words)
    {
        var function = name.ToLowerInvariant();
        if (!FunctionNames.Contains(function))
        {
            return null;
        }

        var start = Current.Offset;
        at += words + 1;
        var result = function switch
        {
            "min" => Extreme(Operator.Min),
            "max" => Extreme(Operator.Max),
            "if" => Choose(),
            "whole" => WholePart(),
            "previous" => Previous(),
            "levels" => Levels(),
            "frontline" or "downline" or "organisation" => Scoped(function),
            _ => Legs(function),
        };
        Expect(")");
        result.Text = text[start..tokens[at].Offset].Trim();
        return result;
    }

    private Expression Extreme(Operator op)
    {
        var result = Or();
        while (Current.Is(","))
        {
            var place = Take();
            var next = Or(result.Domain);
            CheckUnits(result, next, place, "compare");
            var decimals = Math.Max(result.Decimals, next.Decimals);
            result = new Operation(op, result.Rescaled(decimals), next.Rescaled(decimals))
            {
                Unit = result.Unit is Unit.Number or Unit.Flag ? next.Unit : result.Unit,
                Decimals = decimals,
                Domain = result.Domain ?? next.Domain,
            };
        }

        return result;
    }

    private If Choose()
    {
        var condition = Or();
        if (condition.Unit != Unit.Flag)
        {
            throw Error("unit", $"'{condition.Text}' is not a condition.", "Compare it with something.");
        }

        Expect(",");
        var then = Or();
        var place = Current;
        Expect(",");
        var otherwise = Or(then.Domain);
        CheckUnits(then, otherwise, place, "compare");
        var decimals = Math.Max(then.Decimals, otherwise.Decimals);
        return new If(condition, then.Rescaled(decimals), otherwise.Rescaled(decimals))
        {
            Unit = then.Unit is Unit.Number ? otherwise.Unit : then.Unit,
            Decimals = decimals,
            Domain = then.Domain ?? otherwise.Domain,
        };
    }

    private Whole WholePart()
    {
        var place = Current;
        var of = Or();
        RefuseChoice(of, place);
        return new Whole(of) { Unit = of.Unit };
    }

    private Expression Previous()
    {
        var place = Current;
        var of = Or();
        return of is Column { Key.Kind: ColumnKind.Measure or ColumnKind.Volume } column
            ? plan.PreviousValue(column)
            : throw new FormulaException("formula", place.Offset, $"'{of.Text}' has no value of its own in the period before.", "Give it a name as a measure.");
    }

    private Column Scoped(string function)
    {
        var of = Inner();
        var over = function switch
        {
            "frontline" => Scope.Frontline,
            "downline" => Scope.Downline,
            _ => Scope.Organisation,
        };
        return plan.Anonymous(new MeasureSpec { Kind = MeasureKind.Sum, Of = of.Expression, Over = over, Tree = of.Tree });
    }

    private Column Levels()
    {
        var of = Inner(argumentsAfter: 2, out var numbers);
        return plan.Anonymous(new MeasureSpec
        {
            Kind = MeasureKind.Sum,
            Of = of.Expression,
            Over = Scope.Levels,
            FromLevel = (int)numbers[0].Value,
            ToLevel = (int)numbers[1].Value,
            Tree = of.Tree,
        });
    }

    private Column Legs(string function)
    {
        var take = function switch
        {
            "legs" => LegTake.Sum,
            "largest leg" => LegTake.Largest,
            "second leg" => LegTake.Second,
            "third leg" => LegTake.Third,
            "other legs" => LegTake.AllButLargest,
            _ => LegTake.Smallest,
        };
        var of = Inner();
        Expression? cap = null;
        var tree = of.Tree;
        if (Current.Is(","))
        {
            var place = Take();
            if (WordsAhead() > 0 && plan.TreeIndex(NameOf(WordsAhead())) >= 0)
            {
                tree = TreeName();
            }
            else
            {
                cap = Or();
                CheckUnits(of.Expression, cap, place, "compare");
            }
        }

        return plan.Anonymous(new MeasureSpec
        {
            Kind = MeasureKind.Legs,
            Of = of.Expression,
            Over = Scope.Frontline,
            Take = take,
            EachAtMost = cap,
            Tree = tree
        });
    }

    private (Expression Expression, int Tree) Inner()
    {
        var of = new FormulaParserView(this).Or();
        if (Current.Is(",") && plan.TreeIndex(PeekName()) >= 0)
        {
            Take();
            return (of, TreeName());
        }

        return (of, scope.Tree);
    }

    private (Expression Expression, int Tree) Inner(int argumentsAfter, out IReadOnlyList<Constant> numbers)
    {
        var of = new FormulaParserView(this).Or();
        var found = new List<Constant>();
        for (var i = 0; i < argumentsAfter; i++)
        {
            Expect(",");
            found.Add(Or() as Constant ?? throw Error("formula", "A level is a plain number.", "Write levels(PV, 1, 3)."));
        }

        numbers = found;
        var tree = scope.Tree;
        if (Current.Is(","))
        {
            Take();
            tree = TreeName();
        }

        return (of, tree);
    }

    private string PeekName()
    {
        at++;
        var name = WordsAhead() > 0 ? NameOf(WordsAhead()) : "";
        at--;
        return name;
    }

    /// <summary>The same place in the same formula, read as being about any seller.</summary>
    private readonly struct FormulaParserView(FormulaParser parser)
    {
        public Expression Or()
        {
            var inner = new FormulaParser(parser.plan, parser.scope with { About = About.Seller }, parser.text) { at = parser.at, nesting = parser.nesting };
            var expression = inner.Or();
            parser.at = inner.at;
            return expression;
        }
    }
}
