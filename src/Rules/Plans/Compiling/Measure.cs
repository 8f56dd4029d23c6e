using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>How a measure comes to its value.</summary>
internal enum MeasureKind
{
    Formula,
    Table,
    Sum,
    Count,
    Highest,
    Lowest,
    Legs,
    Customers,
    Upline,
    Place,
}

/// <summary>Over whom a measure looks.</summary>
internal enum Scope
{
    Self,
    Frontline,
    Downline,
    Organisation,
    Levels,
    Recruits,
    Company,
    Owner,
    Dropped,
}

/// <summary>A checked measure, ready to be computed as a column.</summary>
internal sealed record MeasureSpec
{
    public string Name { get; init; } = "";

    public MeasureKind Kind { get; init; }

    /// <summary>What is added up, counted, compared or taken.</summary>
    public Expression? Of { get; init; }

    public CompiledTable? Table { get; init; }

    public Scope Over { get; init; }

    public int FromLevel { get; init; } = 1;

    public int ToLevel { get; init; } = 1;

    public int Tree { get; init; }

    /// <summary>The named leg that the scope is limited to, or -1.</summary>
    public int Leg { get; init; } = -1;

    public Expression? Where { get; init; }

    public Expression? Until { get; init; }

    public bool BoundaryInside { get; init; }

    public LegTake Take { get; init; }

    public Expression? EachAtMost { get; init; }

    /// <summary>For windows of whole periods; order windows are part of <see cref="Of"/>'s volumes.</summary>
    public Window Window { get; init; } = new Window.ThisPeriod();

    public Across Across { get; init; }

    public Expression? AtMost { get; init; }

    public Expression? AtLeast { get; init; }

    /// <summary>The order window that customers' totals are of; 0 is the period.</summary>
    public int OrderWindow { get; init; }
}

/// <summary>A measure and its place among the plan's columns.</summary>
internal sealed class Measure
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether the plan gave it its name; the others come from functions and counting forms.</summary>
    public required bool Named { get; init; }

    public required MeasureSpec Spec { get; init; }

    public required Unit Unit { get; init; }

    public required int Decimals { get; init; }

    /// <summary>The decimals of the value of one period: others than the measure's where it counts periods.</summary>
    public required int PeriodDecimals { get; init; }

    public Domain? Domain { get; init; }

    /// <summary>How many earlier periods of its value the carry keeps for its window; 0 for none.</summary>
    public required int Keeps { get; init; }

    /// <summary>Whether a formula asks for its value in the period before.</summary>
    public bool KeepsBefore { get; set; }

    /// <summary>Whether it depends on this period's ranks, and so is computed again while the ladder is.</summary>
    public bool ReadsRank { get; set; }

    /// <summary>Everything that it is computed from.</summary>
    public IEnumerable<Expression> Reads => new[] { Spec.Of, Spec.Where, Spec.Until, Spec.EachAtMost, Spec.AtMost, Spec.AtLeast }.OfType<Expression>()
        .Concat(Spec.Table?.Expressions ?? []);
}
