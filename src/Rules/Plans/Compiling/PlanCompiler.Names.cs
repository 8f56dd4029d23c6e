using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>What names mean.</summary>
internal sealed partial class PlanCompiler
{
    private static readonly string[] SellerWords =
    [
        "rank", "previous rank", "title", "previous title", "enrolled", "new", "days since enrolled", "months since enrolled", "has parent",
        "number of sellers",
        "always", "never", "yes", "no",
    ];

    private static readonly string[] OrderWords = ["buyer is customer", "buyer is seller", "first order", "days since enrolled", "months since enrolled",
        "placed", "volume factor"];

    private static readonly string[] WalkWords = ["level", "generation", "offered", "granted"];

    private static readonly string[] PairWords = ["stronger", "weaker"];

    private static readonly string[] PeriodWords = ["calendar month", "last of month", "last of quarter", "last of year"];

    private readonly Dictionary<string, int> volumeNames = [];
    private readonly Dictionary<string, int> sellerAttributeNames = [];
    private readonly Dictionary<string, int> orderAttributeNames = [];
    private readonly Dictionary<string, int> treeNames = [];
    private readonly Dictionary<string, int> bonusNames = [];
    private readonly Dictionary<string, string> measureNames = [];

    /// <summary>The lists that names of choices may come from: the ladder and the attributes' values.</summary>
    public List<Domain> Domains { get; } = [];

    /// <summary>The ladder of ranks as a list of names.</summary>
    public Domain RankDomain { get; private set; } = new("rank", []);

    public IEnumerable<string> TreeNames => treeNames.Keys;

    public IEnumerable<string> BonusNames => document.Bonuses.Select(bonus => bonus.Name);

    /// <summary>The seller attribute that names the owner of several positions, or -1.</summary>
    public int OwnerAttribute { get; private set; } = -1;

    public int TreeIndex(string name) => treeNames.GetValueOrDefault(Names.Normal(name), -1);

    public int BonusIndex(string name) => bonusNames.GetValueOrDefault(Names.Normal(name), -1);

    /// <summary>Every bonus but the one whose formula is being read.</summary>
    public IEnumerable<int> BonusesBefore(FormulaScope scope) => Enumerable.Range(0, compilingBonus < 0 ? document.Bonuses.Count : compilingBonus);

    /// <summary>Whether a name is declared, but what it is given could not be read: that error is reported where it stands.</summary>
    public bool IsUnread(string name) => document.Unread.Contains(Names.Normal(name));

    /// <summary>Whether a name is known where a formula is about orders.</summary>
    public bool IsOfOrders(string name) => orderAttributeNames.ContainsKey(Names.Normal(name)) || OrderWords.Contains(Names.Normal(name));

    /// <summary>The names that a formula may use, for suggestions.</summary>
    public IEnumerable<string> KnownNames(FormulaScope scope)
    {
        var names = scope.About switch
        {
            About.Row => document.Volumes.Keys.Concat(document.Attributes.Orders.Keys).Concat(document.Attributes.Sellers.Keys).Concat(OrderWords),
            About.Order or About.OrderBase => document.Volumes.Keys.Concat(document.Attributes.Orders.Keys).Concat(document.Measures.Keys)
                .Concat(document.Attributes.Sellers.Keys).Concat(OrderWords).Concat(SellerWords),
            About.Customer => document.Volumes.Keys,
            _ => document.Volumes.Keys.Concat(document.Measures.Keys).Concat(document.Attributes.Sellers.Keys).Concat(SellerWords),
        };
        var extra = scope.About switch
        {
            About.Walk => WalkWords,
            About.Pair => PairWords,
            _ => [],
        };
        return names.Concat(extra).Concat(PeriodWords).Concat(SinceWords()).Concat(Domains.SelectMany(domain => domain.Values))
            .Concat(FormulaParser.FunctionNames);
    }

