using System.Text;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Reading;

namespace Compensation.Rules.Plans.Reference;

/// <summary>Generates the reference page of the plan language.</summary>
public static class PlanReference
{
    private const string Introduction = """
        # The plan file: every key

        Generated from the classes of the plan language; do not edit. The same keys stand in
        [plan.schema.json](plan.schema.json), by which editors complete and check: begin a plan
        with `# yaml-language-server: $schema=plan.schema.json`.

        A plan is one YAML file. Keys are written in lower case with spaces. *Takes* says what a key is given:

        | Takes | Written as |
        | --- | --- |
        | text | any text; it needs quotes only where YAML asks for them |
        | whole number | `3` |
        | yes or no | `yes`, `no` (also `true`, `false`) |
        | date | `2026-01-31` |
        | formula | an amount, a number, a name, a calculation or a condition: `PV >= 100 and active` |
        | formulas | one formula, or a list of formulas that must all hold: `[active, PV >= 100]` |
        | table | see [table](#table) |
        | list of | a list of entries; a single value may stand for a list of one |
        | names to | a mapping of names of your own to entries |

        Anchors, aliases and tags of YAML are not accepted. A text that begins with `*`, `&`, `!`, `%` or `@`,
        or that contains `: ` or ` #`, needs quotes; inside `[ ]` and `{ }` so does one that contains a comma.


        """;

