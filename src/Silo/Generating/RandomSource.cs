namespace Compensation.Silo.Generating;

/// <summary>Represents a seeded stream of random numbers that is the same on every platform and runtime version.</summary>
/// <remarks>xoshiro256** by Blackman and Vigna, seeded by splitmix64. <see cref="System.Random"/> promises no fixed sequence
/// across versions, and a synthetic company must be the same bytes for the same seed wherever it is generated.</remarks>
public sealed class RandomSource
{
    private ulong a;
    private ulong b;
    private ulong c;
    private ulong d;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">The company's seed.</param>
    /// <param name="stream">Which of its independent streams: a change to one part of the generator leaves the others as they
    /// were.</param>
    public RandomSource(ulong seed, ulong stream)
    {
        var state = Mix(seed) ^ Mix(unchecked(stream * 0xD1342543DE82EF95UL));
        a = NextOfSeed(ref state);
        b = NextOfSeed(ref state);
        c = NextOfSeed(ref state);
        d = NextOfSeed(ref state);
    }

    /// <summary>A well mixed value of a number (splitmix64's finalizer): a random draw that needs no state.</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15UL;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            var next = ulong.RotateLeft(b * 5, 7) * 9;
            var shifted = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= shifted;
            d = ulong.RotateLeft(d, 45);
            return next;
        }
    }

    /// <summary>A random integer from 0 to <paramref name="limit"/> − 1.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>Whether an event of the given chance happens.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    private static ulong NextOfSeed(ref ulong state)
    {
        var mixed = Mix(state);
        state = unchecked(state + 0x9E3779B97F4A7C15UL);
        return mixed;
    }
}
