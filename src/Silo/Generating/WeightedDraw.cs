namespace Compensation.Silo.Generating;

/// <summary>Represents a lottery: draws one of many members in constant time, each by the chance of its weight.</summary>
/// <remarks>Walker's alias method in Vose's form, in integers. It lets any number of orders be dealt to ten million sellers
/// with eight bytes per seller.</remarks>
public sealed class WeightedDraw
{
    private readonly uint[] threshold;
    private readonly int[] alias;

    /// <summary>Prepares the lottery.</summary>
    /// <param name="weights">One weight per member, none negative, at least one above zero; each times their number must fit
    /// 63 bits.</param>
    public WeightedDraw(ReadOnlySpan<int> weights)
    {
        var count = weights.Length;
        threshold = new uint[count];
        alias = new int[count];
        long total = 0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total, nameof(weights));

        // Every slot holds exactly "total": a member lighter than that shares its slot with one that is heavier.
        var left = new long[count];
        var waiting = new int[count];
        var lights = 0;
        var heavies = count;
        for (var i = 0; i < count; i++)
        {
            left[i] = (long)weights[i] * count;
            waiting[left[i] < total ? lights++ : --heavies] = i;
        }

        while (lights > 0 && heavies < count)
        {
            var light = waiting[--lights];
            var heavy = waiting[heavies];
            threshold[light] = (uint)(((UInt128)left[light] << 32) / (ulong)total);
            alias[light] = heavy;
            left[heavy] -= total - left[light];
            if (left[heavy] < total)
            {
                heavies++;
                waiting[lights++] = heavy;
            }
        }

        for (; heavies < count; heavies++)
        {
            threshold[waiting[heavies]] = uint.MaxValue;
            alias[waiting[heavies]] = waiting[heavies];
        }
    }

    /// <summary>Draws a member.</summary>
    public int Next(RandomSource random)
    {
        var slot = random.Below(alias.Length);
        return (uint)(random.Next() >> 32) < threshold[slot] ? slot : alias[slot];
    }
}
