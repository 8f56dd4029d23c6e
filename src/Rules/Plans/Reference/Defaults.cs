using System.Globalization;
using Compensation.Rules.Plans.Reading;

namespace Compensation.Rules.Plans.Reference;

/// <summary>The defaults of keys, from the document classes themselves.</summary>
internal static class Defaults
{
    /// <summary>The default of a key that takes a single value, as a plan writes it (an <c>int</c> as itself); null where
    /// there is none.</summary>
    public static object? Scalar(KeyShape key)
    {
        if (key.Required)
            return null;
        var value = key.Property.GetValue(DocumentShape.Of(key.Property.ReflectedType!).Create());
        return key.Value.Kind switch
        {
            _ when value is null or "" => null,
            ValueKind.Number => value,
            ValueKind.Flag => (bool)value ? "yes" : "no",
            ValueKind.Word => key.Value.Words.Single(word => word.Member.GetValue(null)!.Equals(value)).Word,
            ValueKind.Text or ValueKind.Weekday => Convert.ToString(value, CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
