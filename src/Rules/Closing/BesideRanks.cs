using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Closing;

/// <summary>Says which bonuses can be computed while the ranks are: those that depend on the snapshot alone, neither on ranks nor on what other bonuses
/// pay.</summary>
/// <remarks>While ranks rise, a column that depends on them is worth nothing; so what is computed beside them must not come near one.</remarks>
internal static class BesideRanks
{
    /// <summary>Whether a bonus can.</summary>
    public static bool Includes(Plan plan, BonusRule rule) => rule switch
    {
        PairRule pair => IsGiven(plan, pair.Tree),
        WalkRule walk => !walk.OwnRank && IsGiven(plan, walk.Tree) && (walk.FirstStepIn < 0 || IsGiven(plan, walk.FirstStepIn)),
        _ => false,
    } && rule.Reads.All(formula => IsGiven(plan, formula));

    /// <summary>Whether a tree follows from the snapshot alone: it is recorded, and nobody's place is found by a rule.</summary>
    public static bool IsGiven(Plan plan, int tree) => plan.Trees[tree] is { Recorded: >= 0, Document.Placing: null };

    private static bool IsGiven(Plan plan, Expression formula) => !formula.Any(part => part switch
    {
        Column { Key.Kind: ColumnKind.Rank or ColumnKind.Title or ColumnKind.Earnings } => true,
        Column { Key: { Kind: ColumnKind.Measure, Index: var measure } } => !IsGiven(plan, plan.Measures[measure]),
        Column { Key: { Kind: ColumnKind.Volume, Index: var volume } } => !IsGiven(plan, plan.VolumeRules[volume]),
        OrderColumn { IsVolume: true } order => !IsGiven(plan, plan.VolumeRules[order.Index]),
        CustomerVolume customers => !IsGiven(plan, plan.VolumeRules[customers.Volume]),
        Column { Key: { Kind: ColumnKind.HasParent, Index: var tree } } => !IsGiven(plan, tree),
        Elsewhere { Whose: Whose.Parent } elsewhere => !IsGiven(plan, elsewhere.Tree),
        _ => false,
    });

    private static bool IsGiven(Plan plan, Measure measure) =>
        !measure.ReadsRank && IsGiven(plan, measure.Spec.Tree) && measure.Reads.All(formula => IsGiven(plan, formula));

    private static bool IsGiven(Plan plan, VolumeRule volume) => volume.Reads.All(formula => IsGiven(plan, formula));
}
