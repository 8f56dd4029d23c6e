namespace Compensation.Rules.Plans.Checking;

/// <summary>For each volume, by its position in the plan, how much of it something comes to at most, added up over all
/// sellers.</summary>
internal sealed class VolumeShares
{
    private readonly Dictionary<int, PayShare> shares = [];

    /// <summary>No volume at all.</summary>
    public static VolumeShares None { get; } = new();

    /// <summary>The volumes that it has a share of.</summary>
    public IEnumerable<int> Volumes => shares.Keys;

    /// <summary>The share of a volume.</summary>
    public PayShare this[int volume] => shares.GetValueOrDefault(volume);

    /// <summary>A share of one volume.</summary>
    public static VolumeShares Of(int volume, PayShare share)
    {
        var one = new VolumeShares();
        one.Add(volume, share);
        return one;
    }

    /// <summary>So much of each of them.</summary>
    public VolumeShares Times(PayShare factor)
    {
        var product = new VolumeShares();
        foreach (var (volume, share) in shares)
        {
            product.Add(volume, share * factor);
        }

        return product;
    }

    /// <summary>The sum of both.</summary>
    public VolumeShares Plus(VolumeShares other) => Join(other, (left, right) => left + right);

    /// <summary>The larger of both, volume by volume.</summary>
    public VolumeShares Or(VolumeShares other) => Join(other, PayShare.Max);

    /// <summary>Cut to a limit for those volumes that the limit speaks of.</summary>
    public VolumeShares AtMost(VolumeShares limit)
    {
        var cut = new VolumeShares();
        foreach (var (volume, share) in shares)
        {
            cut.Add(volume, limit.shares.TryGetValue(volume, out var most) ? PayShare.Min(share, most) : share);
        }

        return cut;
    }

    private VolumeShares Join(VolumeShares other, Func<PayShare, PayShare, PayShare> join)
    {
        var joined = new VolumeShares();
        foreach (var volume in shares.Keys.Union(other.shares.Keys))
        {
            joined.Add(volume, join(this[volume], other[volume]));
        }

        return joined;
    }

    private void Add(int volume, PayShare share)
    {
        if (share > PayShare.Zero)
        {
            shares[volume] = share;
        }
    }
}
