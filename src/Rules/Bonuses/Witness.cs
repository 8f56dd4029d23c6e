using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>What happened at one seller while a bonus was computed.</summary>
internal enum Outcome
{
    /// <summary>A line was paid.</summary>
    Paid,

    /// <summary>No level begins here: passed over (compression) or used up.</summary>
    NoLevel,

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
}

/// <summary>One thing that happened.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Payee">At whom.</param>
/// <param name="Level">At which level or generation.</param>
/// <param name="Offered">The rate that the table gives.</param>
/// <param name="Granted">The rate granted below.</param>
/// <param name="Failed">The requirement that failed, or null.</param>
/// <param name="Amount">What was paid.</param>
internal readonly record struct Event(Outcome Outcome, int Payee, int Level, Rate Offered, Rate Granted, Expression? Failed, long Amount);

/// <summary>Watches a bonus being computed. The close watches nothing; an explanation runs the same code and writes down what it sees.</summary>
internal interface IWitness
{
    /// <summary>Whether anything is written down: then every ancestor is visited, also those that the close can leap over.</summary>
    static abstract bool Watches { get; }

    void See(in Event what);
}

/// <summary>The witness of a close.</summary>
internal readonly struct Nobody : IWitness
{
    public static bool Watches => false;

    public void See(in Event what)
    {
    }
}