    /// <summary>What a name stands for in a scope, or null.</summary>
    public Expression? Lookup(string written, FormulaScope scope)
    {
        var name = Names.Normal(written);
        Expression? always = name switch
        {
            "always" or "yes" => new Constant(1, Unit.Flag, 0),
            "never" or "no" => new Constant(0, Unit.Flag, 0),
            _ => PeriodName(name),
        };
        return always ?? scope.About switch
        {
            About.Row => OrderName(name, OrderField.Volume) ?? (Expression?)SellerAttribute(name) ?? SinceUntilOrder(name),
            About.Order => OrderName(name, OrderField.WholeVolume) ?? SinceUntilOrder(name)
                ?? (scope.OrderAlone ? SellerAttribute(name) : SellerName(name, scope)),
            About.OrderBase => OrderName(name, OrderField.PaidVolume) ?? SinceUntilOrder(name) ?? SellerName(name, scope),
            About.Customer => volumeNames.TryGetValue(name, out var volume)
                ? new CustomerVolume(volume) { Unit = VolumeUnit(volume), Decimals = volumes[volume].Decimals }
                : null,
            About.Walk => WalkName(name) ?? SellerName(name, scope),
            About.Pair => PairName(name) ?? SellerName(name, scope),
            _ => SellerName(name, scope),
        };
    }

    /// <summary>A column of the frame as a formula.</summary>
    public static Column Column(ColumnKind kind, int index, Unit unit, int decimals, int part = 0, Domain? domain = null) =>
        new(new ColumnKey(kind, index, part)) { Unit = unit, Decimals = decimals, Domain = domain };

    private Expression? SellerName(string name, FormulaScope scope)
    {
        if (volumeNames.TryGetValue(name, out var volume))
        {
            return Column(ColumnKind.Volume, volume, VolumeUnit(volume), volumes[volume].Decimals, scope.Window);
        }

        return measureNames.TryGetValue(name, out var measure) ? MeasureColumn(measure) : SellerAttribute(name) ?? (Expression?)(name switch
        {
            "rank" => Column(ColumnKind.Rank, 0, Unit.Choice, 0, 0, RankDomain),
            "previous rank" => Column(ColumnKind.PreviousRank, 0, Unit.Choice, 0, 0, RankDomain),
            "title" => Column(ColumnKind.Title, 0, Unit.Choice, 0, 0, RankDomain),
            "previous title" => Column(ColumnKind.PreviousTitle, 0, Unit.Choice, 0, 0, RankDomain),
            "enrolled" => Column(ColumnKind.Enrolled, 0, Unit.Date, 0),
            "new" => Column(ColumnKind.New, 0, Unit.Flag, 0),
            "days since enrolled" => Column(ColumnKind.DaysSinceEnrolled, 0, Unit.Days, 0),
            "months since enrolled" => Column(ColumnKind.MonthsSinceEnrolled, 0, Unit.Count, 0),
            "has parent" => Column(ColumnKind.HasParent, scope.Tree, Unit.Flag, 0),
            "number of sellers" => new NumberOfSellers { Unit = Unit.Count },
            _ => Since(name, new PeriodValue(PeriodField.LastDay) { Unit = Unit.Date }),
        });
    }

    private static PeriodValue? PeriodName(string name) => name switch
    {
        "calendar month" => new PeriodValue(PeriodField.Month) { Unit = Unit.Count },
        "last of month" => new PeriodValue(PeriodField.LastOfMonth) { Unit = Unit.Flag },
        "last of quarter" => new PeriodValue(PeriodField.LastOfQuarter) { Unit = Unit.Flag },
        "last of year" => new PeriodValue(PeriodField.LastOfYear) { Unit = Unit.Flag },
        _ => null,
    };

    /// <summary>How long ago a date attribute of the seller lies: <c>days since promoted</c>, <c>months since promoted</c>.</summary>
    private Expression? Since(string name, Expression until) => name.Split(" since ", 2) switch
    {
        ["days", var from] when SellerAttribute(from) is { Unit: Unit.Date } date => new Operation(Operator.Subtract, until, date) { Unit = Unit.Days },
        ["months", var from] when SellerAttribute(from) is { Unit: Unit.Date } date => new MonthsSince(date, until) { Unit = Unit.Count },
        _ => null,
    };

