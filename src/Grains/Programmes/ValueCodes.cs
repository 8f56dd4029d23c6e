using Compensation.Ledger.Fields;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Grains.Programmes;

/// <summary>Codes values of a plan's columns as the ledger keeps them, by field number, and reads them back.</summary>
public sealed class ValueCodes
{
    private const string FieldName = "values";
    private const long Most = 999_999_999_999_999_999;
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly Dictionary<string, Column> columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<Field> fields;
    private readonly IReadOnlyList<string> words;
    private readonly Dictionary<string, int> numbers;

    /// <summary>Makes the codes of a plan.</summary>
    /// <param name="scope">Whose columns.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="fields">The programme's fields.</param>
    /// <param name="words">The programme's words; number 1 stands first.</param>
    internal ValueCodes(FieldScope scope, Plan plan, IReadOnlyList<Field> fields, IReadOnlyList<string> words)
    {
        this.fields = [.. fields.Where(field => field.Scope == scope)];
        this.words = words;
        numbers = words.Select((word, index) => (word, index)).ToDictionary(pair => pair.word, pair => pair.index + 1);
        var (needs, attributes) = scope == FieldScope.Seller
            ? (FieldNeed.OfSellers(plan), plan.SellerAttributes)
            : (FieldNeed.OfOrders(plan), plan.OrderAttributes);
        for (var need = 0; need < needs.Count; need++)
        {
            var attribute = need - (needs.Count - attributes.Count) is >= 0 and var index ? attributes[index] : null;
            columns[needs[need].Column] = new Column(this.fields.LastOrDefault(needs[need].IsMetBy), attribute?.Choices ?? []);
        }
    }

    /// <summary>Codes values.</summary>
    /// <param name="given">The values; a column at most once.</param>
    /// <param name="sellerOf">A seller's number by id, or null.</param>
    /// <returns>The values by field number, or why one is none.</returns>
    public async ValueTask<(long?[]? Values, Refusal? Refusal)> EncodeAsync(IReadOnlyCollection<GivenValue> given, Func<string, ValueTask<int?>> sellerOf)
    {
        var values = new long?[fields.Count];
        foreach (var value in given)
        {
            if (!columns.TryGetValue(value.Column, out var column) || column.Field is not { } field)
            {
                return (null, Refuse(value, "The plan has no such column.",
                    columns.Count == 0 ? "Leave it out." : $"Columns are {string.Join(", ", columns.Keys)}."));
            }

            if (values[field.Number] is not null)
            {
                return (null, Refuse(value, "The column is given twice.", "Give it once."));
            }

            var (code, refusal) = value is GivenValue.Text { Value: var id } && field.Type == FieldType.Seller
                ? await sellerOf(id) is { } seller ? (seller, null) : (0, Refuse(value, "There is no such seller.", "Correct the id."))
                : CodeOf(value, column, field);
            if (refusal is not null)
            {
                return (null, refusal);
            }

            values[field.Number] = code;
        }

        return (values, null);
    }

    /// <summary>Reads values back.</summary>
    /// <param name="values">The values by field number.</param>
    /// <param name="idOf">A seller's id by number.</param>
    public IReadOnlyList<GivenValue> Decode(IReadOnlyList<long?> values, Func<int, string> idOf) =>
    [
        .. fields.Where(field => field.Number < values.Count && values[field.Number] is not null)
            .Select(field => Decode(field, values[field.Number]!.Value, idOf)),
    ];

    /// <summary>The numbers of the sellers that values name.</summary>
    /// <param name="values">The values by field number.</param>
    public IEnumerable<int> SellersIn(IReadOnlyList<long?> values) => fields
        .Where(field => field.Type == FieldType.Seller && field.Number < values.Count && values[field.Number] is >= 0)
        .Select(field => (int)values[field.Number]!.Value);

    private GivenValue Decode(Field field, long value, Func<int, string> idOf) => field.Type switch
    {
        FieldType.Flag => new GivenValue.Flag(field.Column, value != 0),
        FieldType.Date => new GivenValue.Date(field.Column, Epoch.PlusDays((int)value)),
        FieldType.Seller => new GivenValue.Text(field.Column, value < 0 ? "" : idOf((int)value)),
        FieldType.Word => new GivenValue.Text(field.Column, value == 0 ? "" : words[(int)value - 1]),
        _ => new GivenValue.Quantity(field.Column, value, field.Decimals),
    };

    private (long Code, Refusal? Refusal) CodeOf(GivenValue value, Column column, Field field)
    {
        switch (value, field.Type)
        {
            case (GivenValue.Quantity quantity, FieldType.Units):
                return Rescale(quantity, field.Decimals) is { } units ? (units, null) : (0, Refuse(
                    value, "The number does not fit.", $"Give one with at most {field.Decimals} decimals and 18 digits."));
            case (GivenValue.Flag flag, FieldType.Flag):
                return (flag.Value ? 1 : 0, null);
            case (GivenValue.Date date, FieldType.Date):
                return (NodaTime.Period.DaysBetween(Epoch, date.Value), null);
            case (GivenValue.Text text, FieldType.Word):
                return column.Choices.Contains(text.Value) && numbers.TryGetValue(text.Value, out var number) ? (number, null)
                    : (0, Refuse(value, "The plan has no such choice.", $"Give one of {string.Join(", ", column.Choices)}."));
            default:
                return (0, Refuse(value, $"The column holds values of another kind: {field.Type}.", "Give a value of that kind."));
        }
    }

    private static long? Rescale(GivenValue.Quantity quantity, int decimals)
    {
        if (quantity.Decimals is < 0 or > 18 || quantity.Decimals > decimals)
        {
            return null;
        }

        var units = (Int128)quantity.Units * Fixed.PowerOfTen(decimals - quantity.Decimals);
        return units >= -Most && units <= Most ? (long)units : null;
    }

    private static Refusal Refuse(GivenValue value, string message, string remedy) => new(RefusalCode.InvalidValue, FieldName, value switch
    {
        GivenValue.Quantity quantity => $"{value.Column} = {quantity.Units} with {quantity.Decimals} decimals",
        GivenValue.Flag flag => $"{value.Column} = {flag.Value}",
        GivenValue.Date date => $"{value.Column} = {date.Value:uuuu-MM-dd}",
        GivenValue.Text text => $"{value.Column} = {text.Value}",
        _ => value.Column,
    }, message, remedy);

    private sealed record Column(Field? Field, IReadOnlyList<string> Choices);
}
