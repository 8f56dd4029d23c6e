namespace Compensation.Rules.Closing;

/// <summary>Represents what a plan's rates promised on a period's volume and nobody received.</summary>
/// <remarks>
/// A level that somebody further up received instead is no breakage, nor is an amount that a later period can still pay (volume that stays in the legs,
/// what waits until it is payable, an award paid once). What is received is what sellers earn: lines of pay and their caps, before holds, clawbacks and
/// corrections.
/// </remarks>
/// <param name="Bonuses">The bonuses in the plan's order, then the caps over several of them, which promise nothing and only take away.</param>
public sealed record Breakage(IReadOnlyList<BonusBreakage> Bonuses)
{
    /// <summary>All bonuses and caps together.</summary>
    public BonusBreakage Total => BonusBreakage.Sum("", Bonuses);
}

/// <summary>What one bonus promised, and what became of it; amounts in smallest units of the plan's currency.</summary>
/// <param name="Name">The bonus, or a cap over several.</param>
/// <param name="Promised">What its rates come to on the volume, before limits.</param>
/// <param name="Received">What sellers earned by it.</param>
/// <param name="Reasons">Why the rest was not received, in the order of the reasons; those that took nothing are left out.</param>
public sealed record BonusBreakage(string Name, long Promised, long Received, IReadOnlyDictionary<BreakageReason, long> Reasons)
{
    /// <summary>What was promised and not received; the sum of the reasons.</summary>
    public long Amount => Promised - Received;

    /// <summary>Adds up bonuses, or a bonus over several periods.</summary>
    /// <param name="name">The name of the sum.</param>
    /// <param name="parts">What is added up.</param>
    /// <exception cref="OverflowException">A sum needs more than 64 bits.</exception>
    public static BonusBreakage Sum(string name, IEnumerable<BonusBreakage> parts)
    {
        var (promised, received) = (0L, 0L);
        var reasons = new SortedDictionary<BreakageReason, long>();
        foreach (var part in parts)
        {
            promised = checked(promised + part.Promised);
            received = checked(received + part.Received);
            foreach (var (reason, amount) in part.Reasons)
            {
                reasons[reason] = checked(reasons.GetValueOrDefault(reason) + amount);
            }
        }

        return new BonusBreakage(name, promised, received, reasons);
    }
}

/// <summary>Why something that was promised was not received.</summary>
public enum BreakageReason
{
    /// <summary>Who stood there did not meet a requirement.</summary>
    NotQualified,

    /// <summary>The level was beyond the depth open to who stood there.</summary>
    TooDeep,

    /// <summary>Sellers stand above, but none of them takes the level or has the rate.</summary>
    NobodyQualified,

    /// <summary>The tree ends below the level.</summary>
    NoUpline,

    /// <summary>A cap or another limit cut it.</summary>
    Limit,

    /// <summary>The volume was flushed before it was matched.</summary>
    Flushed,

    /// <summary>Nobody had a share in that part of a fund.</summary>
    NotShared,
}
