using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;

namespace Compensation.Rules.Tests.Closing;

/// <summary>A company with a tree of two legs beside that of sponsors, in which some have no place yet.</summary>
internal sealed class Newcomers(string placing, string more = "", string moment = "period end")
{
    private static readonly string[] Legs = ["left", "right"];

    private readonly Plan plan = PlanChecker.Check(PlanText(placing, more, moment), "plan.yaml") is ({ } good, _)
        ? good
        : throw new ArgumentException(placing);

    private readonly List<(string Id, string Sponsor, string Parent, int Leg, long Joined)> sellers = [];
    private readonly Dictionary<string, int> rows = [];
    private readonly List<(string Seller, long Units, long Placed)> orders = [];
    private readonly List<(string Seller, string Parent, int Leg, long From)> moves = [];

    public static string PlanText(string placing, string more = "", string moment = "period end") => $$"""
        plan: Test
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes:
          PV: {}
        trees:
          enrolment: {}
          placement: { legs: [left, right], placing: {{placing}}, as of: {{moment}} }
        """ + more + (more.Contains("bonuses", StringComparison.Ordinal) ? "" : """

        bonuses:
          - rebate: Rebate
            of: PV
            rate: 1%
        """);

    /// <summary>A seller of 2025 with a recorded place; their sponsor is their parent.</summary>
    public Newcomers Stands(string id, string parent, string leg)
    {
        rows[id] = sellers.Count;
        sellers.Add((id, parent, parent, Array.IndexOf(Legs, leg), Company.Millisecond("2025-06-01") + sellers.Count));
        return this;
    }

    /// <summary>A seller without a place.</summary>
    public Newcomers Joins(string id, string sponsor, string date) => Joins(id, sponsor, Company.Millisecond(date));

    /// <summary>A seller without a place.</summary>
    public Newcomers Joins(string id, string sponsor, long moment)
    {
        rows[id] = sellers.Count;
        sellers.Add((id, sponsor, "", -1, moment));
        return this;
    }

    public Newcomers Order(string seller, string units, string placed)
    {
        Fixed.TryParse(units, 2, out var volume);
        return Order(seller, volume, Company.Millisecond(placed));
    }

    public Newcomers Order(string seller, long units, long placed)
    {
        orders.Add((seller, units, placed));
        return this;
    }

    public Newcomers Moves(string seller, string parent, string leg, string date)
    {
        moves.Add((seller, parent, Array.IndexOf(Legs, leg), Company.Millisecond(date)));
        return this;
    }

    public Result Close(string period = "2026-01", Carry? carry = null) => PeriodClose.Close(plan, ToSnapshot(period, carry));

    /// <summary>Why a seller stands where the close has put them.</summary>
    public IReadOnlyList<string> Why(string seller, string period = "2026-01", Carry? carry = null) =>
        [.. Explanation.Of(plan, ToSnapshot(period, carry)).Seller(seller).Places.Select(place => place.Text)];

    /// <summary>The places given, such as <c>N: R right</c>, in the order in which the sellers were named.</summary>
    public IReadOnlyList<string> Places(string period = "2026-01", Carry? carry = null)
    {
        var left = Close(period, carry).Carry;
        return [.. left.Places.OrderBy(place => RowOf(left.Sellers[place.Seller]))
            .Select(place => $"{left.Sellers[place.Seller]}: {left.Sellers[place.Parent]} {Legs[place.Leg]}")];
    }

    private int RowOf(string id) => rows.GetValueOrDefault(id, -1);

    private Snapshot ToSnapshot(string period, Carry? carry) => new()
    {
        Period = plan.Calendar.Find(period)!,
        Sellers = new SellerColumns
        {
            Ids = new Ids(sellers.Select(seller => seller.Id)),
            Enrolled = [.. sellers.Select(seller => seller.Joined)],
            Trees =
            [
                new EdgeColumns([.. sellers.Select(seller => RowOf(seller.Sponsor))], [.. sellers.Select(_ => (sbyte)-1)]),
                new EdgeColumns([.. sellers.Select(seller => RowOf(seller.Parent))], [.. sellers.Select(seller => (sbyte)seller.Leg)]),
            ],
            Attributes = [],
        },
        Orders = new OrderColumns
        {
            Ids = new Ids(orders.Select((_, row) => $"o{row}")),
            Seller = [.. orders.Select(order => RowOf(order.Seller))],
            Customer = [.. orders.Select(_ => -1)],
            Customers = new Ids([]),
            Placed = [.. orders.Select(order => order.Placed)],
            Volumes = [[.. orders.Select(order => order.Units)]],
            Attributes = [],
        },
        Moves = [.. moves.Select(move => new Move(1, RowOf(move.Seller), RowOf(move.Parent), (sbyte)move.Leg, move.From))],
        Carry = carry ?? Carry.None,
    };
}
