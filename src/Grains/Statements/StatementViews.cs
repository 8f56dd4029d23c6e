using System.Globalization;
using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Store;
using Orleans;

namespace Compensation.Grains.Statements;

/// <summary>Represents a statement as it travels; see <see cref="SellerStatement"/>. Amounts are in smallest units of the currency.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.statement")]
public sealed record StatementView
{
    /// <summary>The seller's id.</summary>
    [Id(0)]
    public required string Seller { get; init; }

    /// <summary>The period's name.</summary>
    [Id(1)]
    public required string Period { get; init; }

    /// <summary>Where the period stands.</summary>
    [Id(2)]
    public required PeriodStatus Status { get; init; }

    /// <summary>The run that the lines are of; 0 where there is none.</summary>
    [Id(3)]
    public required long Run { get; init; }

    /// <summary>Which version of the period's result it is.</summary>
    [Id(4)]
    public required int Version { get; init; }

    /// <summary>The currency of the lines.</summary>
    [Id(5)]
    public required string Currency { get; init; }

    /// <summary>The decimals of the lines.</summary>
    [Id(6)]
    public required int Decimals { get; init; }

    /// <summary>What the lines come to.</summary>
    [Id(7)]
    public required long Total { get; init; }

    /// <summary>The lines.</summary>
    [Id(8)]
    public IReadOnlyList<StatementLineView> Lines { get; init; } = [];

    /// <summary>Adjustments.</summary>
    [Id(9)]
    public IReadOnlyList<AdjustmentView> Adjustments { get; init; } = [];

    /// <summary>Ranks and amounts that were set by hand, and what of it was withdrawn.</summary>
    [Id(10)]
    public IReadOnlyList<OverrideView> Overrides { get; init; } = [];

    /// <summary>Whether the seller's payouts of this period are held back.</summary>
    [Id(11)]
    public bool IsHeld { get; init; }

    /// <summary>Why they were held back last; null where they never were.</summary>
    [Id(12)]
    public string? HeldBecause { get; init; }

    /// <summary>The changes of the seller's balances up to the period's run.</summary>
    [Id(13)]
    public IReadOnlyList<BalanceView> Balances { get; init; } = [];

    /// <summary>What is paid out for the period.</summary>
    [Id(14)]
    public IReadOnlyList<PayoutView> Payouts { get; init; } = [];

    internal static StatementView Of(SellerStatement statement) => new()
    {
        Seller = statement.Seller,
        Period = statement.Period,
        Status = statement.Status,
        Run = statement.Run,
        Version = statement.Version,
        Currency = statement.Currency,
        Decimals = statement.Decimals,
        Total = statement.Total,
        Lines = [.. statement.Lines.Select(line => new StatementLineView(line.Number, line.Bonus, $"{line.Kind}".ToLowerInvariant(), line.Source, line.Order,
            line.Level, line.Base, line.BaseDecimals, line.Rate.ToString(), line.Amount))],
        Adjustments = [.. statement.Adjustments.Select(row => new AdjustmentView(row.Adjustment, row.Amount, row.Bonus, row.Reason, row.Who, row.Recorded))],
        Overrides = [.. statement.Overrides.Select(row => new OverrideView(
            row.Override, row.Kind == OverrideKind.Rank, row.Bonus, row.OrderId, row.Withdraws, row.Reason, row.Who, row.Recorded))],
        IsHeld = statement.IsHeld,
        HeldBecause = statement.IsHeld && statement.Holds is [.., var hold] ? hold.Reason : null,
        Balances = [.. statement.Balances.Select(row => new BalanceView(row.Currency, row.Change, row.Balance, row.Reason, row.Recorded))],
        Payouts = [.. statement.Payouts.Select(payout => new PayoutView(payout.Number, payout.Wallet, payout.Currency, payout.Decimals, payout.Amount,
            payout.Due.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), payout.Status, payout.Reference))],
    };
}

/// <summary>Represents a line of a statement; see <see cref="StatementLine"/>.</summary>
/// <param name="Number">The line's number in the run, from 1.</param>
/// <param name="Bonus">The bonus or cap.</param>
/// <param name="Kind">What kind of line it is, in a word: <c>pay</c>, <c>cap</c>, <c>clawback</c>, <c>accrual</c>, …</param>
/// <param name="Source">Who brought it; null for a fund.</param>
/// <param name="Order">The order, for a bonus that pays per order; else null.</param>
/// <param name="Level">The level or generation; 0 where there is none.</param>
/// <param name="Base">What the rate applies to, in smallest units.</param>
/// <param name="BaseDecimals">The decimals of the base.</param>
/// <param name="Rate">The rate, exact.</param>
/// <param name="Amount">The amount.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.statement-line")]
public sealed record StatementLineView(
    int Number, string Bonus, string Kind, string? Source, string? Order, int Level, long Base, int BaseDecimals, string Rate, long Amount);

/// <summary>Represents an adjustment on a statement.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Amount">The change of the seller's earnings.</param>
/// <param name="Bonus">The bonus that it corrects, or empty.</param>
/// <param name="Reason">Why.</param>
/// <param name="Who">Who made it.</param>
/// <param name="At">When, in milliseconds since 1970-01-01T00:00Z.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.statement-adjustment")]
public sealed record AdjustmentView(string Id, long Amount, string Bonus, string Reason, string Who, long At);

/// <summary>Represents something that was set by hand, on a statement.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsRank">Whether it sets the rank, and not a line.</param>
/// <param name="Bonus">The bonus of the line; null for a rank.</param>
/// <param name="Order">The order of a line per order; else null.</param>
/// <param name="Withdraws">The override that this one takes back; null where it sets something.</param>
/// <param name="Reason">Why.</param>
/// <param name="Who">Who decided.</param>
/// <param name="At">When, in milliseconds since 1970-01-01T00:00Z.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.statement-override")]
public sealed record OverrideView(string Id, bool IsRank, string? Bonus, string? Order, string? Withdraws, string Reason, string Who, long At);

/// <summary>Represents a change of a balance on a statement.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Change">The change.</param>
/// <param name="Balance">The balance afterwards; negative where the seller owes.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When, in milliseconds since 1970-01-01T00:00Z.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.statement-balance")]
public sealed record BalanceView(string Currency, long Change, long Balance, string Reason, long At);

/// <summary>Represents a payout on a statement.</summary>
/// <param name="Number">Its number in the programme.</param>
/// <param name="Wallet">The wallet it goes into.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Decimals">How many decimals the currency has.</param>
/// <param name="Amount">Smallest units of the currency.</param>
/// <param name="Due">When it is due, as year-month-day.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reference">What the other side knows it by, or why it has failed.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.statement-payout")]
public sealed record PayoutView(
    int Number, string Wallet, string Currency, int Decimals, long Amount, string Due, PayoutStatus Status, string Reference);
