namespace Compensation.Silo.Generating;

/// <summary>Represents a binary placement tree while it grows: every position has a left and a right slot.</summary>
/// <remarks>A tenth of the sponsors build an outer power leg, which makes the tree deep as real ones are; the others let
/// newcomers slip down at random to a free slot.</remarks>
internal sealed class BinaryPlacement
{
    private const int PowerLegPercent = 10;

    private readonly int[][] child;
    private readonly int[][] outer;
    private readonly bool[] toggle;
    private readonly RandomSource random;
    private readonly ulong salt;

    /// <summary>Begins a tree with the founder on top.</summary>
    public BinaryPlacement(int count, ulong seed, RandomSource random)
    {
        child = [new int[count], new int[count]];
        outer = [new int[count], new int[count]];
        toggle = new bool[count];
        this.random = random;
        salt = RandomSource.Mix(seed);
        Array.Fill(child[0], -1);
        Array.Fill(child[1], -1);
        outer[0][0] = ~0;
        outer[1][0] = ~0;
    }

    /// <summary>Finds the newcomer's slot below the sponsor and takes it.</summary>
    /// <returns>The position above and the leg: 0 left, 1 right.</returns>
    public (int Parent, byte Leg) Place(int newcomer, int sponsor)
    {
        var habit = RandomSource.Mix(salt ^ (ulong)sponsor);
        var (parent, leg) = habit % 100 < PowerLegPercent ? OuterEnd(sponsor, habit) : RandomDescent(sponsor);
        child[leg][parent] = newcomer;
        Extend(newcomer, parent, leg);
        return (parent, (byte)leg);
    }

    private (int Parent, int Leg) OuterEnd(int sponsor, ulong habit)
    {
        // Half of the power leg builders keep to one side, the others alternate.
        var leg = (int)(habit >> 32 & 1);
        if ((habit >> 33 & 1) == 0)
        {
            leg = toggle[sponsor] ? 1 : 0;
            toggle[sponsor] = !toggle[sponsor];
        }

        return (Bottom(leg, sponsor), leg);
    }

    private (int Parent, int Leg) RandomDescent(int sponsor)
    {
        var parent = sponsor;
        var bits = random.Next();
        var left = 64;
        while (true)
        {
            var leg = (int)(bits & 1);
            if (child[leg][parent] < 0)
            {
                return (parent, leg);
            }

            parent = child[leg][parent];
            bits >>= 1;
            if (--left == 0)
            {
                bits = random.Next();
                left = 64;
            }
        }
    }

    // A chain is a run of positions that are all in the same leg of one another. Outer[leg] holds, for its top, the complement
    // of its bottom, and for any other position the chain's top, so an outer leg's end is two steps away however long it is.
    private int Bottom(int leg, int position) => ~outer[leg][Top(leg, position)];

    private int Top(int leg, int position) => outer[leg][position] < 0 ? position : outer[leg][position];

    private void Extend(int newcomer, int parent, int leg)
    {
        var top = Top(leg, parent);
        outer[leg][newcomer] = top;
        outer[leg][top] = ~newcomer;
        outer[1 - leg][newcomer] = ~newcomer;
    }
}
