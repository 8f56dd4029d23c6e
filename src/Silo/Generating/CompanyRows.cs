namespace Compensation.Silo.Generating;

/// <summary>How many rows each file of a synthetic company has.</summary>
/// <param name="Sellers">Rows of <c>sellers.csv</c>.</param>
/// <param name="Orders">Rows of <c>orders.csv</c>.</param>
/// <param name="Refunds">Rows of <c>refunds.csv</c>.</param>
/// <param name="Moves">Rows of <c>moves.csv</c>.</param>
public sealed record CompanyRows(long Sellers, long Orders, long Refunds, long Moves);
