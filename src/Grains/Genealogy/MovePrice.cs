using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents what a change of the trees would bring and cost: who gains and loses how much in which periods.</summary>
/// <param name="Periods">The periods that it touches, the earliest first.</param>
/// <param name="Sequence">The ledger's sequence that the price is of.</param>
/// <param name="Currency">The plan's currency.</param>
/// <param name="Decimals">How many decimals its amounts have.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.move-price")]
public sealed record MovePrice(IReadOnlyList<PeriodPrice> Periods, long Sequence, string Currency, int Decimals)
{
    /// <summary>What changes for each seller in all periods together, in the order of their ids; who gains what they lose is not among them.</summary>
    public IReadOnlyList<PayChange> Total => [.. Periods.SelectMany(period => period.Pay).GroupBy(change => change.Seller)
        .Select(changes => new PayChange(changes.Key, changes.Sum(change => change.Before), changes.Sum(change => change.After)))
        .Where(change => change.Change != 0).OrderBy(change => change.Seller, StringComparer.Ordinal)];

    /// <summary>What restating the closed periods would post into the open one, for each seller.</summary>
    public IReadOnlyList<PayChange> PostedForward => (this with { Periods = [.. Periods.Where(period => period.IsClosed)] }).Total;

    /// <summary>Whether the pay of a closed period changes: then a second person approves it.</summary>
    public bool ChangesClosedPay => Periods.Any(period => period.IsClosed && period.Pay.Count > 0);
}

/// <summary>Represents what a change brings and costs in one period.</summary>
/// <param name="Period">The period's name.</param>
/// <param name="IsClosed">Whether it is closed, so that it would have to be restated.</param>
/// <param name="Pay">Whose earnings change, in the order of their ids.</param>
/// <param name="Ranks">Whose rank changes, in the order of their ids.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.period-price")]
public sealed record PeriodPrice(string Period, bool IsClosed, IReadOnlyList<PayChange> Pay, IReadOnlyList<RankChange> Ranks);

/// <summary>Represents what a seller earns without and with a change, in smallest units of the plan's currency.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Before">Without it.</param>
/// <param name="After">With it.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.pay-change")]
public sealed record PayChange(string Seller, long Before, long After)
{
    /// <summary>What the seller gains; negative for a loss.</summary>
    public long Change => After - Before;
}

/// <summary>Represents the rank that a seller reaches without and with a change.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Before">Without it; empty for none.</param>
/// <param name="After">With it; empty for none.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.rank-change")]
public sealed record RankChange(string Seller, string Before, string After);
