using System.Globalization;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Plans.Reading;

/// <content>Single values.</content>
internal sealed partial class DocumentBinder
{
    private object? BindScalar(Slot slot, YamlNode node)
    {
        if (node is not ScalarNode { IsNothing: false } scalar)
        {
            WrongKind(slot, node);
            return null;
        }

        if (slot.Shape.Kind == ValueKind.Formula && !ParenthesesMatch(scalar.Text))
        {
            findings.Error(
                ReaderCodes.WrongValue, scalar.Place,
                $"{Upper(slot.Name)} is `{Shown.Of(scalar.Text)}`, whose parentheses do not match.",
                "Between `[ ]` or `{ }` a comma ends the value: put a formula that contains one in quotes.");
            return null;
        }

        object? value = slot.Shape.Kind switch
        {
            ValueKind.Text => scalar.Text,
            ValueKind.Formula => FormulaOf(scalar),
            ValueKind.Number => int.TryParse(
                scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            ValueKind.Flag => Flag(scalar.Text),
            ValueKind.Date => LocalDatePattern.Iso.Parse(scalar.Text) is { Success: true } date ? date.Value : null,
            ValueKind.Weekday => ValueShape.Weekdays.Contains(scalar.Text) ? Enum.Parse<IsoDayOfWeek>(scalar.Text) : null,
            ValueKind.Word => slot.Shape.Words.FirstOrDefault(word => word.Word == scalar.Text).Member?.GetValue(null),
            _ => throw new InvalidOperationException($"A {slot.Shape.Kind} is not a single value."),
        };
        if (value is null)
            WrongValue(slot, scalar);
        return value;
    }

    private static Formula? FormulaOf(ScalarNode scalar) =>
        scalar.Text.AsSpan().Trim().IsEmpty ? null : new Formula(scalar.Text.Trim(), scalar.Place);

    /// <summary>Whether parentheses outside of quoted names match.</summary>
    /// <remarks>Where they do not, YAML has mostly cut the formula at a comma, which only the reader can explain.</remarks>
    private static bool ParenthesesMatch(string formula)
    {
        var (open, quoted) = (0, false);
        foreach (var letter in formula)
        {
            quoted ^= letter == '"';
            if (!quoted && letter is ('(' or ')'))
                open += letter == '(' ? 1 : -1;
            if (open < 0)
                return false;
        }

        return open == 0;
    }

    private static bool? Flag(string text) => text switch
    {
        "yes" or "true" => true,
        "no" or "false" => false,
        _ => null,
    };

    private void WrongValue(Slot slot, ScalarNode scalar)
    {
        var must = slot.Shape.Kind is ValueKind.Word ? "one of its words" : slot.Shape.Description;
        findings.Error(
            ReaderCodes.WrongValue, scalar.Place, $"{Upper(slot.Name)} is `{Shown.Of(scalar.Text)}`, which is not {must}.",
            () => slot.Shape.Kind switch
            {
                ValueKind.Word => Shown.Instead(scalar.Text, [.. slot.Shape.Words.Select(word => word.Word)]),
                ValueKind.Weekday => Shown.Instead(scalar.Text, [.. ValueShape.Weekdays]),
                _ => Write(slot),
            });
    }
}
