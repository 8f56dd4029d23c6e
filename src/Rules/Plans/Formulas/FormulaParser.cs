using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Plans.Formulas;

/// <summary>Reads one formula and resolves its names: a recursive descent over <c>docs/reference/formulas.md</c>.</summary>
internal sealed partial class FormulaParser
{
    private const int MostNesting = 60;
    private const int MostWords = 8;

    private readonly PlanCompiler plan;
    private readonly FormulaScope scope;
    private readonly string text;
    private readonly IReadOnlyList<Token> tokens;
    private int at;
    private int nesting;

    private FormulaParser(PlanCompiler plan, FormulaScope scope, string text)
    {
        this.plan = plan;
        this.scope = scope;
        this.text = text;
        tokens = Lexer.Cut(text);
    }

    private Token Current => tokens[at];

    /// <summary>Reads a formula.</summary>
    /// <param name="plan">The plan whose names it knows.</param>
    /// <param name="scope">What it is about.</param>
    /// <param name="text">The formula.</param>
    /// <param name="expected">What choices it should give, where that is known: <c>Gold</c> is then a value of it.</param>
    /// <exception cref="FormulaException">The formula cannot be understood.</exception>
    public static Expression Parse(PlanCompiler plan, FormulaScope scope, string text, Domain? expected = null)
    {
        var parser = new FormulaParser(plan, scope, text);
        var expression = parser.Or(expected);
        if (parser.Current.Kind != TokenKind.End)
        {
            throw parser.Unexpected("the end of the formula");
        }

        expression.Text = text;
        return expression;
    }

    private Expression Or(Domain? expected = null)
    {
        if (++nesting > MostNesting)
        {
            throw Error("formula", "The formula is nested too deeply.", "Split it into measures.");
        }

        var left = And(expected);
        while (Current.Is("or"))
        {
            var operation = Take();
            left = Condition(Operator.Or, left, And(), operation);
        }

        nesting--;
        return left;
    }

    private Expression And(Domain? expected = null)
    {
        var left = Negation(expected);
        while (Current.Is("and"))
        {
            var operation = Take();
            left = Condition(Operator.And, left, Negation(null), operation);
        }

        return left;
    }

    private static Operation Condition(Operator op, Expression left, Expression right, Token place) =>
        left.Unit == Unit.Flag && right.Unit == Unit.Flag
            ? new Operation(op, left, right) { Unit = Unit.Flag, Text = TextOf(left, place.Text, right) }
            : throw new FormulaException("unit", place.Offset,
                $"'{place.Text}' joins conditions, but '{(left.Unit == Unit.Flag ? right : left).Text}' is none.",
                "Compare it with something, such as 'PV >= 100'.");

    private Expression Negation(Domain? expected)
    {
        if (!Current.Is("not"))
        {
            return Comparison(expected);
        }

        var place = Take();
        if (++nesting > MostNesting)
        {
            throw Error("formula", "The formula is nested too deeply.", "Split it into measures.");
        }

        var of = Negation(null);
        nesting--;
        return of.Unit == Unit.Flag
            ? new Not(of) { Text = $"not {of.Text}" }
            : throw new FormulaException("unit", place.Offset, $"'not' turns a condition round, but '{of.Text}' is none.", "Compare it with something first.");
    }

    private Expression Comparison(Domain? expected)
    {
        if (Current.Is("at") && (tokens[at + 1].Is("least") || tokens[at + 1].Is("most")))
        {
            return AtLeast();
        }

        var left = Sum(expected);
        if (Current.Is("in") && tokens[at + 1].Is("["))
        {
            return InList(left);
        }

        var op = ComparisonOperator();
        if (op is null)
        {
            return left;
        }

        var place = tokens[at - 1];
        var right = Sum(left.Domain);
        if (left is Undecided && right.Domain is not null)
        {
            left = Decide(left, right.Domain);
        }

        return Compare(op.Value, left, right, place);
    }

    private Operator? ComparisonOperator()
    {
        Operator? op = Current.Kind is not (TokenKind.Symbol or TokenKind.Word) ? null : Current.Text.ToLowerInvariant() switch
        {
            ">=" => Operator.GreaterOrEqual,
            "<=" => Operator.LessOrEqual,
            ">" => Operator.Greater,
            "<" => Operator.Less,
            "=" or "is" => Operator.Equal,
            "!=" => Operator.NotEqual,
            _ => null,
        };
        if (op is null)
        {
            return null;
        }

        if (Take().Is("is") && Current.Is("not"))
        {
            Take();
            op = Operator.NotEqual;
        }

        return op;
    }

