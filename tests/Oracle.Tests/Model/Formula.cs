namespace Compensation.Oracle.Tests.Model;

/// <summary>Where a formula is evaluated.</summary>
/// <param name="Close">The close.</param>
/// <param name="Self">Whom a bare name means.</param>
/// <param name="Source">Who brought the value, in a walk.</param>
internal sealed record Scene(IFigures Close, Member Self, Member? Source = null)
{
    /// <summary>The row of an order at hand; of several that are paid on together the first.</summary>
    public Sale? Sale { get; init; }

    /// <summary>The rows of an order that are paid on together.</summary>
    public IReadOnlyList<Sale> Paid { get; init; } = [];

    /// <summary>All rows of the order.</summary>
    public IReadOnlyList<Sale> Order { get; init; } = [];

    public int Level { get; init; }

    public Fraction Offered { get; init; }

    public Fraction Granted { get; init; }

    public Fraction Stronger { get; init; }

    public Fraction Weaker { get; init; }

    /// <summary>The rank that is celebrated, where tables go by it instead of the seller's own.</summary>
    public int? Celebrated { get; init; }
}

/// <summary>What formulas ask of a close.</summary>
internal interface IFigures
{
    IReadOnlyList<Member> Members { get; }

    Fraction Value(string name, Member member);

    Fraction Rank(Member member);

    Fraction PreviousRank(Member member);

    Fraction Previous(string name, Member member);

    Fraction Earned(string bonus, Member member);

    Member? Parent(string tree, Member member);

    /// <summary>A seller's leg in the tree <c>placement</c>.</summary>
    int Leg(Member member);

    IReadOnlyList<Member> Children(string tree, Member member);
}

/// <summary>Represents a formula: what it says in a plan, and what it means.</summary>
/// <param name="Text">The text in the plan language.</param>
/// <param name="At">Its value; conditions are 1 or 0.</param>
internal sealed record Formula(string Text, Func<Scene, Fraction> At)
{
    public bool Holds(Scene scene) => !At(scene).IsZero;

    public override string ToString() => Text;

    public static Formula Number(string text) => new(text, _ => Fraction.Parse(text));

    public static Formula Named(string name) => new(name, scene => scene.Close.Value(name, scene.Self));

    public static Formula OfSource(string name) => new($"source.{name}", scene => scene.Close.Value(name, scene.Source!));

    public static Formula OfSale(string volume) => new(volume, scene => Fraction.Sum(scene.Paid.Select(row => row.Value(volume))));

    public static Formula Company(string name) =>
        new($"company {name}", scene => Fraction.Sum(scene.Close.Members.Select(member => scene.Close.Value(name, member))));

    public static Formula EarningsFrom(string bonus) => new($"earnings from {bonus}", scene => scene.Close.Earned(bonus, scene.Self));

    public static Formula Previous(string name) => new($"previous({name})", scene => scene.Close.Previous(name, scene.Self));

    public static Formula Rank { get; } = new("rank", scene => scene.Close.Rank(scene.Self));

    public static Formula SourceRank { get; } = new("source.rank", scene => scene.Close.Rank(scene.Source!));

    public static Formula PreviousRank { get; } = new("previous rank", scene => scene.Close.PreviousRank(scene.Self));

    public static Formula Level { get; } = new("level", scene => Fraction.Of(scene.Level));

    public static Formula Offered { get; } = new("offered", scene => scene.Offered);

    public static Formula Granted { get; } = new("granted", scene => scene.Granted);

    public static Formula Stronger { get; } = new("stronger", scene => scene.Stronger);

    public static Formula Weaker { get; } = new("weaker", scene => scene.Weaker);

    public static Formula Always { get; } = new("always", _ => Fraction.One);

    /// <summary>A comparison with a name of the ladder.</summary>
    public Formula AtLeastRank(PlanModel plan, int ordinal) =>
        new($"{Text} >= {plan.Ranks[ordinal - 1].Name}", scene => Fraction.Of(At(scene) >= Fraction.Of(ordinal)));

