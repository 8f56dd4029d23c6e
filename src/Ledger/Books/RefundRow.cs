namespace Compensation.Ledger.Books;

/// <summary>A refund as the ledger holds it.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Id">The refund's id.</param>
/// <param name="At">When.</param>
/// <param name="Lines">How many lines <paramref name="Values"/> speaks of; 0 takes back everything that is left of the order.</param>
/// <param name="Values">What is taken back, line by line from the order's first, by field number; a line in which nothing is given is not touched.</param>
internal sealed record RefundRow(string Order, string Id, long At, int Lines, long[] Values);
