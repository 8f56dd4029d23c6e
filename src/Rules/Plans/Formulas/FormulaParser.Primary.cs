using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Plans.Formulas;

/// <summary>The innermost parts of a formula: numbers, names, functions, counting.</summary>
internal sealed partial class FormulaParser
{
    private static readonly Dictionary<string, Counted> Nouns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["legs"] = Counted.Legs,
        ["frontline"] = Counted.Frontline,
        ["downline"] = Counted.Downline,
        ["organisation"] = Counted.Organisation,
        ["recruits"] = Counted.Recruits,
        ["customers"] = Counted.Customers,
    };

    private Expression Primary(Domain? expected)
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Take();
                return Number(token);
            case TokenKind.Date:
                Take();
                var days = NodaTime.Period.DaysBetween(new LocalDate(1970, 1, 1), LocalDatePattern.Iso.Parse(token.Text).Value);
                return new Constant(days, Unit.Date, 0) { Text = token.Text };
            case TokenKind.Symbol when token.Is("("):
                Take();
                var inner = Or();
                Expect(")");
                inner.Text = $"({inner.Text})";
                return inner;
            case TokenKind.Word or TokenKind.Quoted:
                return Named(expected);
            default:
                throw Unexpected("a number or a name");
        }
    }

    private static Constant Number(Token token)
    {
        var percent = token.Text.EndsWith('%');
        if (!Fixed.TryParseExact(percent ? token.Text[..^1] : token.Text, out var units, out var decimals))
        {
            throw new FormulaException("formula", token.Offset, $"'{token.Text}' is too long a number.",
                $"A number has at most {Fixed.MostDecimals} decimals and 18 digits.");
        }

        return new Constant(units, Unit.Number, decimals + (percent ? 2 : 0)) { Text = token.Text };
    }

    private Expression Named(Domain? expected)
    {
        if (Current.Is("at") && (tokens[at + 1].Is("least") || tokens[at + 1].Is("most")))
        {
            return AtLeast();
        }

        if (Current.Is("count") && tokens[at + 1].Is("of"))
        {
            at += 2;
            return Counting();
        }

        for (var words = WordsAhead(); words > 0; words--)
        {
            var name = NameOf(words);
            if (tokens[at + words].Is("(") && Function(name, words) is { } call)
            {
                return call;
            }

            if (words == 1 && tokens[at + 1].Is(".") && Prefixed(name) is { } prefixed)
            {
                return prefixed;
            }

            if (Constant(name, expected) is { } wanted && expected is not null)
            {
                at += words;
                return wanted;
            }

            if (plan.Lookup(name, scope) is { } symbol)
            {
                at += words;
                symbol.Text = name;
                return symbol;
            }

            if (Constant(name, null) is { } constant)
            {
                at += words;
                return constant;
            }
        }

        return Current.Is("earnings") && tokens[at + 1].Is("from") ? EarningsFrom()
            : Current.Is("company") ? Company()
            : throw Unknown();
    }

    private Expression? Constant(string name, Domain? expected)
    {
        if (expected is not null)
        {
            var ordinal = expected.Ordinal(name);
            return ordinal > 0 ? new Constant(ordinal, Unit.Choice, 0) { Domain = expected, Text = name }
                : name.Equals("none", StringComparison.OrdinalIgnoreCase) ? new Constant(0, Unit.Choice, 0) { Domain = expected, Text = name }
                : null;
        }

        var domains = plan.Domains.Where(domain => domain.Ordinal(name) > 0).ToList();
        return domains.Count == 0 ? null : new Undecided(domains) { Text = name };
    }

    private static Expression Decide(Expression expression, Domain domain) => domain.Ordinal(expression.Text) is > 0 and var ordinal
        ? new Constant(ordinal, Unit.Choice, 0) { Domain = domain, Text = expression.Text }
        : expression;

    private int WordsAhead()
    {
        if (Current.Kind == TokenKind.Quoted)
        {
            return 1;
        }

        var words = 0;
        while (words < MostWords && (tokens[at + words].Kind == TokenKind.Word || (words > 0 && IsWholeNumber(tokens[at + words]))))
        {
            words++;
        }

        return words;
    }

    /// <summary>Whether a token may continue a name: <c>Star 20</c>, <c>members on level 2</c>.</summary>
    private static bool IsWholeNumber(Token token) => token.Kind == TokenKind.Number && token.Text.All(char.IsAsciiDigit);

    private string NameOf(int words) => string.Join(' ', Enumerable.Range(at, words).Select(index => tokens[index].Text));

    private bool KnowsOrders => scope.About is About.Row or About.Order or About.OrderBase || scope is { About: About.Walk, PerOrder: true };

    /// <summary>What a formula is about when it looks at another seller: in a volume's own formula nothing is known but attributes.</summary>
    private About AboutOther => scope.About is About.Walk or About.Order or About.OrderBase ? About.Seller : scope.About;

    private Expression? Prefixed(string prefix)
    {
        var (about, whose) = (prefix.ToLowerInvariant(), KnowsOrders) switch
        {
            ("source", _) when scope.About is About.Walk or About.Order or About.OrderBase => (About.Seller, Whose.Source),
            ("parent" or "sponsor", _) => (AboutOther, Whose.Parent),
            ("owner", _) when plan.OwnerAttribute >= 0 => (AboutOther, Whose.Owner),
            ("order", true) => (About.Order, null),
            ("row", true) => (About.Row, null),
            ("order" or "row", false) => throw Error("unknown-name", $"'{prefix}.' is not known here.",
                "Use it in 'of', 'where' and the tables of a bonus 'per: order'."),
            _ => ((About)(-1), (Whose?)null),
        };
        if (about == (About)(-1))
        {
            return null;
        }

        at += 2;
        var inner = new FormulaParser(plan, scope with { About = about, OrderAlone = whose is null }, text) { at = at, nesting = nesting };
        var of = inner.Primary(null);
        at = inner.at;
        of.Text = $"{prefix}.{of.Text}";
        if (whose is null)
        {
            return of;
        }

        var tree = prefix.Equals("sponsor", StringComparison.OrdinalIgnoreCase) ? 0 : scope.Tree;
        return new Elsewhere(of, whose.Value, tree, plan.OwnerAttribute) { Unit = of.Unit, Decimals = of.Decimals, Domain = of.Domain, Text = of.Text };
    }

    private Expression EarningsFrom()
    {
        var place = Take();
        Take();
        var bonuses = new List<int>();
        do
        {
            if (bonuses.Count > 0)
            {
                Take();
            }

            if (Current.Is("all"))
            {
                Take();
                bonuses.AddRange(plan.BonusesBefore(scope));
                continue;
            }

            var words = WordsAhead();
            while (words > 0 && plan.BonusIndex(NameOf(words)) < 0)
            {
                words--;
            }

            if (words == 0)
            {
                throw Error("unknown-name", $"There is no bonus '{Current.Text}'.", Names.Suggest(NameOf(WordsAhead()), plan.BonusNames));
            }

            bonuses.Add(plan.BonusIndex(NameOf(words)));
            at += words;
        }
        while (Current.Is(","));

        Expression? sum = null;
        foreach (var bonus in bonuses)
        {
            var one = PlanCompiler.Column(ColumnKind.Earnings, bonus, Unit.Money, plan.MoneyDecimals);
            sum = sum is null ? one : new Operation(Operator.Add, sum, one) { Unit = Unit.Money, Decimals = plan.MoneyDecimals };
        }

        sum ??= new Constant(0, Unit.Money, plan.MoneyDecimals);
        sum.Text = text[place.Offset..tokens[at].Offset].Trim();
        return sum;
    }

    private CompanyTotal Company()
    {
        Take();
        var inner = new FormulaParser(plan, scope with { About = About.Seller }, text) { at = at, nesting = nesting };
        var of = inner.Primary(null);
        at = inner.at;
        return new CompanyTotal(of) { Unit = of.Unit == Unit.Flag ? Unit.Count : of.Unit, Decimals = of.Decimals, Text = $"company {of.Text}" };
    }

    private FormulaException Unknown()
    {
        var words = Math.Max(1, WordsAhead());
        if (Enumerable.Range(1, words).Any(count => plan.IsUnread(NameOf(count))))
        {
            throw new FollowingErrorException();
        }

        var own = Enumerable.Range(1, words - 1).FirstOrDefault(count => IsJoint(tokens[at + count]), words);
        var name = NameOf(own);
        return Error("unknown-name", $"'{name}' is not known here.", Slips.OfName(Current.Text, tokens[at + 1].Is("("))
            ?? (plan.IsOfOrders(name) ? "It is known of orders only: use it in a volume's 'where', or in a bonus 'per: order'."
                : Names.Suggest(name, plan.KnownNames(scope), asGiven: true)));
    }

    /// <summary>Whether a word joins parts of a formula, so that no unknown name goes beyond it.</summary>
    private static bool IsJoint(Token token) => token.Is("or") || token.Is("and") || token.Is("is") || token.Is("in") || token.Is("not");

    private Operation AtLeast()
    {
        var start = Take().Offset;
        var least = Take().Is("least");
        var amount = Current.Is("(") ? Primary(null) : Current.Kind == TokenKind.Number ? Number(Take()) : throw Unexpected("a number");
        var count = Counting();
        var written = text[start..tokens[at].Offset].Trim();
        return new Operation(least
            ? Operator.GreaterOrEqual : Operator.LessOrEqual, count.Rescaled(amount.Decimals), amount)
        { Unit = Unit.Flag, Text = written };
    }

    private Column Counting()
    {
        var place = Current;
        if (!Nouns.TryGetValue(Take().Text, out var noun))
        {
            throw new FormulaException("formula", place.Offset, $"'{place.Text}' cannot be counted.", $"Count {string.Join(", ", Nouns.Keys)}.");
        }

        var tree = noun == Counted.Recruits ? 0 : scope.Tree;
        if (Current.Is("in"))
        {
            Take();
            tree = TreeName();
        }

        var containing = noun == Counted.Legs && Current.Is("containing");
        if (!containing && !Current.Is("where"))
        {
            throw Unexpected(noun == Counted.Legs ? "'where' or 'containing'" : "'where'");
        }

        Take();
        var about = noun == Counted.Customers ? new FormulaScope(About.Customer) : new FormulaScope(About.Seller, tree, scope.Window);
        var inner = new FormulaParser(plan, about, text) { at = at, nesting = nesting + 1 };
        var condition = inner.Current.Is("not") ? inner.Negation(null) : inner.Comparison(null);
        at = inner.at;
        return condition.Unit == Unit.Flag
            ? plan.CountMeasure(noun, containing, condition, tree, text[place.Offset..tokens[at].Offset].Trim())
            : throw new FormulaException("unit", place.Offset, $"'{condition.Text}' is not a condition.", "Compare it with something.");
    }

    private int TreeName()
    {
        for (var words = WordsAhead(); words > 0; words--)
        {
            if (plan.TreeIndex(NameOf(words)) is >= 0 and var tree)
            {
                at += words;
                return tree;
            }
        }

        throw Error("unknown-name", $"There is no tree '{Current.Text}'.", Names.Suggest(Current.Text, plan.TreeNames));
    }
}

/// <summary>A name that is a value of some list; which one the other side of a comparison decides.</summary>
internal sealed class Undecided : Expression
{
    public Undecided(IReadOnlyList<Domain> domains)
    {
        Unit = Unit.Choice;
        Domain = domains.Count == 1 ? domains[0] : null;
        Domains = domains;
    }

    public IReadOnlyList<Domain> Domains { get; }

    public override long At(in Spot at) => Domains[0].Ordinal(Text);
}

/// <summary>What a counting form counts.</summary>
internal enum Counted
{
    Legs,
    Frontline,
    Downline,
    Organisation,
    Recruits,
    Customers,
}
