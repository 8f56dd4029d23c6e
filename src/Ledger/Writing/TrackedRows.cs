using Compensation.Ledger.Store;

namespace Compensation.Ledger.Writing;

/// <summary>The rows that a transaction has added and knows: through its context, or by <see cref="LedgerTransaction.Add{TRow}"/>.</summary>
internal static class TrackedRows
{
    private const string Sequence = "Sequence";

    /// <summary>The rows in the order of their sequence; those without one, which others refer to, stand first.</summary>
    public static IReadOnlyList<object> Of(LedgerTransaction transaction) => [.. transaction.Context.ChangeTracker.Entries().Select(entry => entry.Entity)
        .Concat(transaction.Added).OrderBy(row => SequenceOf(transaction.Context, row))];

    /// <summary>A row's place in the programme's order; 0 where it has none.</summary>
    public static long SequenceOf(LedgerContext context, object row) =>
        context.Model.FindEntityType(row.GetType())!.FindProperty(Sequence) is { } property ? (long)property.PropertyInfo!.GetValue(row)! : 0;

    /// <summary>Whether these rows are all that was added: none was written past the context.</summary>
    public static bool Cover(LedgerContext context, IReadOnlyList<object> rows, long before, long last) =>
        rows.Select(row => SequenceOf(context, row)).Where(sequence => sequence > before).Distinct().Count() == last - before;
}
