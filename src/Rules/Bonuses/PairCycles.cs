using Compensation.Rules.Plans.Compiling;

namespace Compensation.Rules.Bonuses;

/// <summary>Counts cycles whose strong leg is judged anew before each of them, without running through them.</summary>
/// <remarks>
/// A cycle takes so much (<c>FromWeaker</c>) of every leg, and the <em>lead</em> more of the leg that is strongest at that moment. What all legs lose alike
/// does not change which is strongest, so the turns go by the legs' first volumes, the lead taken off a leg each time it has its turn: the strongest alone
/// until another has caught up, then these two by turns, until a third has. Of equal legs the one named first is the strongest.
/// </remarks>
internal static class PairCycles
{
    /// <summary>How many cycles the legs allow.</summary>
    /// <param name="legs">The volume of each leg.</param>
    /// <param name="cycle">A cycle that takes more of the stronger leg than of the weaker.</param>
    /// <param name="turns">Working space, one for each leg.</param>
    public static long Possible(ReadOnlySpan<long> legs, CycleRule cycle, Span<long> turns)
    {
        var (total, weakest) = (0L, long.MaxValue);
        foreach (var leg in legs)
        {
            total = checked(total + Math.Max(0, leg));
            weakest = Math.Min(weakest, leg);
        }

        // Every cycle takes of every leg. Legs only fall, so what allows a cycle allows all those before it too.
        var (certain, most) = (0L, Math.Min(total / checked(cycle.FromStronger + ((legs.Length - 1) * cycle.FromWeaker)), weakest / cycle.FromWeaker));
        while (certain < most)
        {
            var tried = most - ((most - certain) / 2);
            (certain, most) = AllowsAfter(legs, cycle, tried - 1, turns) ? (tried, most) : (certain, tried - 1);
        }

        return certain;
    }

    /// <summary>Finds in how many of the first cycles each leg is the strongest.</summary>
    /// <param name="legs">The volume of each leg.</param>
    /// <param name="cycle">A cycle that takes more of the stronger leg than of the weaker.</param>
    /// <param name="cycles">How many cycles there are; the legs have to allow them.</param>
    /// <param name="turns">Receives the number for each leg.</param>
    public static void Count(ReadOnlySpan<long> legs, CycleRule cycle, long cycles, Span<long> turns)
    {
        turns.Clear();
        var lead = cycle.FromStronger - cycle.FromWeaker;
        var (last, before) = LastToJoin(legs, lead, cycles);
        if (last < 0)
        {
            return;
        }

        // From here on those who have had a turn take turns in an order that stays the same.
        Span<bool> joined = stackalloc bool[legs.Length];
        Span<long> level = stackalloc long[legs.Length];
        var taking = 0;
        for (var leg = 0; leg < legs.Length; leg++)
        {
            turns[leg] = TurnsBefore(legs, leg, last, lead);
            level[leg] = legs[leg] - (turns[leg] * lead);
            joined[leg] = leg == last || turns[leg] > 0;
            taking += joined[leg] ? 1 : 0;
        }

        var (rounds, rest) = Math.DivRem(cycles - before, taking);
        for (var leg = 0; leg < legs.Length; leg++)
        {
            if (joined[leg])
            {
                turns[leg] += rounds + (PlaceInRound(level, joined, leg) < rest ? 1 : 0);
            }
        }
    }

    /// <summary>Whether the legs allow one more cycle after so many.</summary>
    private static bool AllowsAfter(ReadOnlySpan<long> legs, CycleRule cycle, long cycles, Span<long> turns)
    {
        Count(legs, cycle, cycles, turns);
        var (strongest, weakest) = (long.MinValue, long.MaxValue);
        for (var leg = 0; leg < legs.Length; leg++)
        {
            var left = legs[leg] - (cycles * cycle.FromWeaker) - (turns[leg] * (cycle.FromStronger - cycle.FromWeaker));
            (strongest, weakest) = (Math.Max(strongest, left), Math.Min(weakest, left));
        }

        return strongest >= cycle.FromStronger && weakest >= cycle.FromWeaker;
    }

    /// <summary>The last leg to have its first turn within so many cycles, and how many turns the others have had by then; -1 for none.</summary>
    private static (int Leg, long Before) LastToJoin(ReadOnlySpan<long> legs, long lead, long cycles)
    {
        var (last, most) = (-1, -1L);
        for (var leg = 0; leg < legs.Length; leg++)
        {
            var before = 0L;
            for (var other = 0; other < legs.Length && before < cycles; other++)
            {
                before += TurnsBefore(legs, other, leg, lead);
            }

            (last, most) = before < cycles && before > most ? (leg, before) : (last, most);
        }

        return (last, most);
    }

    /// <summary>How many turns a leg has before another has its first.</summary>
    private static long TurnsBefore(ReadOnlySpan<long> legs, int leg, int other, long lead)
    {
        if (leg == other || legs[leg] < legs[other])
        {
            return 0;
        }

        var (turns, rest) = Math.DivRem(legs[leg] - legs[other], lead);
        return rest != 0 || leg < other ? turns + 1 : turns;
    }

    private static int PlaceInRound(ReadOnlySpan<long> level, ReadOnlySpan<bool> joined, int leg)
    {
        var place = 0;
        for (var other = 0; other < level.Length; other++)
        {
            place += joined[other] && (level[other] > level[leg] || (level[other] == level[leg] && other < leg)) ? 1 : 0;
        }

        return place;
    }
}

/// <summary>The legs of one seller while they are balanced: one entry for each leg.</summary>
internal readonly ref struct PairLegs(Span<long> volume, Span<long> asked, Span<long> turns)
{
    /// <summary>The volume that counts; after consuming, what is left.</summary>
    public Span<long> Volume { get; } = volume;

    /// <summary>What the match takes of each leg that has it.</summary>
    public Span<long> Asked { get; } = asked;

    /// <summary>In how many cycles each leg was the strong one.</summary>
    public Span<long> Turns { get; } = turns;

    /// <summary>All legs but the strongest; one below zero is paid for by nobody, it waits for its own volume.</summary>
    public static long SumOfOthers(ReadOnlySpan<long> legs)
    {
        var (sum, strongest) = (0L, StrongestOf(legs));
        for (var leg = 0; leg < legs.Length; leg++)
        {
            sum = checked(sum + (leg == strongest ? 0 : Math.Max(0, legs[leg])));
        }

        return sum;
    }

    /// <summary>The leg with the most volume; of several the first.</summary>
    public static int StrongestOf(ReadOnlySpan<long> legs)
    {
        var strongest = 0;
        for (var leg = 1; leg < legs.Length; leg++)
        {
            strongest = legs[leg] > legs[strongest] ? leg : strongest;
        }

        return strongest;
    }

    /// <summary>The volume of the strong leg and that of the weakest of the others.</summary>
    public static (long Stronger, long Weaker) Ends(ReadOnlySpan<long> legs, int strongest)
    {
        var weaker = long.MaxValue;
        for (var leg = 0; leg < legs.Length; leg++)
        {
            weaker = leg == strongest ? weaker : Math.Min(weaker, legs[leg]);
        }

        return (Math.Max(0, legs[strongest]), Math.Max(0, weaker));
    }
}