    private Expression? SinceUntilOrder(string name) => Since(name, new OrderColumn(OrderField.Date, 0) { Unit = Unit.Date });

    private IEnumerable<string> SinceWords() => document.Attributes.Sellers.Where(entry => entry.Value.Is == AttributeKind.Date)
        .SelectMany(entry => new[] { $"days since {entry.Key}", $"months since {entry.Key}" });

    private Column? SellerAttribute(string name)
    {
        if (!sellerAttributeNames.TryGetValue(name, out var index))
        {
            return null;
        }

        var attribute = sellerAttributes[index];
        return Column(ColumnKind.Attribute, index, UnitOf(attribute.Kind), attribute.Decimals, 0, DomainOf(attribute));
    }

    private OrderColumn? OrderName(string name, OrderField field)
    {
        if (volumeNames.TryGetValue(name, out var volume))
        {
            return new OrderColumn(field, volume) { Unit = VolumeUnit(volume), Decimals = volumes[volume].Decimals };
        }

        if (orderAttributeNames.TryGetValue(name, out var index))
        {
            var attribute = orderAttributes[index];
            return new OrderColumn(OrderField.Attribute, index) { Unit = UnitOf(attribute.Kind), Decimals = attribute.Decimals, Domain = DomainOf(attribute) };
        }

        return name switch
        {
            "buyer is customer" => new OrderColumn(OrderField.ByCustomer, 0) { Unit = Unit.Flag },
            "buyer is seller" => new OrderColumn(OrderField.ByCustomer, 1) { Unit = Unit.Flag },
            "first order" => new OrderColumn(OrderField.FirstOrder, 0) { Unit = Unit.Flag },
            "days since enrolled" => new OrderColumn(OrderField.DaysSinceEnrolled, 0) { Unit = Unit.Days },
            "months since enrolled" => new OrderColumn(OrderField.MonthsSinceEnrolled, 0) { Unit = Unit.Count },
            "placed" => new OrderColumn(OrderField.Date, 0) { Unit = Unit.Date },
            "volume factor" when orderAttributeNames.TryGetValue("currency", out var currency) =>
                new OrderColumn(OrderField.VolumeFactor, currency) { Unit = Unit.Number, Decimals = SpotValue.RateDecimals },
            _ => null,
        };
    }

    private static SpotValue? WalkName(string name) => name switch
    {
        "level" or "generation" => new SpotValue(SpotField.Level) { Unit = Unit.Count },
        "offered" => new SpotValue(SpotField.Offered) { Unit = Unit.Number, Decimals = SpotValue.RateDecimals },
        "granted" => new SpotValue(SpotField.Granted) { Unit = Unit.Number, Decimals = SpotValue.RateDecimals },
        _ => null,
    };

    private SpotValue? PairName(string name) => name switch
    {
        "stronger" => new SpotValue(SpotField.Stronger) { Unit = Unit.Volume, Decimals = pairDecimals },
        "weaker" => new SpotValue(SpotField.Weaker) { Unit = Unit.Volume, Decimals = pairDecimals },
        _ => null,
    };

    private Unit VolumeUnit(int volume) => volumes[volume].Document.Money ? Unit.Money : Unit.Volume;

    private static Unit UnitOf(AttributeKind kind) => kind switch
    {
        AttributeKind.Choice or AttributeKind.Rank => Unit.Choice,
        AttributeKind.Number => Unit.Number,
        AttributeKind.Volume => Unit.Volume,
        AttributeKind.Money => Unit.Money,
        AttributeKind.Flag => Unit.Flag,
        AttributeKind.Date => Unit.Date,
        AttributeKind.Seller => Unit.Seller,
        _ => throw new InvalidOperationException($"Unknown kind of attribute {kind}."),
    };

    private Domain? DomainOf(AttributeDefinition attribute) => attribute.Kind switch
    {
        AttributeKind.Rank => RankDomain,
        AttributeKind.Choice => Domains.FirstOrDefault(domain => domain.Values.SequenceEqual(attribute.Choices)),
        _ => null,
    };
}
