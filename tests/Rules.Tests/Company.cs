using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime.Text;

namespace Compensation.Rules.Tests;

/// <summary>A small company drawn as a tree, with the orders and attributes that a test gives it.</summary>
internal sealed class Company
{
    private static readonly long Joined = Millisecond("2025-06-01");

    private readonly TreeText tree;
    private readonly long[][] attributes;
    private readonly long[] joined;
    private readonly List<(string Id, int Seller, long Placed, long[] Volumes, int Customer)> orders = [];
    private readonly List<string> customers = [];
    private readonly List<Move> moves = [];
    private readonly Dictionary<(string Order, int Attribute), long> orderChoices = [];
    private readonly Dictionary<(int Row, int Attribute), long> rowValues = [];

    public Company(string plan, string tree)
    {
        var (checkedPlan, findings) = PlanChecker.Check(Header + plan, "plan.yaml");
        Plan = checkedPlan ?? throw new ArgumentException(
            string.Join('\n', findings.Select(finding => $"{finding.Place}: {finding.Message} {finding.Remedy}")));
        this.tree = TreeText.Parse(tree);
        joined = [.. Enumerable.Range(0, this.tree.Count).Select(seller => Joined + seller)];
        attributes = [.. Plan.SellerAttributes.Select(attribute => Enumerable.Repeat(attribute.Default, this.tree.Count).ToArray())];
    }

    private const string Header = """
        plan: Test
        version: 3
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC

        """;

    public Plan Plan { get; }

    public IReadOnlyList<Refund> Refunds { get; set; } = [];

    public IReadOnlyDictionary<string, CurrencyRates> Rates { get; set; } = new Dictionary<string, CurrencyRates>();

    public IReadOnlyList<PriorLine> Prior { get; set; } = [];

    public IReadOnlyList<Adjustment> Adjustments { get; set; } = [];

    public IReadOnlyList<RankOverride> RankOverrides { get; set; } = [];

    public IReadOnlyList<LineOverride> LineOverrides { get; set; } = [];

    public int this[string seller] => tree[seller];

    /// <summary>An order of the first volume and perhaps the second, by the seller or by a customer of theirs.</summary>
    public Company Order(string id, string seller, string units, string placed = "2026-01-10", string? customer = null, string? second = null)
    {
        var volumes = new long[Plan.Volumes.Count];
        Fixed.TryParse(units, Plan.Volumes[0].Decimals, out volumes[0]);
        if (second is not null)
        {
            Fixed.TryParse(second, Plan.Volumes[1].Decimals, out volumes[1]);
        }

        if (customer is not null && !customers.Contains(customer))
        {
            customers.Add(customer);
        }

        orders.Add((id, tree[seller], Millisecond(placed), volumes, customer is null ? -1 : customers.IndexOf(customer)));
        return this;
    }

    /// <summary>A row of an order, with its attributes as <c>name=value</c>; rows with the same id are one order.</summary>
    public Company Row(string id, string seller, string units, params string[] attributes)
    {
        Order(id, seller, units);
        foreach (var (name, value) in attributes.Select(attribute => attribute.Split('=')).Select(parts => (parts[0], parts[1])))
        {
            var definition = Plan.OrderAttributes.Single(known => known.Name == name);
            rowValues[(orders.Count - 1, definition.Index)] = definition.Kind == AttributeKind.Seller ? tree[value]
                : definition.Choices.ToList().IndexOf(value) + 1;
        }

        return this;
    }

    /// <summary>When a seller joined; without it, in the order drawn, in June 2025.</summary>
    public Company Join(string seller, string date)
    {
        joined[tree[seller]] = Millisecond(date);
        return this;
    }

    /// <summary>Moves a seller below another parent in the first recorded tree.</summary>
    public Company Move(string seller, string parent, string date)
    {
        moves.Add(new Move(0, tree[seller], tree[parent], -1, Millisecond(date)));
        return this;
    }

    /// <summary>Closes a period.</summary>
    public Result Close(string period = "2026-01", Carry? carry = null, int threads = 1) => PeriodClose.Close(Plan, ToSnapshot(period, carry), threads);

    /// <summary>Closes January and says of each bonus what was promised and received, and why not.</summary>
    public string[] Break() => [.. PeriodClose.CloseWithBreakage(Plan, ToSnapshot("2026-01", null)).Breakage.Bonuses.Select(BreakageText.Of)];