    public Formula AtLeast(Formula other) => new($"{Text} >= {other.Text}", scene => Fraction.Of(At(scene) >= other.At(scene)));

    public Formula Above(Formula other) => new($"{Text} > {other.Text}", scene => Fraction.Of(At(scene) > other.At(scene)));

    public Formula AtMost(Formula other) => new($"{Text} <= {other.Text}", scene => Fraction.Of(At(scene) <= other.At(scene)));

    public Formula And(Formula other) => new($"({Text}) and ({other.Text})", scene => Fraction.Of(Holds(scene) && other.Holds(scene)));

    public Formula Or(Formula other) => new($"({Text}) or ({other.Text})", scene => Fraction.Of(Holds(scene) || other.Holds(scene)));

    public Formula Not() => new($"not ({Text})", scene => Fraction.Of(!Holds(scene)));

    public Formula Plus(Formula other) => new($"{Text} + {other.Text}", scene => At(scene) + other.At(scene));

    public Formula Times(Formula factor) => new($"{factor.Text} * {Text}", scene => At(scene) * factor.At(scene));

    public static Formula If(Formula condition, Formula then, Formula otherwise) =>
        new($"if({condition.Text}, {then.Text}, {otherwise.Text})", scene => condition.Holds(scene) ? then.At(scene) : otherwise.At(scene));

    public static Formula Max(Formula left, Formula right) =>
        new($"max({left.Text}, {right.Text})", scene => Fraction.Max(left.At(scene), right.At(scene)));

    /// <summary><c>downline(x, tree)</c> and the like.</summary>
    public static Formula Over(string scope, Formula of, string tree) => new($"{scope}({of.Text}, {tree})", scene =>
        Fraction.Sum(Scopes.Of(scene.Close, scene.Self, scope, tree).Select(member => of.At(scene with { Self = member }))));

    /// <summary><c>levels(x, 1, 3, tree)</c>.</summary>
    public static Formula Levels(Formula of, int from, int to, string tree) => new($"levels({of.Text}, {from}, {to}, {tree})", scene =>
        Fraction.Sum(Scopes.Of(scene.Close, scene.Self, $"levels {from}-{to}", tree).Select(member => of.At(scene with { Self = member }))));

    /// <summary><c>legs(x, cap)</c>: every front-line seller's value, each at most the cap.</summary>
    public static Formula Legs(Formula of, Formula cap) => new($"legs({of.Text}, {cap.Text})", scene =>
        Fraction.Sum(Scopes.Of(scene.Close, scene.Self, "frontline", "enrolment")
            .Select(head => Fraction.Min(of.At(scene with { Self = head }), cap.At(scene)))));

    /// <summary><c>largest leg(x)</c> and the like.</summary>
    public static Formula Leg(string which, Formula of) => new($"{which} leg({of.Text})".Replace("other leg(", "other legs(", StringComparison.Ordinal),
        scene => Scopes.Take(Scopes.Of(scene.Close, scene.Self, "frontline", "enrolment").Select(head => of.At(scene with { Self = head })), which));

    /// <summary><c>at least n legs where …</c>, <c>… legs containing …</c>, <c>… downline where …</c>.</summary>
    public static Formula Count(int atLeast, string noun, string how, Formula condition, string tree = "enrolment")
    {
        return new($"at least {atLeast} {noun} in {tree} {how} ({condition.Text})", scene =>
        {
            var people = Scopes.Of(scene.Close, scene.Self, noun == "legs" ? "frontline" : noun, tree);
            var met = people.Count(member => how == "containing"
                ? Scopes.Of(scene.Close, member, "organisation", tree).Any(below => condition.Holds(scene with { Self = below }))
                : condition.Holds(scene with { Self = member }));
            return Fraction.Of(met >= atLeast);
        });
    }
}
