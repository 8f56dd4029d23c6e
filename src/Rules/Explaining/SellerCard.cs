namespace Compensation.Rules.Explaining;

/// <summary>Represents where a seller stands, for a look now and then: the rank card, the measures, and what each bonus comes to.</summary>
/// <param name="Ranks">What each rank of the ladder asks for and what the seller has; null for a plan without ranks.</param>
/// <param name="Measures">The plan's volumes and named measures with the seller's values.</param>
/// <param name="Earned">What the seller's lines come to by bonus, cap or correction, in the order of the plan; those without a line are left out.</param>
public sealed record SellerCard(RankCard? Ranks, IReadOnlyList<Fact> Measures, IReadOnlyList<Fact> Earned);
