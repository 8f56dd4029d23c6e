using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>What happened at one seller while a bonus was computed.</summary>
internal enum Outcome
{
    /// <summary>A line was paid.</summary>
    Paid,

    /// <summary>Among the first ancestors, whom the plan leaves out.</summary>
    LeftOut,

    /// <summary>No level begins here: passed over (compression) or used up.</summary>
    NoLevel,

    /// <summary>Stands inside a generation, of which only the ends are paid.</summary>
    InsideGeneration,

    /// <summary>May not receive: a requirement failed.</summary>
    NotReceived,

    /// <summary>Beyond the depth that is open to the seller.</summary>
    TooDeep,

    /// <summary>The table gives no rate here.</summary>
    NoRate,

    /// <summary>The rate was already granted below, or somebody below blocks it.</summary>
    NothingLeft,

    /// <summary>What is paid is less than the smallest unit, or than the least line.</summary>
    TooSmall,

    /// <summary>Nobody above takes the level, or has the rate.</summary>
    Unfilled,

    /// <summary>Nobody stands above at all.</summary>
    NoUpline,

    /// <summary>The volume was flushed before it was matched.</summary>
    Flushed,

    /// <summary>A part of a fund that nobody has a share in.</summary>
    NotShared,
}

/// <summary>A price: a base, the rate that applies to it, and what that comes to after rounding and the limits of one line.</summary>
/// <param name="Units">The base in smallest units.</param>
/// <param name="Decimals">The base's decimals.</param>
/// <param name="Rate">The rate.</param>
/// <param name="Amount">The amount, in smallest units of the plan's currency.</param>
internal readonly record struct Price(long Units, int Decimals, Rate Rate, long Amount)
{
    /// <summary>What limits took away from it for good, in smallest units of the plan's currency.</summary>
    public long Cut { get; init; }
}

/// <summary>One thing that happened.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Payee">At whom; -1 where there is nobody.</param>
/// <param name="At">The spot at which the formulas were evaluated: source, order, level, the rate offered and what was granted below.</param>
internal readonly record struct Event(Outcome Outcome, int Payee, Spot At)
{
    /// <summary>The requirement that failed, or null.</summary>
    public Expression? Failed { get; init; }

    /// <summary>What was paid; for every other outcome what would have been paid but for the reason given.</summary>
    public Price Price { get; init; }

    /// <summary>Whether what was not paid stays with the company: nobody else receives it instead, and no later period pays it.</summary>
    public bool IsLost { get; init; }

    /// <summary>Where the table gives nothing: the lowest higher rank to which it would give something, or 0.</summary>
    public int RankNeeded { get; init; }
}

/// <summary>How the legs of one seller were balanced.</summary>
/// <param name="Seller">The seller.</param>
/// <param name="Carried">What each leg brought over from earlier periods.</param>
/// <param name="Fresh">What the period brought to each leg.</param>
/// <param name="Counted">What each leg counted with, after its limit.</param>
/// <param name="Left">What each leg has left after matching; null where nothing was matched.</param>
/// <param name="Kept">Whether what is left goes into the next period.</param>
/// <param name="Price">What was matched and what it pays before the cap.</param>
/// <param name="Cut">How much the cap takes away.</param>
/// <param name="Turns">In how many cycles each leg was the strong one.</param>
internal sealed record PairBalance(
    int Seller, long[] Carried, long[] Fresh, long[] Counted, long[] Left, bool Kept, Price Price, long Cut, long[] Turns);

/// <summary>
/// Watches a bonus being computed. The close watches nothing; an explanation runs the same code and writes down what it sees, and breakage adds it up.
/// </summary>
internal interface IWitness
{
    /// <summary>Whether anything is made of what happens; the close leaves out whatever serves a witness alone.</summary>
    static abstract bool Watches { get; }

    /// <summary>Whether every ancestor is visited, also those that the close can leap over because they change nothing.</summary>
    static abstract bool MeetsEverybody { get; }

    void See(in Event what);

    void See(PairBalance balance);
}

/// <summary>The witness of a close.</summary>
internal readonly struct Nobody : IWitness
{
    public static bool Watches => false;

    public static bool MeetsEverybody => false;

    public void See(in Event what)
    {
    }

    public void See(PairBalance balance)
    {
    }
}

/// <summary>Writes down everything it sees.</summary>
internal sealed class EventLog : IWitness
{
    private readonly List<Event> events = [];

    public static bool Watches => true;

    public static bool MeetsEverybody => true;

    public IReadOnlyList<Event> Events => events;

    public PairBalance? Balance { get; private set; }

    public void See(in Event what) => events.Add(what);

    public void See(PairBalance balance) => Balance = balance;
}
