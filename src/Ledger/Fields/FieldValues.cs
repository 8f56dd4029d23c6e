using Compensation.Rules.Plans;

namespace Compensation.Ledger.Fields;

/// <summary>Writes a plan's coded values into rows' values by field: the way back from <see cref="PlanColumn"/>.</summary>
/// <remarks>What stood at its default is written as given: it was in force when it was read, and another plan may have another default.</remarks>
public sealed class FieldValues
{
    private readonly (int Field, IReadOnlyList<long>? Words)[] columns;

    /// <summary>Finds the fields of a plan's columns.</summary>
    /// <param name="needs">What the plan's columns need, in the order in which values will be given.</param>
    /// <param name="fields">The programme's fields of that scope; each need is met by one.</param>
    /// <param name="width">How many values a row has: more than the greatest number of these fields.</param>
    /// <param name="words">For each need, the word number of each choice from ordinal 1; null where values are no words.</param>
    public FieldValues(IReadOnlyList<FieldNeed> needs, IReadOnlyList<Field> fields, int width, IReadOnlyList<IReadOnlyList<long>?> words)
    {
        columns = [.. needs.Zip(words, (need, numbers) => (fields.Last(need.IsMetBy).Number, numbers))];
        Width = width;
    }

    /// <summary>How many values a row has.</summary>
    public int Width { get; }

    /// <summary>The words whose numbers are needed to write the values of attributes.</summary>
    public static IReadOnlyList<string> WordsOf(IEnumerable<AttributeDefinition> attributes) =>
        [.. attributes.Where(IsWord).SelectMany(attribute => attribute.Choices).Distinct(StringComparer.Ordinal)];

    /// <summary>The word numbers of an attribute's choices, or null where its values are no words.</summary>
    public static IReadOnlyList<long>? NumbersOf(AttributeDefinition attribute, Func<string, long> numberOf) =>
        IsWord(attribute) ? [.. attribute.Choices.Select(numberOf)] : null;

    /// <summary>Starts a row in which nothing is given.</summary>
    public static void Clear(Span<long> row) => row.Fill(Field.NotGiven);

    /// <summary>Writes one value.</summary>
    /// <param name="row">The row, <see cref="Width"/> values long.</param>
    /// <param name="need">Which of the needs, by position.</param>
    /// <param name="code">The value in the plan's code; an ordinal of 0 (none) and a seller of -1 are not given.</param>
    public void Write(Span<long> row, int need, long code)
    {
        var (field, words) = columns[need];
        row[field] = words is null ? code : code == 0 ? Field.NotGiven : words[(int)code - 1];
    }

    private static bool IsWord(AttributeDefinition attribute) =>
        attribute.Kind is Rules.Plans.Documents.AttributeKind.Choice or Rules.Plans.Documents.AttributeKind.Rank;
}
