using Compensation.Ledger.Fields;

namespace Compensation.Ledger.Store;

/// <summary>Represents a programme: one company's sellers, orders and runs, apart from everybody else's; and the head of its ledger.</summary>
public sealed class ProgrammeRow
{
    /// <summary>The programme's number, first in every key.</summary>
    public required int Programme { get; init; }

    /// <summary>Its name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created.</summary>
    public required long Created { get; init; }

    /// <summary>The last sequence number taken; it never falls.</summary>
    public required long LastSequence { get; init; }

    /// <summary>The instant of the last entry; it never falls either, whatever the clock does.</summary>
    public required long LastRecorded { get; init; }
}

/// <summary>Represents a shop that sends orders.</summary>
public sealed class StorefrontRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1.</summary>
    public required int Storefront { get; init; }

    /// <summary>Its name; unique in the programme.</summary>
    public required string Name { get; init; }
}

/// <summary>Represents a text that stands in rows as a number: a choice, a rank, a tree or a leg.</summary>
public sealed class WordRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1.</summary>
    public required int Word { get; init; }

    /// <summary>The text; unique in the programme.</summary>
    public required string Name { get; init; }
}

/// <summary>Represents a column that some version of the plan adds to sellers or orders: its place in their values.</summary>
public sealed class FieldRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Whose column it is.</summary>
    public required FieldScope Scope { get; init; }

    /// <summary>Its position in a row's values, from 0.</summary>
    public required int Field { get; init; }

    /// <summary>The column's name. Together with type and decimals it is unique: a column with other decimals is another field.</summary>
    public required string Name { get; init; }

    /// <summary>What its numbers mean.</summary>
    public required FieldType Type { get; init; }

    /// <summary>How many decimals its units have; 0 for what has none.</summary>
    public required int Decimals { get; init; }
}
