using Shouldly;

namespace Compensation.Grains.Tests;

/// <summary>The tables of states and commands, as people read them in <c>docs/concepts</c>.</summary>
internal sealed class LifeTable
{
    private const string Folder = "docs/concepts";

    private readonly Dictionary<(string Command, string State), string> cells = [];

    /// <summary>Reads the tables below a heading, up to the next one.</summary>
    public static LifeTable Below(string heading, string page = "orders-and-periods.md")
    {
        var table = new LifeTable();
        string[] states = [];
        var lines = Repository.Read($"{Folder}/{page}").ReplaceLineEndings("\n").Split('\n');
        foreach (var line in lines.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#')))
        {
            var row = line.StartsWith('|') ? line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray() : [];
            if (row is [])
            {
                states = [];
            }
            else if (states is [] && row[0].Length == 0)
            {
                states = row[1..];
            }
            else if (states is not [] && !row[0].StartsWith('-'))
            {
                row.Length.ShouldBe(states.Length + 1, line);
                table.Add(row[0], states, row[1..]);
            }
        }

        return table;
    }

    /// <summary>Holds every cell against what is decided; a cell that only one side has is a difference too.</summary>
    public void ShouldBe(IEnumerable<(string Command, string State, string Outcome)> decided)
    {
        var actual = decided.ToDictionary(cell => (cell.Command, cell.State), cell => cell.Outcome);
        actual.ShouldNotBeEmpty();
        var differences = cells.Keys.Union(actual.Keys)
            .Where(key => cells.GetValueOrDefault(key, "missing") != actual.GetValueOrDefault(key, "missing"))
            .Select(key => $"{key.Command} × {key.State}: the page has '{cells.GetValueOrDefault(key, "missing")}', decided is "
                + $"'{actual.GetValueOrDefault(key, "missing")}'");

        string.Join('\n', differences).ShouldBe("", $"What is decided:\n{Show(actual)}");
    }

    /// <summary>A decision as the tables write it.</summary>
    public static string Cell<TEvent>(Decision<TEvent> decision, Func<IReadOnlyList<TEvent>, string> accepted) => decision switch
    {
        Decision<TEvent>.Accepted yes => accepted(yes.Events),
        Decision<TEvent>.Repeated => "repeated",
        Decision<TEvent>.Refused no => $"`{no.Refusal.Code}`",
        _ => throw new InvalidOperationException($"Unknown decision {decision}."),
    };

    /// <summary>A name as words: <c>CloseBegun</c> is <c>close begun</c>.</summary>
    public static string Words(string name) => string.Concat(name.Select((letter, at) =>
        char.IsUpper(letter) ? $"{(at == 0 ? "" : " ")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static string Show(Dictionary<(string Command, string State), string> cells)
    {
        var states = cells.Keys.Select(key => key.State).Distinct().ToList();
        var rows = cells.Keys.Select(key => key.Command).Distinct()
            .Select(command => $"| {command} | {string.Join(" | ", states.Select(state => cells.GetValueOrDefault((command, state), "missing")))} |");
        return $"| | {string.Join(" | ", states)} |\n{string.Join('\n', rows)}";
    }

    private void Add(string command, string[] states, string[] outcomes)
    {
        foreach (var (state, outcome) in states.Zip(outcomes))
        {
            cells.Add((command, state), outcome);
        }
    }
}
