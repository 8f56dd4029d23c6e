namespace Compensation.Ledger.Snapshots;

/// <summary>The sellers that other files refer to.</summary>
/// <param name="Ids">Their ids; an id's number is its row.</param>
/// <param name="Complete">Whether every row of sellers.csv could be read. Where not, an unknown seller says nothing.</param>
internal sealed record SellerTable(IdTable Ids, bool Complete);
