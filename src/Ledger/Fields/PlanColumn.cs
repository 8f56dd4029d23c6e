using System.Globalization;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Fields;

/// <summary>Reads one column of a plan out of rows' values by field.</summary>
/// <remarks>A column may be spread over several fields, as its decimals have grown from plan to plan. The field with the highest number wins.</remarks>
public sealed class PlanColumn
{
    private readonly string column;
    private readonly long absent;
    private readonly (int Field, int Shift)[] fields;
    private readonly Dictionary<long, long>? ordinals;
    private readonly IReadOnlyList<string> words;

    private PlanColumn(FieldNeed need, long absent, IEnumerable<Field> known, IReadOnlyList<string>? choices, IReadOnlyList<string> words)
    {
        column = need.Column;
        this.absent = absent;
        this.words = words;
        fields = [.. known.Where(need.IsOfSameColumn).OrderByDescending(field => field.Number)
            .Select(field => (field.Number, need.Decimals - field.Decimals))];
        ordinals = choices is null ? null : Ordinals(choices, words);
    }

    /// <summary>The columns of a plan's volumes; null for those that are formulas.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="fields">The programme's order fields.</param>
    public static PlanColumn?[] OfVolumes(Plan plan, IReadOnlyList<Field> fields) =>
    [
        .. plan.Volumes.Select(volume => volume.Column is null ? null
            : new PlanColumn(new FieldNeed(volume.Column, FieldType.Units, volume.Decimals), 0, fields, null, [])),
    ];

    /// <summary>The columns of attributes, coded as a snapshot codes them.</summary>
    /// <param name="attributes">The plan's attributes of sellers or of orders.</param>
    /// <param name="needs">The fields that they need, in the same order.</param>
    /// <param name="fields">The programme's fields of that scope.</param>
    /// <param name="words">The programme's words; number 1 stands first.</param>
    public static PlanColumn[] OfAttributes(
        IReadOnlyList<AttributeDefinition> attributes, IReadOnlyList<FieldNeed> needs, IReadOnlyList<Field> fields, IReadOnlyList<string> words) =>
    [
        .. attributes.Zip(needs, (attribute, need) => new PlanColumn(need, attribute.Default, fields,
            attribute.Kind is AttributeKind.Choice or AttributeKind.Rank ? attribute.Choices : null, words)),
    ];

    /// <summary>The value of a row in the plan's code; where it was not given, the plan's default.</summary>
    /// <param name="values">The row's values by field number, <see cref="Field.NotGiven"/> where there is none; may be shorter than the fields.</param>
    /// <exception cref="FieldValueException">The plan has too few decimals for it, or does not know the word.</exception>
    public long Read(ReadOnlySpan<long> values)
    {
        foreach (var (field, shift) in fields)
        {
            if (field < values.Length && values[field] != Field.NotGiven)
            {
                var value = values[field];
                return ordinals is null ? (shift == 0 ? value : Rescale(value, shift)) : Ordinal(value);
            }
        }

        return absent;
    }

    private long Ordinal(long word) => ordinals!.TryGetValue(word, out var ordinal) ? ordinal
        : throw new FieldValueException(column, words[(int)word - 1], "the plan does not know", "Add it to the plan's values of this column.");

    private long Rescale(long value, int shift)
    {
        if (shift > 0)
        {
            return checked(value * Fixed.PowerOfTen(shift));
        }

        var (units, rest) = Math.DivRem(value, Fixed.PowerOfTen(-shift));
        return rest == 0 ? units : throw new FieldValueException(column,
            value.ToString(CultureInfo.InvariantCulture) + "E" + shift.ToString(CultureInfo.InvariantCulture), "has more decimals than the plan",
            "Give the plan at least the decimals that the programme has had before.");
    }

    private static Dictionary<long, long> Ordinals(IReadOnlyList<string> choices, IReadOnlyList<string> words)
    {
        var numbers = choices.Select((choice, index) => (choice, index)).ToDictionary(pair => pair.choice, pair => pair.index + 1L, StringComparer.Ordinal);
        var ordinals = new Dictionary<long, long> { [0] = 0 };
        for (var word = 0; word < words.Count; word++)
        {
            if (numbers.TryGetValue(words[word], out var ordinal))
            {
                ordinals[word + 1] = ordinal;
            }
        }

        return ordinals;
    }
}
