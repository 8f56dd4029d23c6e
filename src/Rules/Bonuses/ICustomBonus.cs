using Compensation.Rules.Numbers;

namespace Compensation.Rules.Bonuses;

/// <summary>A kind of bonus that the plan language lacks, written in C# and registered by name (<see cref="CustomBonuses"/>).</summary>
/// <remarks>
/// It must be a pure function of what it is given: no clock, no randomness, no state of its own. <c>docs/guides/custom-bonus.md</c> shows one.
/// </remarks>
public interface ICustomBonus
{
    /// <summary>The settings that a plan must give, by key, with what each is for; anything else is an error.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The settings whose values name measures or volumes that the bonus reads.</summary>
    IReadOnlyList<string> Measures { get; }

    /// <summary>Says what is wrong with a plan's settings, or null: the checker reports it with its place, so that a close never meets it.</summary>
    /// <param name="settings">All of the plan's settings; those of <see cref="Measures"/> the checker looks up itself.</param>
    string? Problem(IReadOnlyDictionary<string, string> settings) => null;

    /// <summary>Says who is paid what for one source.</summary>
    /// <param name="source">The seller in question; the engine asks once for each.</param>
    /// <param name="company">What can be asked of sellers.</param>
    /// <param name="settings">The plan's settings.</param>
    /// <returns>The payments, in a fixed order.</returns>
    IEnumerable<CustomPayment> Pay(int source, ICustomView company, IReadOnlyDictionary<string, string> settings);
}

/// <summary>What a custom bonus may ask.</summary>
public interface ICustomView
{
    /// <summary>How many sellers there are; they are numbered from 0, parents before children.</summary>
    int Count { get; }

    /// <summary>A seller's parent in the main tree, or -1.</summary>
    int Parent(int seller);

    /// <summary>A measure named by a setting, in smallest units.</summary>
    long Measure(string setting, int seller);

    /// <summary>How many decimals that measure has.</summary>
    int Decimals(string setting);

    /// <summary>Whether the bonus's <c>receives</c> holds for a seller.</summary>
    bool MayReceive(int seller);
}

/// <summary>One payment of a custom bonus: base × rate, rounded once by the engine.</summary>
/// <param name="Payee">Who is paid.</param>
/// <param name="Level">The level, for the statement; 0 where there is none.</param>
/// <param name="Base">What the rate applies to, in smallest units.</param>
/// <param name="BaseDecimals">The base's decimals.</param>
/// <param name="Rate">The rate.</param>
public readonly record struct CustomPayment(int Payee, int Level, long Base, int BaseDecimals, Rate Rate);

/// <summary>The custom kinds of bonus known to a process, by name.</summary>
public sealed class CustomBonuses
{
    private readonly Dictionary<string, ICustomBonus> byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>No custom kinds.</summary>
    public static CustomBonuses None { get; } = new();

    /// <summary>The registered names.</summary>
    public IEnumerable<string> Names => byName.Keys;

    /// <summary>Registers a kind.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public CustomBonuses Add(string name, ICustomBonus bonus)
    {
        byName.Add(name, bonus);
        return this;
    }

    /// <summary>The kind of a name, or null.</summary>
    public ICustomBonus? Find(string name) => byName.GetValueOrDefault(name);
}