    /// <summary>What a seller gets in a result, in cents, by all bonuses or by one.</summary>
    public static long Pay(Result result, string seller, string? bonus = null) => Enumerable.Range(0, result.Lines.Count)
        .Where(line => result.Sellers[result.Lines.Payee[line]] == seller
            && (bonus is null || result.Lines.BonusNames[result.Lines.Bonus[line]] == bonus))
        .Sum(line => result.Lines.Amount[line]);

    /// <summary>A seller's title in a result, as an ordinal.</summary>
    public static long TitleOf(Result result, string seller) => result.Title[result.Sellers.Find(seller)];

    /// <summary>A measure of a seller in a result.</summary>
    public static long Measure(Result result, string seller, string name) =>
        result.Measures.Single(measure => measure.Name == name).Values[result.Sellers.Find(seller)];

    /// <summary>Gives an order a choice.</summary>
    public Company SetOrder(string id, string attribute, string value)
    {
        var definition = Plan.OrderAttributes.Single(known => known.Name == attribute);
        orderChoices[(id, definition.Index)] = definition.Choices.ToList().IndexOf(value) + 1;
        return this;
    }

    /// <summary>Gives a seller a flag, a choice or another seller.</summary>
    public Company Set(string seller, string attribute, string value)
    {
        var definition = Plan.SellerAttributes.Single(known => known.Name == attribute);
        attributes[definition.Index][tree[seller]] = definition.Kind switch
        {
            AttributeKind.Flag => value == "yes" ? 1 : 0,
            AttributeKind.Seller => tree[value],
            _ => definition.Choices.ToList().IndexOf(value) + 1,
        };
        return this;
    }

    public Explainer Explain(string period = "2026-01") => Explanation.Of(Plan, ToSnapshot(period, null));

    /// <summary>The earlier lines by which a close of January would be remembered.</summary>
    public IReadOnlyList<PriorLine> Remembered(Result result)
    {
        var lines = result.Lines;
        return
        [
            .. Enumerable.Range(0, lines.Count).Where(line => lines.Kind[line] == LineKind.Pay).Select(line => new PriorLine(
                result.Period, lines.BonusNames[lines.Bonus[line]], result.SnapshotRow[lines.Payee[line]], result.SnapshotRow[lines.Source[line]],
                orders.FindIndex(order => order.Id == orders[lines.OrderRow[line]].Id), lines.Level[line],
                lines.Base[line], lines.BaseDecimals[lines.Bonus[line]], lines.Amount[line])),
        ];
    }

    private Snapshot ToSnapshot(string period, Carry? carry) => new()
    {
        Period = Plan.Calendar.Find(period)!,
        Sellers = new SellerColumns
        {
            Ids = new Ids(tree.Names),
            Enrolled = joined,
            Trees = [.. Plan.RecordedTrees.Select(_ => new EdgeColumns(tree.Parents, tree.Legs))],
            Attributes = attributes,
        },
        Orders = new OrderColumns
        {
            Ids = new Ids(orders.Select(order => order.Id)),
            Seller = [.. orders.Select(order => order.Seller)],
            Customer = [.. orders.Select(order => order.Customer)],
            Customers = new Ids(customers),
            Placed = [.. orders.Select(order => order.Placed)],
            Volumes = [.. Plan.Volumes.Select(volume => volume.Column is null ? null
                : NumberColumn.FromArray([.. orders.Select(order => order.Volumes[volume.Index])]))],
            Attributes = [.. Plan.OrderAttributes.Select(attribute => orders.Select((order, row) => rowValues.TryGetValue((row, attribute.Index), out var value)
                ? value : orderChoices.GetValueOrDefault((order.Id, attribute.Index), attribute.Default)).ToArray())],
        },
        Moves = moves,
        Carry = carry ?? Carry.None,
        Refunds = Refunds,
        Rates = Rates,
        PriorLines = Prior,
        Adjustments = Adjustments,
        RankOverrides = RankOverrides,
        LineOverrides = LineOverrides,
    };

    /// <summary>The first millisecond of a day, in UTC.</summary>
    public static long Millisecond(string date) =>
        LocalDatePattern.Iso.Parse(date).Value.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();
}
