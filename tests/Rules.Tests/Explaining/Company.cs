using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime.Text;

namespace Compensation.Rules.Tests.Explaining;

/// <summary>A small company drawn as a tree, with the orders and attributes that a test gives it.</summary>
internal sealed class Company
{
    private static readonly long Joined = Millisecond("2025-06-01");

    private readonly TreeText tree;
    private readonly long[][] attributes;
    private readonly List<(string Id, int Seller, long Placed, long[] Volumes)> orders = [];

    public Company(string plan, string tree)
    {
        var (checkedPlan, findings) = PlanChecker.Check(Header + plan, "plan.yaml");
        Plan = checkedPlan ?? throw new ArgumentException(
            string.Join('\n', findings.Select(finding => $"{finding.Place}: {finding.Message} {finding.Remedy}")));
        this.tree = TreeText.Parse(tree);
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

    public IReadOnlyList<PriorLine> Prior { get; set; } = [];

    public IReadOnlyList<Adjustment> Adjustments { get; set; } = [];

    public int this[string seller] => tree[seller];

    /// <summary>An order of the first volume.</summary>
    public Company Order(string id, string seller, string units, string placed = "2026-01-10")
    {
        var volumes = new long[Plan.Volumes.Count];
        Fixed.TryParse(units, Plan.Volumes[0].Decimals, out volumes[0]);
        orders.Add((id, tree[seller], Millisecond(placed), volumes));
        return this;
    }

    /// <summary>Gives a seller a flag or a choice.</summary>
    public Company Set(string seller, string attribute, string value)
    {
        var definition = Plan.SellerAttributes.Single(known => known.Name == attribute);
        attributes[definition.Index][tree[seller]] = definition.Kind == AttributeKind.Flag
            ? (value == "yes" ? 1 : 0)
            : definition.Choices.ToList().IndexOf(value) + 1;
        return this;
    }

    public Explainer Explain(string period = "2026-01") => Explanation.Of(Plan, ToSnapshot(period));

    private Snapshot ToSnapshot(string period) => new()
    {
        Period = Plan.Calendar.Find(period)!,
        Sellers = new SellerColumns
        {
            Ids = new Ids(tree.Names),
            Enrolled = [.. Enumerable.Range(0, tree.Count).Select(seller => Joined + seller)],
            Trees = [.. Plan.RecordedTrees.Select(_ => new EdgeColumns(tree.Parents, tree.Legs))],
            Attributes = attributes,
        },
        Orders = new OrderColumns
        {
            Ids = new Ids(orders.Select(order => order.Id)),
            Seller = [.. orders.Select(order => order.Seller)],
            Customer = [.. orders.Select(_ => -1)],
            Customers = new Ids(Array.Empty<string>()),
            Placed = [.. orders.Select(order => order.Placed)],
            Volumes = [.. Plan.Volumes.Select(volume => volume.Column is null ? null : orders.Select(order => order.Volumes[volume.Index]).ToArray())],
            Attributes = [.. Plan.OrderAttributes.Select(attribute => orders.Select(_ => attribute.Default).ToArray())],
        },
        Refunds = Refunds,
        PriorLines = Prior,
        Adjustments = Adjustments,
    };

    /// <summary>The first millisecond of a day, in UTC.</summary>
    public static long Millisecond(string date) =>
        LocalDatePattern.Iso.Parse(date).Value.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();
}
