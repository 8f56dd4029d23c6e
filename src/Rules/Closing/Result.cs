using Compensation.Rules.Numbers;

namespace Compensation.Rules.Closing;

/// <summary>Represents a closed period: what everybody reached and earns, and what the next period takes over.</summary>
/// <remarks>Sellers are in canonical order (<see cref="Sellers"/>), which depends on the trees, dates of joining and ids
/// only, never on the order of input rows.</remarks>
public sealed class Result
{
    /// <summary>The period's name.</summary>
    public required string Period { get; init; }

    /// <summary>The sellers' ids in canonical order; all seller numbers of this result refer to it.</summary>
    public required Ids Sellers { get; init; }

    /// <summary>The seller's row in the snapshot, per canonical number.</summary>
    public required int[] SnapshotRow { get; init; }

    /// <summary>The commission lines, in canonical order: by bonus in the plan's order, then source, then payee's
    /// level.</summary>
    public required Lines Lines { get; init; }

    /// <summary>The measures that the plan names, one column per measure.</summary>
    public required IReadOnlyList<MeasureColumn> Measures { get; init; }

    /// <summary>Each seller's rank of the period (paid-as), as an ordinal of the ladder from 1; 0 for none.</summary>
    public required long[] Rank { get; init; }

    /// <summary>Each seller's title after the period.</summary>
    public required long[] Title { get; init; }

    /// <summary>What is to be paid out, after splits, holds, minimum and fees.</summary>
    public required IReadOnlyList<Payment> Payments { get; init; }

    /// <summary>What the next period takes over.</summary>
    public required Carry Carry { get; init; }

    /// <summary>Totals by name for the summary: volumes, bonuses, the payout ratio's parts.</summary>
    public required IReadOnlyList<Total> Totals { get; init; }

    /// <summary>The plan's trees as this period used them, derived ones too.</summary>
    public IReadOnlyList<TreeColumn> Trees { get; init; } = [];

    /// <summary>Things to know about this run, such as a cap that asks for a review.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Those of the remarks for which somebody has to look at the run before it may be approved.</summary>
    public IReadOnlyList<string> Reviews { get; init; } = [];
}

/// <summary>A named column of the result.</summary>
/// <param name="Name">The measure's name in the plan.</param>
/// <param name="Decimals">How many decimals its units have.</param>
/// <param name="Values">One value per seller in canonical order.</param>
public sealed record MeasureColumn(string Name, int Decimals, long[] Values);

/// <summary>A tree of the result.</summary>
/// <remarks>A recorded tree that nothing in the plan goes by is put into canonical numbering when somebody asks for it first.</remarks>
public sealed class TreeColumn
{
    private readonly Lazy<int[]> parent;

    internal TreeColumn(string name, Lazy<int[]> parent)
    {
        Name = name;
        this.parent = parent;
    }

    /// <summary>The tree's name in the plan.</summary>
    public string Name { get; }

    /// <summary>Each seller's parent in canonical numbering; -1 for a root and for who is not in the tree.</summary>
    public int[] Parent => parent.Value;
}

/// <summary>A total of a run.</summary>
/// <param name="Group">What it is a total of: <c>volume</c>, <c>bonus</c>, <c>pool</c>, <c>payout</c>.</param>
/// <param name="Name">The volume's or bonus's name.</param>
/// <param name="Units">The total in smallest units.</param>
/// <param name="Decimals">How many decimals the units have.</param>
public sealed record Total(string Group, string Name, long Units, int Decimals);

/// <summary>An amount to be paid out.</summary>
/// <param name="Payee">The seller (or owner) paid, in canonical numbering.</param>
/// <param name="Wallet">The wallet it goes into.</param>
/// <param name="Currency">The currency it is paid in.</param>
/// <param name="Amount">Smallest units of that currency; negative for a balance that is taken over.</param>
/// <param name="Decimals">How many decimals the currency has.</param>
/// <param name="Due">The local date on which it is due.</param>
/// <param name="Of">What it is of: <c>earnings</c>, the name of a bonus paid in instalments, or a fee.</param>
public readonly record struct Payment(
    int Payee, string Wallet, string Currency, long Amount, int Decimals, NodaTime.LocalDate Due, string Of);

/// <summary>What kind of amount a line is.</summary>
public enum LineKind : byte
{
    /// <summary>Earned by a bonus.</summary>
    Pay,

    /// <summary>Taken away by a limit; negative.</summary>
    Cap,

    /// <summary>Taken back because an order was refunded after its close; negative.</summary>
    Clawback,

    /// <summary>A manual correction.</summary>
    Adjustment,

    /// <summary>Earned before, released now that its condition holds; or, negative, held back now.</summary>
    Accrual,
}

/// <summary>Represents commission lines as columns: one row says that a payee gets an amount from a source by a bonus.</summary>
public sealed class Lines
{
    /// <summary>How many lines there are.</summary>
    public int Count => Amount.Count;

    /// <summary>The names that <see cref="Bonus"/> refers to: the plan's bonuses in order, then caps.</summary>
    public required IReadOnlyList<string> BonusNames { get; init; }

    /// <summary>The bonus of each line, by position in <see cref="BonusNames"/>.</summary>
    public required LineColumn<ushort> Bonus { get; init; }

    /// <summary>What kind of line it is.</summary>
    public required LineColumn<LineKind> Kind { get; init; }

    /// <summary>Who gets it.</summary>
    public required LineColumn<int> Payee { get; init; }

    /// <summary>Who brought it, or -1 for a fund.</summary>
    public required LineColumn<int> Source { get; init; }

    /// <summary>The order row in the snapshot for a line per order, else -1.</summary>
    public required LineColumn<int> OrderRow { get; init; }

    /// <summary>The level or generation; 0 where the bonus has none.</summary>
    public required LineColumn<ushort> Level { get; init; }

    /// <summary>What the rate applied to, in units of the bonus's base decimals.</summary>
    public required LineColumn<long> Base { get; init; }

    /// <summary>The decimals of the base, per bonus.</summary>
    public required IReadOnlyList<int> BaseDecimals { get; init; }

    /// <summary>The rate of each line, by position in <see cref="Rates"/>.</summary>
    public required LineColumn<int> Rate { get; init; }

    /// <summary>The distinct rates used.</summary>
    public required IReadOnlyList<Rate> Rates { get; init; }

    /// <summary>The amount in smallest units of the plan's currency.</summary>
    public required LineColumn<long> Amount { get; init; }
}
