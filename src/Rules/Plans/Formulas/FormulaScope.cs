namespace Compensation.Rules.Plans.Formulas;

/// <summary>What a formula is about, and so which names it knows.</summary>
internal enum About
{
    /// <summary>A seller.</summary>
    Seller,

    /// <summary>An order row (and the seller it is credited to, by attributes).</summary>
    Order,

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
internal sealed record FormulaScope(About About, int Tree = 0, int Window = 0);
