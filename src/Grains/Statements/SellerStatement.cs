using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Numbers;

namespace Compensation.Grains.Statements;

/// <summary>Represents what a seller is told about a period.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Period">The period's name.</param>
/// <param name="Status">Where the period stands.</param>
/// <param name="Run">The run that the lines are of: the one in force, or before the approval the calculated one; 0 where there is none.</param>
/// <param name="Version">Which version of the period's result it is: 1, and one more for each restatement.</param>
/// <param name="Currency">The currency of the lines.</param>
/// <param name="Decimals">The decimals of the lines.</param>
public sealed record SellerStatement(string Seller, string Period, PeriodStatus Status, long Run, int Version, string Currency, int Decimals)
{
    /// <summary>The seller's lines: pay, cuts by limits, clawbacks, accruals, corrections.</summary>
    public IReadOnlyList<StatementLine> Lines { get; init; } = [];

    /// <summary>Adjustments, with their reasons.</summary>
    public IReadOnlyList<AdjustmentRow> Adjustments { get; init; } = [];

    /// <summary>Ranks and amounts that were set by hand, and what of it was withdrawn.</summary>
    public IReadOnlyList<OverrideRow> Overrides { get; init; } = [];

    /// <summary>Whether the seller's payouts of this period are held back.</summary>
    public bool IsHeld { get; init; }

    /// <summary>When the seller was held and released, in any period.</summary>
    public IReadOnlyList<HoldRow> Holds { get; init; } = [];

    /// <summary>The seller's balances up to the period's run: each change with what it comes to.</summary>
    public IReadOnlyList<BalanceRow> Balances { get; init; } = [];

    /// <summary>What the seller owes in wallets after the period's run, by wallet, in the currency of the lines; negative. It is withheld there later.
    /// </summary>
    public IReadOnlyDictionary<string, long> Owed { get; init; } = new Dictionary<string, long>();

    /// <summary>What is paid out for the period.</summary>
    public IReadOnlyList<PayoutLine> Payouts { get; init; } = [];

    /// <summary>The whole period explained, what was not paid too; null where it was not asked for.</summary>
    public SellerExplanation? Explanation { get; init; }

    /// <summary>What the lines come to.</summary>
    public long Total => Lines.Sum(line => line.Amount);
}

/// <summary>Represents a line of a statement.</summary>
/// <param name="Number">The line's number in the run, from 1.</param>
/// <param name="Bonus">The bonus or cap.</param>
/// <param name="Kind">What kind of line it is.</param>
/// <param name="Source">Who brought it; null for a fund.</param>
/// <param name="Order">The order, for a bonus that pays per order; else null.</param>
/// <param name="Level">The level or generation; 0 where there is none.</param>
/// <param name="Base">What the rate applies to, in smallest units.</param>
/// <param name="BaseDecimals">The decimals of the base.</param>
/// <param name="Rate">The rate.</param>
/// <param name="Amount">The amount in smallest units.</param>
/// <param name="Because">The line explained down to its orders; null where that was not asked for.</param>
public sealed record StatementLine(int Number, string Bonus, LineKind Kind, string? Source, string? Order, int Level, long Base, int BaseDecimals, Rate Rate,
    long Amount, Reason? Because);

/// <summary>Represents what a seller's lines come to in a period.</summary>
/// <param name="Period">The period's name.</param>
/// <param name="Status">Where the period stands.</param>
/// <param name="Total">The sum, as <see cref="SellerStatement.Total"/>.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Decimals">Its decimals.</param>
public sealed record StatementTotal(string Period, PeriodStatus Status, long Total, string Currency, int Decimals);
