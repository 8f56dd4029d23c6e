namespace Compensation.Rules.Closing;

/// <summary>Represents what one period leaves to the next: legs' unused volume, titles, grace, accruals, running
/// totals.</summary>
/// <remarks>An explicit value: <c>Close(plan, snapshot)</c> reads it from the snapshot and returns the next one. It is
/// keyed by seller id, so it fits any later snapshot.</remarks>
public sealed record Carry
{
    /// <summary>The carry before a first period.</summary>
    public static Carry None { get; } = new() { Period = "", Sellers = new Ids([]), Items = [] };

    /// <summary>The period that left it; empty before the first.</summary>
    public required string Period { get; init; }

    /// <summary>The ids that <see cref="CarryItem.Seller"/> refers to.</summary>
    public required Ids Sellers { get; init; }

    /// <summary>The items, ordered by name.</summary>
    public required IReadOnlyList<CarryItem> Items { get; init; }

    /// <summary>Carried volume by order, for pair bonuses that keep lots.</summary>
    public IReadOnlyList<CarryLot> Lots { get; init; } = [];

    /// <summary>The places that closes have given to sellers whom nobody had placed, ordered by tree and seller.</summary>
    public IReadOnlyList<CarryPlace> Places { get; init; } = [];
}

/// <summary>One named item of the carry: a sparse column of values.</summary>
/// <param name="Name">What it is, such as <c>Team bonus/left</c>, <c>title</c> or <c>measure/GV/1</c>.</param>
/// <param name="Decimals">How many decimals its values have; 0 for counts, ranks and places.</param>
/// <param name="Seller">Positions in <see cref="Carry.Sellers"/>, ascending.</param>
/// <param name="Value">One value per seller in smallest units, never zero.</param>
public sealed record CarryItem(string Name, int Decimals, int[] Seller, long[] Value)
{
    /// <summary>Whether it is what paying has left (balances, what is owed in wallets, instalments that wait) and not what earning has.</summary>
    public bool IsOfPayments => PaymentWork.IsLeftByPaying(Name);
}

/// <summary>A lot: what one order left in one leg of one seller, and what it was matched with.</summary>
/// <param name="Bonus">The pair bonus.</param>
/// <param name="Seller">Whose leg, as a position in <see cref="Carry.Sellers"/>.</param>
/// <param name="Leg">The leg, from 0.</param>
/// <param name="Order">The order's id.</param>
/// <param name="Placed">When the order was placed.</param>
/// <param name="Period">The period of the match, or empty while the lot is open.</param>
/// <param name="Units">The volume, open or matched.</param>
/// <param name="Amount">For a matched lot: what the whole match of that period paid.</param>
/// <param name="Total">For a matched lot: the volume of its leg that the match consumed.</param>
public sealed record CarryLot(
    string Bonus, int Seller, int Leg, string Order, long Placed, string Period, long Units, long Amount, long Total);

/// <summary>A place that a close gave to a seller whom nobody had placed.</summary>
/// <param name="Tree">The tree's name.</param>
/// <param name="Seller">Who was placed, as a position in <see cref="Carry.Sellers"/>.</param>
/// <param name="Parent">Below whom, as a position in <see cref="Carry.Sellers"/>.</param>
/// <param name="Leg">In which leg, from 0.</param>
public sealed record CarryPlace(string Tree, int Seller, int Parent, int Leg);
