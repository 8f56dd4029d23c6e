using Compensation.Rules.Plans;

namespace Compensation.Ledger.Importing;

/// <summary>What an import has added to a programme.</summary>
/// <param name="Sellers">New sellers.</param>
/// <param name="Customers">New customers.</param>
/// <param name="Moves">New moves in trees.</param>
/// <param name="Orders">New orders.</param>
/// <param name="Refunds">New refunds.</param>
/// <param name="Corrections">New adjustments and overrides.</param>
/// <param name="Known">How many of these the ledger knew already; they were passed over.</param>
/// <param name="Sequence">The ledger's sequence afterwards.</param>
public sealed record ImportReport(int Sellers, int Customers, int Moves, int Orders, int Refunds, int Corrections, int Known, long Sequence);

/// <summary>The outcome of an import: it added everything, or nothing.</summary>
/// <param name="Report">What was added, or null if something is wrong.</param>
/// <param name="Findings">Errors and warnings, with their places.</param>
public sealed record ImportOutcome(ImportReport? Report, IReadOnlyList<Finding> Findings);
