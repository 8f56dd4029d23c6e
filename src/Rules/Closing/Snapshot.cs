using Compensation.Rules.Calendars;

namespace Compensation.Rules.Closing;

/// <summary>Represents everything that a close knows, as columns: the sellers, their trees, the orders, refunds,
/// adjustments and the carry of the period before.</summary>
/// <remarks>
/// Rows stand in any order: the result does not depend on it. Sellers are referred to by their row number in
/// <see cref="Sellers"/>; -1 is nobody.
/// Instants are milliseconds since 1970-01-01T00:00Z. Attribute and volume columns are indexed as in the plan
/// (<c>Plan.SellerAttributes</c>, <c>Plan.OrderAttributes</c>, <c>Plan.Volumes</c>).
/// </remarks>
public sealed record Snapshot
{
    /// <summary>The period to close.</summary>
    public required Period Period { get; init; }

    /// <summary>All sellers.</summary>
    public required SellerColumns Sellers { get; init; }

    /// <summary>The orders: those of the period, earlier ones that windows look back on and refunds refer to, and any
    /// others, which are ignored.</summary>
    public required OrderColumns Orders { get; init; }

    /// <summary>Moves of sellers in recorded trees, in any order.</summary>
    public IReadOnlyList<Move> Moves { get; init; } = [];

    /// <summary>Refunds of orders, in any order.</summary>
    public IReadOnlyList<Refund> Refunds { get; init; } = [];

    /// <summary>Manual corrections of this period.</summary>
    public IReadOnlyList<Adjustment> Adjustments { get; init; } = [];

    /// <summary>Ranks that finance has set by hand for this period; at most one per seller.</summary>
    public IReadOnlyList<RankOverride> RankOverrides { get; init; } = [];

    /// <summary>Amounts that finance has set by hand for this period.</summary>
    public IReadOnlyList<LineOverride> LineOverrides { get; init; } = [];

    /// <summary>What the period before left behind; <see cref="Carry.None"/> for a first period.</summary>
    public Carry Carry { get; init; } = Carry.None;

    /// <summary>Lines of earlier runs that orders refunded late have contributed to.</summary>
    public IReadOnlyList<PriorLine> PriorLines { get; init; } = [];

    /// <summary>Rates that replace the plan's for this run, by currency; they are frozen with the run.</summary>
    public IReadOnlyDictionary<string, CurrencyRates> Rates { get; init; } = new Dictionary<string, CurrencyRates>();
}

/// <summary>The factors of one currency as used by a run.</summary>
/// <param name="VolumeFactor">Units of volume for one unit of order value.</param>
/// <param name="PayoutFactor">Units of the currency paid for one unit of the plan's currency.</param>
public sealed record CurrencyRates(Numbers.Rate VolumeFactor, Numbers.Rate PayoutFactor);

/// <summary>The sellers' columns.</summary>
public sealed class SellerColumns
{
    /// <summary>The sellers' ids; unique.</summary>
    public required Ids Ids { get; init; }

    /// <summary>How many sellers there are.</summary>
    public int Count => Ids.Count;

    /// <summary>When each seller joined.</summary>
    public required long[] Enrolled { get; init; }

    /// <summary>One entry per recorded tree of the plan, in the plan's order.</summary>
    public required IReadOnlyList<EdgeColumns> Trees { get; init; }

    /// <summary>One column per seller attribute: choices and ranks as ordinals from 1 (0: none), flags as 0 or 1, dates
    /// as days since 1970-01-01, sellers as row numbers (-1: none), numbers in smallest units.</summary>
    public required long[][] Attributes { get; init; }
}

/// <summary>One recorded tree, as first known.</summary>
/// <param name="Parent">Each seller's parent, or -1 for a root.</param>
/// <param name="Leg">Each seller's leg below the parent, from 0; -1 where there is none.</param>
public sealed record EdgeColumns(int[] Parent, sbyte[] Leg);

/// <summary>The orders' columns. A row is an order, or one line of one: several rows may share an order's id.</summary>
/// <remarks>Arrays may be longer than <see cref="Count"/>: they can be shared with whoever goes on adding rows, so nobody looks beyond it.</remarks>
public sealed class OrderColumns
{
    /// <summary>The orders' ids, one per row.</summary>
    public required Ids Ids { get; init; }

    /// <summary>How many rows there are.</summary>
    public int Count => Ids.Count;

    /// <summary>The seller whom each row is credited to.</summary>
    public required int[] Seller { get; init; }

