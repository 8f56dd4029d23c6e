using Compensation.Rules.Plans.Documents;

namespace Compensation.Rules.Plans.Reading;

/// <content>Tables of rates, amounts and numbers.</content>
internal sealed partial class DocumentBinder
{
    private static readonly ValueShape TableShape = ValueShape.Of(typeof(Table));
    private static readonly ValueShape BracketsShape = ValueShape.Of(typeof(Brackets));
    private static readonly ValueShape FormulaShape = ValueShape.Of(typeof(Formula));

    private Table? BindTable(Slot slot, YamlNode node)
    {
        switch (node)
        {
            case ScalarNode { IsNothing: true }:
                WrongKind(slot, node);
                return null;
            case ScalarNode:
                return BindScalar(slot with { Shape = FormulaShape }, node) is Formula value
                    ? new Table { Place = node.Place, Value = value }
                    : null;
            case SequenceNode { Items.Count: 0 }:
                findings.Error(ReaderCodes.EmptyTable, node.Place, $"{Upper(slot.Name)} is an empty list.",
                    "Write one value for each level.");
                return null;
            case SequenceNode sequence:
                return BindLevels(slot, sequence);
            default:
                return BindRows(slot, (MappingNode)node);
        }
    }

    private Table? BindLevels(Slot slot, SequenceNode sequence)
    {
        var level = new Slot($"a level of {slot.Name}", TableShape, null);
        var levels = sequence.Items.Select(item => item is null ? null : BindTable(level, item)).ToList();

        // A level that can't be read must not let the deeper ones move up.
        return levels.Contains(null) ? null : new Table { Place = sequence.Place, Levels = [.. levels.OfType<Table>()] };
    }

    private Table? BindRows(Slot slot, MappingNode mapping)
    {
        Formula? by = null;
        var brackets = Brackets.Whole;
        var rows = new List<TableRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            if (!seen.Add(key.Text))
                WrittenTwice(key);
            else if (value is null)
                continue;
            else if (key.Text == "by")
                by = (Formula?)BindScalar(new Slot("`by`", FormulaShape, null), value);
            else if (key.Text == "brackets")
                brackets = (Brackets?)BindScalar(new Slot("`brackets`", BracketsShape, null), value) ?? Brackets.Whole;
            else if (RowOf(key, value) is { } row)
                rows.Add(row);
        }

        if (!seen.Contains("by"))
        {
            findings.Error(
                ReaderCodes.TableWithoutBy, mapping.Place, $"{Upper(slot.Name)} is a table without `by`.",
                "Say what its rows are keyed by, such as `{ by: group PV, from 300: 6%, from 1500: 9% }`.");
        }
        else if (seen.All(key => key is "by" or "brackets"))
        {
            findings.Error(
                ReaderCodes.EmptyTable, mapping.Place, $"{Upper(slot.Name)} is a table without rows.",
                    "Add rows such as `from 300: 6%` or `Gold: 5%`.");
        }

        return by is null || rows.Count == 0
            ? null
            : new Table { Place = mapping.Place, By = by, Brackets = brackets, Rows = rows };
    }

    private TableRow? RowOf(ScalarNode key, YamlNode value)
    {
        var (kind, name) = RowKey(key.Text);
        if (name.Length == 0 && kind != RowKind.Otherwise)
        {
            findings.Error(
                ReaderCodes.WrongValue, key.Place, $"The row `{Shown.Of(key.Text)}` does not say for what it is.",
                "Write `from 300`, `above 300`, a name, or `otherwise`.");
            return null;
        }

        return BindTable(new Slot($"the row `{Shown.Of(key.Text)}`", TableShape, null), value) is { } then
            ? new TableRow(key.Place, kind, name, then)
            : null;
    }

    private static (RowKind Kind, string Key) RowKey(string text)
    {
        var key = text.Trim();
        return key switch
        {
            "otherwise" => (RowKind.Otherwise, ""),
            "from" => (RowKind.From, ""),
            "above" => (RowKind.Above, ""),
            _ when key.StartsWith("from ", StringComparison.Ordinal) => (RowKind.From, key[5..].Trim()),
            _ when key.StartsWith("above ", StringComparison.Ordinal) => (RowKind.Above, key[6..].Trim()),
            _ => (RowKind.Is, key),
        };
    }
}
