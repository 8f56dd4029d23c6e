namespace Compensation.Rules.Plans.Documents;

/// <summary>Pays leaders a share of each leader's group directly below, and guarantees the same to the next leader up (leadership bonus with
/// guarantee).</summary>
/// <remarks>
/// Worked out from the bottom up. Every leader passes up the share of their own group, but at least the share of the guaranteed volume; what their own group
/// lacks is taken out of what they receive from below. What is left they keep. Nobody owes more than they have, and sums are never lost:
/// what is kept along a line and what arrives on top is what the groups have brought
/// (rule: https://amwaywiki.com/Leadership_Bonus).
/// </remarks>
[Heads("guarantee")]
public sealed class GuaranteeDocument : BonusDocument
{
    /// <summary>What a leader's own group brings: the group without the groups of leaders below.</summary>
    [Key("of", Required = true, Example = "side BV")]
    public Formula? Of { get; set; }

    /// <summary>The share of it that is passed up.</summary>
    [Key("rate", Required = true, Example = "4%")]
    public string Rate { get; set; } = "";

    /// <summary>Who is a leader. Others are passed over. A leader who may not receive keeps nothing and passes everything on.</summary>
    [Key("leaders", Required = true, Example = "broken away")]
    public IList<Formula> Leaders { get; set; } = [];

    /// <summary>The volume whose share every leader owes at least.</summary>
    [Key("guaranteed", Required = true, Example = "15000")]
    public Formula? Guaranteed { get; set; }

    /// <summary>The tree; the default is the plan's first.</summary>
    [Key("tree")]
    public string? Tree { get; set; }
}