    /// <summary>The customer who bought, as a position in <see cref="Customers"/>, or -1 where the seller bought; null where only sellers bought.</summary>
    public required int[]? Customer { get; init; }

    /// <summary>The customers' ids.</summary>
    public required Ids Customers { get; init; }

    /// <summary>The instant that decides the period.</summary>
    public required NumberColumn Placed { get; init; }

    /// <summary>When each row became known, where that is recorded; it is held against the cut-off.</summary>
    public NumberColumn? Recorded { get; init; }

    /// <summary>One column per volume of the plan, in smallest units; null for volumes that are formulas over others.</summary>
    public required NumberColumn?[] Volumes { get; init; }

    /// <summary>One column per order attribute, coded like those of sellers.</summary>
    public required NumberColumn[] Attributes { get; init; }

    /// <summary>A row's customer, or -1 where the seller bought.</summary>
    public int CustomerOf(int row) => Customer is null ? -1 : Customer[row];
}

/// <summary>Represents a change of one seller's parent in a recorded tree.</summary>
/// <param name="Tree">The recorded tree, by its position among the plan's recorded trees.</param>
/// <param name="Seller">Who moves, with everybody below.</param>
/// <param name="Parent">The new parent, or -1.</param>
/// <param name="Leg">The new leg, or -1.</param>
/// <param name="Effective">From when it counts.</param>
public sealed record Move(int Tree, int Seller, int Parent, sbyte Leg, long Effective);

/// <summary>Represents a refund of an order row, in whole or in part.</summary>
/// <param name="Row">The order row.</param>
/// <param name="Refunded">When.</param>
/// <param name="Volumes">What is taken back of each volume column, as positive units; null means all that is left of it.</param>
/// <param name="Id">The refund's own id.</param>
public sealed record Refund(int Row, long Refunded, long[]? Volumes, string Id);

/// <summary>Represents a manual correction.</summary>
/// <param name="Seller">Whose earnings it changes.</param>
/// <param name="Amount">In the plan's currency, smallest units; negative to take away.</param>
/// <param name="Bonus">The bonus that it corrects, or empty.</param>
/// <param name="Reason">Why; shown on the statement.</param>
/// <param name="Id">Its own id.</param>
public sealed record Adjustment(int Seller, long Amount, string Bonus, string Reason, string Id);

/// <summary>Represents a rank set by hand: the seller has it whatever the ladder says, and counts as such for everybody else.</summary>
/// <param name="Seller">Whose rank.</param>
/// <param name="Rank">The rank, as an ordinal from 1; 0 for none.</param>
/// <param name="Reason">Why; shown on the statement.</param>
/// <param name="Id">Its own id.</param>
public sealed record RankOverride(int Seller, int Rank, string Reason, string Id);

/// <summary>Represents an amount set by hand: what a bonus pays somebody from one source.</summary>
/// <remarks>The lines that it speaks of stay as they are; a line of its own makes up the difference, anew in each run. What other bonuses pay on
/// these earnings does not change.</remarks>
/// <param name="Seller">The payee.</param>
/// <param name="Bonus">The bonus's name.</param>
/// <param name="Source">The seller who brought the base, or -1 for lines of a fund.</param>
/// <param name="Order">The order's id for a bonus that pays per order, else empty.</param>
/// <param name="Amount">What these lines shall come to, in the plan's currency, smallest units.</param>
/// <param name="Reason">Why; shown on the statement.</param>
/// <param name="Id">Its own id.</param>
public sealed record LineOverride(int Seller, string Bonus, int Source, string Order, long Amount, string Reason, string Id);

/// <summary>Represents a commission line of an earlier run, to which an order refunded in this period has contributed.</summary>
/// <param name="Period">The run's period.</param>
/// <param name="Bonus">The bonus's name.</param>
/// <param name="Payee">Who was paid.</param>
/// <param name="Source">The seller who brought the base.</param>
/// <param name="Row">A row of the order for a line per order, or -1 for a line per seller.</param>
/// <param name="Level">The level or generation paid.</param>
/// <param name="Base">The line's base, in smallest units of <paramref name="BaseDecimals"/> decimals.</param>
/// <param name="BaseDecimals">The base's decimals.</param>
/// <param name="Amount">The stored amount.</param>
public sealed record PriorLine(
    string Period, string Bonus, int Payee, int Source, int Row, int Level,
    long Base, int BaseDecimals, long Amount);