    private static Operation Compare(Operator op, Expression left, Expression right, Token place)
    {
        CheckUnits(left, right, place, "compare");
        var decimals = Math.Max(left.Decimals, right.Decimals);
        return new Operation(op, left.Rescaled(decimals), right.Rescaled(decimals)) { Unit = Unit.Flag, Text = TextOf(left, place.Text, right) };
    }

    private OneOf InList(Expression left)
    {
        var place = Take();
        Take();
        var values = new List<long>();
        while (true)
        {
            var item = Sum(left.Domain);
            CheckUnits(left, item, place, "compare");
            if (item is not Constant constant)
            {
                throw Error("formula", $"'{item.Text}' is not a fixed value.", "List names or numbers.");
            }

            values.Add(Fixed.Rescale(constant.Value, constant.Decimals, left.Decimals));
            if (!Current.Is(","))
            {
                break;
            }

            Take();
        }

        Expect("]");
        return new OneOf(left, values) { Text = text[(tokens[0].Offset)..].Trim() };
    }

    private Expression Sum(Domain? expected = null)
    {
        var left = Product(expected);
        while (Current.Is("+") || Current.Is("-"))
        {
            var place = Take();
            var right = Product(null);
            CheckUnits(left, right, place, place.Is("+") ? "add" : "subtract");
            var decimals = Math.Max(left.Decimals, right.Decimals);
            left = new Operation(place.Is("+") ? Operator.Add : Operator.Subtract, left.Rescaled(decimals), right.Rescaled(decimals))
            {
                Unit = SumUnit(left.Unit, right.Unit, place),
                Decimals = decimals,
                Text = TextOf(left, place.Text, right),
            };
        }

        return left;
    }

    private static Unit SumUnit(Unit left, Unit right, Token place)
    {
        if (left == Unit.Date || right == Unit.Date)
        {
            return left == right && place.Is("-") ? Unit.Days : Unit.Date;
        }

        return left is Unit.Number or Unit.Flag ? (right is Unit.Flag or Unit.Number ? Unit.Number : right) : left;
    }

    private Expression Product(Domain? expected)
    {
        var left = Signed(expected);
        while (Current.Is("*") || Current.Is("/"))
        {
            var place = Take();
            left = place.Is("*") ? Multiply(left, Signed(null), place) : Divide(left, Signed(null), place);
        }

        return left;
    }

    private Expression Multiply(Expression left, Expression right, Token place)
    {
        RefuseChoice(left, place);
        RefuseChoice(right, place);
        var unit = left.Unit is Unit.Number or Unit.Flag or Unit.Count or Unit.Days ? right.Unit : left.Unit;
        if (left.Unit is Unit.Volume or Unit.Money && right.Unit is Unit.Volume or Unit.Money)
        {
            throw new FormulaException("unit", place.Offset, $"'{left.Text}' and '{right.Text}' cannot be multiplied with each other.",
                "Multiply by a plain number.");
        }

        var written = text;
        if (left is Constant a && right is Constant b)
        {
            if (a.Decimals + b.Decimals > Fixed.MostDecimals)
            {
                throw new FormulaException("formula", place.Offset,
                    $"'{TextOf(left, "*", right)}' has more than {Fixed.MostDecimals} decimals.", "Write the product as one number.");
            }

            return new Constant(checked(a.Value * b.Value), unit, a.Decimals + b.Decimals) { Text = TextOf(left, "*", right) };
        }

        while (left.Decimals + right.Decimals > Operation.QuotientDecimals)
        {
            (left, right) = left.Decimals >= right.Decimals ? (left.Rescaled(left.Decimals - 1), right) : (left, right.Rescaled(right.Decimals - 1));
        }

        return new Operation(Operator.Multiply, left, right)
        {
            Unit = unit is Unit.Flag
            ? Unit.Number : unit,
            Decimals = left.Decimals + right.Decimals,
            Text = written
        };
    }

    private static Expression Divide(Expression left, Expression right, Token place)
    {
        RefuseChoice(left, place);
        RefuseChoice(right, place);
        if (left is Constant a && right is Constant { Value: not 0 } b)
        {
            var whole = Fixed.Rescale(a.Value, a.Decimals, Math.Max(a.Decimals, b.Decimals));
            var part = Fixed.Rescale(b.Value, b.Decimals, Math.Max(a.Decimals, b.Decimals));
            return new Constant(Rounding.HalfUp.Divide((Int128)whole * Fixed.PowerOfTen(Operation.QuotientDecimals), part), a.Unit, Operation.QuotientDecimals)
            {
                Text = TextOf(left, "/", right),
            };
        }

        var decimals = Math.Max(left.Decimals, right.Decimals);
        return new Operation(Operator.Divide, left.Rescaled(decimals), right.Rescaled(decimals))
        {
            Unit = left.Unit == right.Unit ? Unit.Number : left.Unit,
            Decimals = Operation.QuotientDecimals,
            Text = TextOf(left, "/", right),
        };
    }

