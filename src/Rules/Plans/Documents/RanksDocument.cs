namespace Compensation.Rules.Plans.Documents;

/// <summary>The ladder of ranks.</summary>
/// <remarks>
/// A rank's requirements may count ranks of others (<c>at least 3 legs containing rank >= Silver</c>), in any tree. The ladder is then evaluated again
/// until nothing changes; since such requirements can only be helped by higher ranks, it only rises and must end. Where all of them look at one's own
/// downline in one tree, they may ask in any way: a group <c>until: rank >= Leader</c> leaves out the legs that have broken away.
/// In formulas: <c>rank</c> is the rank of this period (paid-as), <c>previous rank</c> that of the period before, <c>title</c> the rank that is kept,
/// <c>previous title</c> that before this period.
/// </remarks>
public sealed class RanksDocument : Document
{
    /// <summary>The ranks from the lowest to the highest. Who meets none has no rank.</summary>
    [Key("ladder")]
    public IList<RankDocument> Ladder { get; set; } = [];

    /// <summary>Whether the highest rank met is given at once, or every lower one must be met too.</summary>
    [Key("evaluate")]
    public RankEvaluation Evaluate { get; set; }

    /// <summary>What the title does when this period's rank is lower.</summary>
    [Key("title")]
    public TitleRule Title { get; set; }

    /// <summary>For <c>title: demoted</c>: after how many periods in a row below the title it falls.</summary>
    [Key("demoted after")]
    public int DemotedAfter { get; set; } = 1;

    /// <summary>To what a title falls: the best rank of those periods, or one step.</summary>
    [Key("demoted to")]
    public DemotedTo DemotedTo { get; set; }

    /// <summary>In how many periods a seller who misses the requirements of their last rank is still given it, before it is lost (grace). Refilled
    /// when the rank is met.</summary>
    [Key("grace periods")]
    public int GracePeriods { get; set; }

    /// <summary>An attribute of type rank: never below this (a rank by contract, a correction).</summary>
    [Key("floor")]
    public string? Floor { get; set; }

    /// <summary>An attribute of type rank: never above this (a starter package that limits the rank). No value: no limit.</summary>
    [Key("ceiling")]
    public string? Ceiling { get; set; }

    /// <summary>Takes the rank from this attribute of the seller instead of evaluating requirements.</summary>
    [Key("given by")]
    public string? GivenBy { get; set; }
}

/// <summary>One rank.</summary>
/// <remarks>Written short: only its name, for a rank that everybody meets or that is given.</remarks>
[ShortForm("rank")]
public sealed class RankDocument : Document
{
    /// <summary>The rank's name.</summary>
    [Key("rank", Required = true)]
    public string Name { get; set; } = "";

    /// <summary>What must all hold in the period.</summary>
    [Key("needs", Example = "[PV >= 100, GV >= 2000, at least 2 legs where GV >= 500]")]
    public IList<Formula> Needs { get; set; } = [];

    /// <summary>What must all hold instead for a seller whose previous rank was this or higher.</summary>
    [Key("maintain")]
    public IList<Formula> Maintain { get; set; } = [];
}

/// <summary>How a ladder is evaluated.</summary>
public enum RankEvaluation
{
    /// <summary>The highest rank whose requirements hold.</summary>
    [Word("highest first")]
    HighestFirst,

    /// <summary>Step by step: a rank needs every lower rank too.</summary>
    [Word("step by step")]
    StepByStep,
}

/// <summary>What a title does.</summary>
public enum TitleRule
{
    /// <summary>Once reached, kept for life.</summary>
    [Word("kept for life")]
    KeptForLife,

    /// <summary>Follows the rank of each period.</summary>
    [Word("follows rank")]
    FollowsRank,

    /// <summary>Falls after some periods below it.</summary>
    [Word("demoted")]
    Demoted,
}

/// <summary>To what a title falls.</summary>
public enum DemotedTo
{
    /// <summary>The best rank of the periods that were missed.</summary>
    [Word("best of those")]
    BestOfThose,

    /// <summary>One rank down.</summary>
    [Word("one down")]
    OneDown,
}
