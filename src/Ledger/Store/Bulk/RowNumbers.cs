namespace Compensation.Ledger.Store.Bulk;

/// <summary>Says from which row to which one to read, by the number that they stand in order by.</summary>
/// <param name="Property">The property with the number.</param>
/// <param name="First">The least number.</param>
/// <param name="Last">The greatest one; null takes all from the first one on.</param>
public sealed record RowNumbers(string Property, long First, long? Last)
{
    internal IEnumerable<string> Conditions()
    {
        var column = LedgerNames.Column(Property);
        yield return FormattableString.Invariant($"{column} >= {First}");
        if (Last is not null)
        {
            yield return FormattableString.Invariant($"{column} <= {Last}");
        }
    }
}
