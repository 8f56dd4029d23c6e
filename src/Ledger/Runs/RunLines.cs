using Compensation.Rules.Closing;

namespace Compensation.Ledger.Runs;

/// <summary>Represents the commission lines of a stored run.</summary>
/// <param name="Sellers">The ids that payees and sources refer to.</param>
/// <param name="Orders">The ids that <see cref="Rules.Closing.Lines.OrderRow"/> refers to.</param>
/// <param name="Lines">The lines, in the run's order: line 1 of <c>commissions.csv</c> is at 0.</param>
public sealed record RunLines(Ids Sellers, Ids Orders, Lines Lines);
