namespace Compensation.Ledger.Runs;

/// <summary>The names of a run package's files.</summary>
public static class RunFiles
{
    /// <summary>The plan as it was used.</summary>
    public const string Plan = "plan.yaml";

    /// <summary>Every commission line.</summary>
    public const string Commissions = "commissions.csv";

    /// <summary>The plan's measures per seller.</summary>
    public const string Volumes = "volumes.csv";

    /// <summary>Ranks and titles per seller.</summary>
    public const string Ranks = "ranks.csv";

    /// <summary>What is to be paid out.</summary>
    public const string Payments = "payments.csv";

    /// <summary>What the next period takes over.</summary>
    public const string Carry = "carry.csv";

    /// <summary>Carried volume by order; only where a bonus keeps lots.</summary>
    public const string Lots = "lots.csv";

    /// <summary>Places given to newcomers; only where a tree's rule of placement gave some.</summary>
    public const string Places = "places.csv";

    /// <summary>Totals, counts and remarks.</summary>
    public const string Summary = "summary.json";

    /// <summary>The hashes of the files that the run read, and of the run before.</summary>
    public const string Inputs = "inputs.json";

    /// <summary>The hashes of all other files and the root over them.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The files that every package has besides the manifest, in the order in which they are compared.</summary>
    public static IReadOnlyList<string> Always { get; } = [Plan, Inputs, Ranks, Volumes, Commissions, Payments, Carry, Summary];
}
