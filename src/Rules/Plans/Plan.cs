using Compensation.Rules.Calendars;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Plans;

/// <summary>Represents a compensation plan that was checked: every name is resolved, every formula has its unit.</summary>
/// <remarks>Immutable and safe to share between threads. Made by <see cref="PlanChecker"/>.</remarks>
public sealed partial class Plan
{
    /// <summary>The plan as it was written.</summary>
    public required PlanDocument Document { get; init; }

    /// <summary>The text of the plan file, byte for byte; it is sealed with each run.</summary>
    public required string Text { get; init; }

    /// <summary>The programme's name.</summary>
    public string Name => Document.Name;

    /// <summary>The decimals of a commission line.</summary>
    public int Decimals => Document.Decimals;

    /// <summary>How each line is rounded.</summary>
    public Rounding Rounding => (Rounding)Document.Rounding;

    /// <summary>The zone in which periods begin and end.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>The plan's periods.</summary>
    public required PlanCalendar Calendar { get; init; }

    /// <summary>The volumes, in the plan's order.</summary>
    public required IReadOnlyList<VolumeDefinition> Volumes { get; init; }

    /// <summary>The sellers' attributes, in the plan's order.</summary>
    public required IReadOnlyList<AttributeDefinition> SellerAttributes { get; init; }

    /// <summary>The orders' attributes, in the plan's order.</summary>
    public required IReadOnlyList<AttributeDefinition> OrderAttributes { get; init; }

    /// <summary>The trees that are recorded (not derived), in the plan's order; the first is the main tree.</summary>
    public required IReadOnlyList<RecordedTree> RecordedTrees { get; init; }

    /// <summary>The ranks' names from the lowest; the ordinal of the first is 1.</summary>
    public required IReadOnlyList<string> Ranks { get; init; }
}
