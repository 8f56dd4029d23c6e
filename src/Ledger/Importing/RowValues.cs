using Compensation.Ledger.Fields;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Importing;

/// <summary>Writes a plan's columns as rows' values by field number.</summary>
public sealed class RowValues
{
    private readonly FieldValues writer;
    private readonly int needs;

    private RowValues(FieldValues writer, int needs)
    {
        this.writer = writer;
        this.needs = needs;
    }

    /// <summary>How many values a row has.</summary>
    public int Width => writer.Width;

    /// <summary>Prepares the values of sellers: their attributes, in the plan's order.</summary>
    public static Task<RowValues> OfSellersAsync(LedgerTransaction transaction, Plan plan, CancellationToken cancellation = default) =>
        MakeAsync(transaction, FieldScope.Seller, FieldNeed.OfSellers(plan), 0, plan.SellerAttributes, cancellation);

    /// <summary>Prepares the values of order lines: the plan's volumes that have a column, then the attributes, in the plan's order.</summary>
    public static Task<RowValues> OfOrdersAsync(LedgerTransaction transaction, Plan plan, CancellationToken cancellation = default) =>
        MakeAsync(transaction, FieldScope.Order, FieldNeed.OfOrders(plan), plan.Volumes.Count(volume => volume.Column is not null),
            plan.OrderAttributes, cancellation);

    /// <summary>Writes a row.</summary>
    /// <param name="target">Takes the values, <see cref="Width"/> of them.</param>
    /// <param name="codeOf">The value of each column in the plan's code; null where nothing is given.</param>
    public void Write(Span<long> target, Func<int, long?> codeOf)
    {
        FieldValues.Clear(target);
        for (var need = 0; need < needs; need++)
        {
            if (codeOf(need) is { } code)
            {
                writer.Write(target, need, code);
            }
        }
    }

    private static async Task<RowValues> MakeAsync(LedgerTransaction transaction, FieldScope scope, IReadOnlyList<FieldNeed> needs, int volumes,
        IReadOnlyList<AttributeDefinition> attributes, CancellationToken cancellation)
    {
        var fields = new List<Field>();
        foreach (var need in needs)
        {
            var number = await transaction.FieldAsync(scope, need.Column, need.Type, need.Decimals, cancellation);
            fields.Add(new Field(scope, number, need.Column, need.Type, need.Decimals));
        }

        var numbers = new Dictionary<string, long>();
        foreach (var word in FieldValues.WordsOf(attributes))
        {
            numbers[word] = await transaction.WordAsync(word, cancellation);
        }

        var words = Enumerable.Repeat<IReadOnlyList<long>?>(null, volumes)
            .Concat(attributes.Select(attribute => FieldValues.NumbersOf(attribute, word => numbers[word])));
        var width = fields.Count == 0 ? 0 : fields.Max(field => field.Number) + 1;
        return new RowValues(new FieldValues(needs, fields, width, [.. words]), needs.Count);
    }
}