    /// <summary>Generates the page, Markdown.</summary>
    /// <param name="xmlDocs">The text of <c>Compensation.Rules.xml</c>, from which descriptions come.</param>
    public static string Generate(string xmlDocs)
    {
        var docs = new XmlDocs(xmlDocs);
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var type in LanguageTypes.Documents)
            Section(page, type, docs);
        EveryBonus(page, docs);
        TableSection(page, docs);
        PresetSection(page);
        page.Append('\n');
        FindingSection(page, docs);
        return page.ToString();
    }

    private static void Section(StringBuilder page, Type type, XmlDocs docs)
    {
        var shape = DocumentShape.Of(type);
        Heading(page, LanguageTypes.Name(type), docs.Summary(type), docs.Remarks(type));
        foreach (var form in ShortForms(shape))
            page.Append(form).Append("\n\n");
        if (shape.Heads.Count > 0)
        {
            var heads = string.Join(", ", shape.Heads.Select(head => $"`{head}: name`"));
            page.Append($"Begins with one of {heads} ([presets](#presets)). ")
                .Append("Besides these keys it takes those of [every bonus](#every-bonus).\n\n");
        }

        Keys(page, shape.Keys.Where(key => key.Property.DeclaringType == type), docs);
    }

    private static List<string> ShortForms(DocumentShape shape)
    {
        var forms = new List<string>();
        if (shape.ScalarKey is { } scalar)
            forms.Add($"Short form: a single value is read as `{scalar.Name}`.");
        if (shape.ListKey is { } list)
            forms.Add($"Short form: a list is read as `{list.Name}`.");
        if (shape.TableKey is { } table)
            forms.Add($"Short form: a mapping with `by` is a [table](#table), read as `{table.Name}`.");
        return forms;
    }

    private static void EveryBonus(StringBuilder page, XmlDocs docs)
    {
        Heading(page, "every bonus", docs.Summary(typeof(BonusDocument)), docs.Remarks(typeof(BonusDocument)));
        var anyForm = DocumentShape.Of(DocumentShape.Bonuses.Values.First());
        Keys(page, anyForm.Keys.Where(key => key.Property.DeclaringType == typeof(BonusDocument)), docs);
    }

    private static void TableSection(StringBuilder page, XmlDocs docs)
    {
        Heading(page, "table", docs.Summary(typeof(Table)), docs.Remarks(typeof(Table)));
        page.Append("| Row | Meaning |\n| --- | --- |\n");
        Row(page, "`from 300`", "At least the threshold, and below the next row's.");
        Row(page, "`above 120`", "More than the threshold.");
        Row(page, "`Gold`", "This rank, choice or number.");
        Row(page, "`otherwise`", "No other row fits. Without it, nothing is given.");
        page.Append('\n');
        page.Append("`brackets`: ").Append(docs.Summary(typeof(Brackets))).Append("\n\n");
        Words(page, ValueShape.Of(typeof(Brackets)), docs);
    }

    private static void PresetSection(StringBuilder page)
    {
        Heading(page, "presets",
            "The field's names for bonuses. A preset fills in keys that the plan does not write; `plan show` prints them.", "");
        page.Append("| Preset | Form | Fills in | Because |\n| --- | --- | --- | --- |\n");
        foreach (var (head, type) in DocumentShape.Bonuses)
        {
            var form = DocumentShape.Of(type).Heads[0];
            var filled = Presets.Of(head).Select(preset => $"`{preset.Key}: {preset.Value}`")
                .Concat(Presets.RequiredBy(head).Select(key => $"`{key}` must be written"));
            var why = string.Join(" ", Presets.Of(head).Select(preset => preset.Why));
            if (head != form)
                Row(page, $"`{head}`", $"[{form}](#{LanguageTypes.Name(type)})", string.Join(", ", filled), why);
        }
    }

    private static void FindingSection(StringBuilder page, XmlDocs docs)
    {
        Heading(page, "findings",
            "What can be wrong with the form of a plan file. `plan check` prints each with its place and a remedy.", "");
        page.Append("| Code | Found |\n| --- | --- |\n");
        foreach (var code in typeof(ReaderCodes).GetFields().OrderBy(field => field.MetadataToken))
            Row(page, $"`{code.GetRawConstantValue()}`", docs.Summary(code));
    }

    private static void Heading(StringBuilder page, string title, string summary, string remarks)
    {
        page.Append("## ").Append(title).Append("\n\n").Append(summary).Append("\n\n");
        if (remarks.Length > 0)
            page.Append(remarks).Append("\n\n");
    }

    private static void Keys(StringBuilder page, IEnumerable<KeyShape> keys, XmlDocs docs)
    {
        var listed = keys.ToList();
        page.Append("| Key | Takes | Default | Meaning |\n| --- | --- | --- | --- |\n");
        foreach (var key in listed)
        {
            var example = key.Attribute.Example is { } text ? $" Example: `{key.Name}: {text}`" : "";
            Row(page, $"`{key.Name}`", Takes(key.Value), Default(key), docs.Summary(key.Property) + example);
        }

        page.Append('\n');
        foreach (var key in listed.Where(key => key.Value.Kind == ValueKind.Word))
        {
            page.Append($"Words of `{key.Name}`:\n\n");
            Words(page, key.Value, docs);
        }
    }

    private static void Words(StringBuilder page, ValueShape shape, XmlDocs docs)
    {
        foreach (var (word, member) in shape.Words)
            page.Append($"- `{word}`: {docs.Summary(member)}\n");
        page.Append('\n');
    }

    private static string Default(KeyShape key) =>
        Defaults.Scalar(key) is { } value ? $"`{value}`" : key.Required ? "**required**" : "";

    private static string Takes(ValueShape shape) => shape.Kind switch
    {
        ValueKind.Text => "text",
        ValueKind.Number => "whole number",
        ValueKind.Flag => "yes or no",
        ValueKind.Date => "date",
        ValueKind.Weekday => "weekday",
        ValueKind.Word => "a word",
        ValueKind.Formula => "formula",
        ValueKind.Table => "[table](#table)",
        ValueKind.Bonus => "bonus: " + string.Join(", ", DocumentShape.Bonuses.Values.Distinct().Select(Link)),
        ValueKind.Document => Link(shape.Type),
        ValueKind.List when shape.Item!.Kind == ValueKind.Formula => "formulas",
        ValueKind.List => $"list of {Takes(shape.Item!)}",
        _ => $"names to {Takes(shape.Item!)}",
    };

    private static string Link(Type type) => $"[{LanguageTypes.Name(type)}](#{LanguageTypes.Name(type)})";

    private static void Row(StringBuilder page, params string[] cells) =>
        page.Append("| ")
            .AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))
            .Append(" |\n");
}