    private Expression Signed(Domain? expected)
    {
        if (!Current.Is("-"))
        {
            return Primary(expected);
        }

        var place = Take();
        var of = Primary(null);
        RefuseChoice(of, place);
        return of is Constant constant
            ? new Constant(-constant.Value, constant.Unit, constant.Decimals) { Text = "-" + of.Text }
            : new Operation(Operator.Subtract, new Constant(0, of.Unit, of.Decimals), of) { Unit = of.Unit, Decimals = of.Decimals, Text = "-" + of.Text };
    }

    private static void CheckUnits(Expression left, Expression right, Token place, string verb)
    {
        if (left.Unit == Unit.Choice || right.Unit == Unit.Choice)
        {
            if (verb != "compare" || left.Unit != right.Unit || (left.Domain is not null && !left.Domain.Fits(right.Domain)))
            {
                throw new FormulaException("unit", place.Offset, $"'{left.Text}' and '{right.Text}' are not values of the same list.",
                    $"{Values(left)}; {Values(right)}.");
            }

            return;
        }

        var (a, b) = (left.Unit, right.Unit);
        if (verb == "compare" && a != b && (a == Unit.Date || b == Unit.Date) && (a is Unit.Number or Unit.Flag || b is Unit.Number or Unit.Flag))
        {
            var date = a == Unit.Date ? left : right;
            throw new FormulaException("unit", place.Offset, $"'{date.Text}' is a date and is compared with {Describe(a == Unit.Date ? right : left)}.",
                $"Compare it with a date such as 2026-01-31, or use 'days since {date.Text}'.");
        }

        var fits = a == b || a is Unit.Number or Unit.Flag || b is Unit.Number or Unit.Flag
            || (a, b) is (Unit.Count, Unit.Days) or (Unit.Days, Unit.Count) or (Unit.Date, Unit.Days) or (Unit.Days, Unit.Date);
        if (!fits)
        {
            throw new FormulaException("unit", place.Offset,
                $"'{left.Text}' is {Describe(left)} and '{right.Text}' is {Describe(right)}: you cannot {verb} them.",
                "Both sides need the same unit, or one of them a plain number.");
        }
    }

    private static void RefuseChoice(Expression expression, Token place)
    {
        if (expression.Unit is Unit.Choice or Unit.Seller or Unit.Date)
        {
            throw new FormulaException("unit", place.Offset, $"'{expression.Text}' is {Describe(expression)} and cannot be calculated with.",
                "Use a table to give it a number.");
        }
    }

    /// <summary>What a choice may be, in words.</summary>
    private static string Values(Expression expression)
    {
        const int Most = 6;
        return expression.Domain is not { Values.Count: > 0 } domain ? $"'{expression.Text}' is {Describe(expression)}"
            : $"'{expression.Text}' is one of {string.Join(", ", domain.Values.Take(Most))}{(domain.Values.Count > Most ? ", …" : "")}";
    }

    /// <summary>A unit in words.</summary>
    public static string Describe(Expression expression) => expression.Unit switch
    {
        Unit.Number => "a number",
        Unit.Volume => "a volume",
        Unit.Money => "an amount of money",
        Unit.Count => "a count",
        Unit.Days => "a number of days",
        Unit.Date => "a date",
        Unit.Flag => "a condition",
        Unit.Choice => $"a value of {expression.Domain?.Name ?? "a list"}",
        Unit.Seller => "a seller",
        _ => expression.Unit.ToString(),
    };

    private static string TextOf(Expression left, string op, Expression right) => $"{left.Text} {op} {right.Text}";

    private Token Take() => tokens[at++];

    private void Expect(string symbol)
    {
        if (!Current.Is(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }

        at++;
    }

    private FormulaException Unexpected(string wanted) => Error("formula",
        Current.Kind == TokenKind.End ? $"The formula ends where {wanted} should be." : $"'{Current.Text}' stands where {wanted} should be.",
        Slips.At(at == 0 ? "" : tokens[at - 1].Text, Current.Kind == TokenKind.End ? "" : Current.Text));

    private FormulaException Error(string code, string message, string remedy) => new(code, Current.Offset, message, remedy);
}
