using System.Reflection;
using Compensation.Rules.Plans.Documents;
using NodaTime;

namespace Compensation.Rules.Plans.Reading;

/// <summary>Kinds of value that a key of the plan language takes.</summary>
internal enum ValueKind
{
    Text,
    Number,
    Flag,
    Date,
    Weekday,
    Word,
    Formula,
    Table,
    Document,
    Bonus,
    List,
    Map,
}

/// <summary>What a key of the plan language takes, found from its property's type.</summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Type">The value's own type, without the nullable wrapper; for lists and maps that of an entry.</param>
/// <param name="Item">For lists and maps: what an entry is.</param>
internal sealed record ValueShape(ValueKind Kind, Type Type, ValueShape? Item = null)
{
    /// <summary>The weekdays' names as a plan writes them.</summary>
    public static IReadOnlyList<string> Weekdays { get; } =
        [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).Select(day => day.ToString())];

    /// <summary>The shape of a property's type.</summary>
    public static ValueShape Of(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
            return new ValueShape(ValueKind.List, type.GetGenericArguments()[0], Of(type.GetGenericArguments()[0]));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            return new ValueShape(ValueKind.Map, type.GetGenericArguments()[1], Of(type.GetGenericArguments()[1]));
        return new ValueShape(KindOf(type), type);
    }

    private static ValueKind KindOf(Type type) => type switch
    {
        _ when type == typeof(string) => ValueKind.Text,
        _ when type == typeof(int) => ValueKind.Number,
        _ when type == typeof(bool) => ValueKind.Flag,
        _ when type == typeof(LocalDate) => ValueKind.Date,
        _ when type == typeof(IsoDayOfWeek) => ValueKind.Weekday,
        _ when type == typeof(Formula) => ValueKind.Formula,
        _ when type == typeof(Table) => ValueKind.Table,
        { IsEnum: true } => ValueKind.Word,
        { IsAbstract: true } when type.IsAssignableTo(typeof(BonusDocument)) => ValueKind.Bonus,
        _ when type.IsAssignableTo(typeof(Document)) => ValueKind.Document,
        _ => throw new NotSupportedException($"{type} is not a type of the plan language."),
    };

    /// <summary>For <see cref="ValueKind.Word"/>: the words and the members that they stand for, in the order of
    /// declaration.</summary>
    public IReadOnlyList<(string Word, FieldInfo Member)> Words =>
        [.. Type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(member => member.MetadataToken)
            .Select(member => (member.GetCustomAttribute<WordAttribute>()!.Text, member))];

    /// <summary>Whether a scalar may stand for the value, apart from short forms.</summary>
    public bool TakesScalar => Kind switch
    {
        ValueKind.Document or ValueKind.Bonus or ValueKind.Map => false,
        ValueKind.List => Item!.TakesScalar,
        _ => true,
    };

    /// <summary>What belongs here, in a person's words.</summary>
    public string Description => Kind switch
    {
        ValueKind.Text => "a text",
        ValueKind.Number => "a whole number",
        ValueKind.Flag => "`yes` or `no`",
        ValueKind.Date => "a date such as `2026-01-31`",
        ValueKind.Weekday => "a weekday such as `Monday`",
        ValueKind.Word => $"one of {Shown.List(Words.Select(word => word.Word))}",
        ValueKind.Formula => "a formula",
        ValueKind.Table => "a table: a value, a list by level, or rows with `by`",
        ValueKind.Document => $"{Short(DocumentShape.Of(Type))}a mapping with the keys {Shown.List(DocumentShape.Of(Type).Keys.Select(key => key.Name))}",
        ValueKind.Bonus => "a bonus: a mapping that begins with its kind and name, such as `unilevel: Team commission`",
        ValueKind.List when Item!.TakesScalar => $"{Item.Description}, or a list of such",
        ValueKind.List => $"a list; each entry is {Item!.Description}",
        _ => $"a mapping; each name is given {Item!.Description}",
    };
    /// <summary>The form that is read as one key, where it is a formula or a table.</summary>
    private static string Short(DocumentShape shape) =>
        shape.ScalarKey?.Value is { Kind: ValueKind.Formula or ValueKind.Table } value ? $"{value.Description}, or " : "";
}
