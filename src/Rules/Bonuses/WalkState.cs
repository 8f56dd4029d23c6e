using Compensation.Rules.Numbers;

namespace Compensation.Rules.Bonuses;

/// <summary>Where a walk stands on its way up from one source.</summary>
internal record struct WalkState
{
    private int[]? passedByRank;
    private List<(Rate Offered, Rate Share)>? heldBack;
    private readonly Rate grantedAtFirst;
    private HashSet<Rate>? met;

    public WalkState(long @base, Rate granted)
    {
        Base = @base;
        grantedAtFirst = granted;
        Granted = granted;
        Spent = granted;
        HighestBelow = granted;
        BeforeParent = true;
    }

    /// <summary>What the source brings (with a cascade: what the line before paid).</summary>
    public long Base { get; set; }

    /// <summary>The base's decimals where they are not the bonus's own.</summary>
    public int? BaseDecimals { get; set; }

    /// <summary>The last level that began.</summary>
    public int Level { get; set; }

    /// <summary>How many ancestors are still left out at first.</summary>
    public int Skipped { get; set; }

    /// <summary>How many boundaries of generations were passed.</summary>
    public int Passed { get; set; }

    /// <summary>The rate granted so far on this path.</summary>
    public Rate Granted { get; set; }

    /// <summary>The sum of the rates on this path, which a total limits.</summary>
    public Rate Spent { get; set; }

    /// <summary>What the ancestor at hand adds to what is granted.</summary>
    public Rate ToGrant { get; set; }

    /// <summary>The highest rate met so far on this path.</summary>
    public Rate HighestBelow { get; set; }

    /// <summary>Whether the walk has not yet passed the source's direct parent.</summary>
    public bool BeforeParent { get; set; }

    /// <summary>Whether the walk is over.</summary>
    public bool Ended { get; set; }

    /// <summary>For a witness: the highest level that was offered to somebody, or told to be unfilled.</summary>
    public int Reached { get; set; }

    /// <summary>For a witness: the last level that the plan ever pays.</summary>
    public int LastLevel { get; set; }

    /// <summary>For a witness: the rates, under a total the sum of them, of those who may not receive and whose rate did not count as granted.</summary>
    public Rate Missed { get; set; }

    /// <summary>Prepares to count passed sellers by rank.</summary>
    public void CountRanks(int ranks) => passedByRank = new int[ranks + 1];

    /// <summary>How many sellers of this rank or a higher one were passed.</summary>
    public readonly int PassedOfRank(int rank)
    {
        var passed = 0;
        for (var higher = rank; passedByRank is not null && higher < passedByRank.Length; higher++)
        {
            passed += passedByRank[higher];
        }

        return passed;
    }

    /// <summary>Passes a seller of a rank.</summary>
    public readonly void Pass(int rank) => passedByRank![rank]++;

    /// <summary>Remembers a rate that was met on this path.</summary>
    public void Meet(Rate rate) => (met ??= []).Add(rate);

    /// <summary>Whether this very rate was met on this path.</summary>
    public readonly bool HasMet(Rate rate) => rate == grantedAtFirst || met?.Contains(rate) == true;

    /// <summary>Whether somebody's share still waits for one further up.</summary>
    public readonly bool HoldsBack => heldBack is { Count: > 0 };

    /// <summary>Keeps the share of an ancestor who may not receive for one further up.</summary>
    public void HoldBack(Rate offered, Rate share) => (heldBack ??= []).Add((offered, share));

    /// <summary>The sum of the shares that still wait.</summary>
    public readonly Rate HeldBack => heldBack?.Aggregate(Rate.Zero, (sum, held) => sum + held.Share) ?? Rate.Zero;

    /// <summary>The shares held back that go to an ancestor with this rate: those of the same or a lower one.</summary>
    public readonly Rate Released(Rate offered)
    {
        var released = Rate.Zero;
        if (heldBack is not null && !offered.IsZero)
        {
            foreach (var (_, share) in heldBack.Where(held => held.Offered <= offered))
            {
                released += share;
            }

            heldBack.RemoveAll(held => held.Offered <= offered);
        }

        return released;
    }
}
