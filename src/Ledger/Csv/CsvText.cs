using System.Globalization;
using System.Text;

namespace Compensation.Ledger.Csv;

/// <summary>Shows the bytes of a field to people.</summary>
internal static class CsvText
{
    private const int MostShown = 60;

    /// <summary>The field as text on one line, cut where it is long; bytes that are no UTF-8 show as U+FFFD.</summary>
    public static string Show(ReadOnlySpan<byte> field)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(field.Length > MostShown * 4 ? field[..(MostShown * 4)] : field)
            .EnumerateRunes())
        {
            if (text.Length >= MostShown)
            {
                return text.Append('…').ToString();
            }

            var plain = !Rune.IsControl(rune);
            text.Append(plain ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"));
        }

        return text.ToString();
    }

    /// <summary>Some of the allowed values, for a remedy.</summary>
    public static string Allowed(IReadOnlyList<string> values) =>
        string.Join(", ", values.Take(20))
            + (values.Count > 20 ? string.Create(CultureInfo.InvariantCulture, $" and {values.Count - 20} more") : "");
}
