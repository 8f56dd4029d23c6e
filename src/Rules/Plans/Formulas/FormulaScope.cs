namespace Compensation.Rules.Plans.Formulas;

/// <summary>What a formula is about, and so which names it knows.</summary>
internal enum About
{
    /// <summary>A seller.</summary>
    Seller,

    /// <summary>One order row by itself, in a volume's own formula (and the seller it is credited to, by attributes).</summary>
    Row,

    /// <summary>A whole order, of which each row is looked at, and the seller it is credited to: a volume is the order's total.</summary>
    Order,

    /// <summary>What an order brings: a volume is the total of those of its rows that are paid on together.</summary>
    OrderBase,

    /// <summary>One customer's totals.</summary>
    Customer,

    /// <summary>An ancestor in a walk, the source and, where there is one, the order row.</summary>
    Walk,

    /// <summary>A seller's balance of legs.</summary>
    Pair,
}

/// <summary>The scope of a formula.</summary>
/// <param name="About">What it is about.</param>
/// <param name="Tree">The tree at hand: whose parents <c>parent.</c> means, and where counting looks by default.</param>
/// <param name="Window">The order window that volumes are totals of; 0 is the period.</param>
/// <param name="PerOrder">In a walk: whether each order is a source, so that <c>order.</c> and <c>row.</c> mean something.</param>
/// <param name="OrderAlone">Whether of the order's seller only attributes are known, not what they reached in the period.</param>
internal sealed record FormulaScope(About About, int Tree = 0, int Window = 0, bool PerOrder = false, bool OrderAlone = false);
