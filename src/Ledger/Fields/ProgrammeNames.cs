namespace Compensation.Ledger.Fields;

/// <summary>What the numbers in a programme's rows mean. Numbers are given once and kept.</summary>
/// <param name="Fields">The fields of sellers and of orders.</param>
/// <param name="Words">The words; number 1 stands first.</param>
public sealed record ProgrammeNames(IReadOnlyList<Field> Fields, IReadOnlyList<string> Words)
{
    /// <summary>The fields of one scope, by number.</summary>
    public IReadOnlyList<Field> FieldsOf(FieldScope scope) => [.. Fields.Where(field => field.Scope == scope).OrderBy(field => field.Number)];
}
