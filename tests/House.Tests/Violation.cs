using Shouldly;

namespace Compensation.House.Tests;

/// <summary>One breach of a rule of the house.</summary>
/// <param name="Rule">The rule's short name, as in <c>known-violations.txt</c>.</param>
/// <param name="Path">The file.</param>
/// <param name="Place">The file and line.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Violation(string Rule, string Path, string Place, string Remedy)
{
    /// <summary>The violation on one line, as compilers print theirs.</summary>
    public override string ToString() => $"{Place}: {Rule}: {Remedy}";
}

/// <summary>Compares violations with the list of those that are known and still to be removed.</summary>
internal static class Violations
{
    private const string KnownPath = "tests/House.Tests/known-violations.txt";

    /// <summary>Fails with one line per violation of a rule that is not on the list, and for entries of the list that
    /// are no longer true.</summary>
    public static void ShouldBeNone(string rule, IEnumerable<Violation> found)
    {
        var known = Known(rule);
        var byFile = found.ToLookup(violation => violation.Path);
        var unknown = byFile.Where(group => group.Count() > known.GetValueOrDefault(group.Key)).SelectMany(group => group);
        var stale = known.Keys.Where(path => !byFile.Contains(path))
            .Select(path => new Violation(rule, path, KnownPath, $"remove the entry of {path}, it is clean now."));
        string.Join('\n', unknown.Concat(stale)).ShouldBeEmpty();
    }

    private static Dictionary<string, int> Known(string rule) => File.ReadLines(Path.Combine(Repository.Root, KnownPath))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' '))
        .Where(fields => fields[0] == rule)
        .ToDictionary(fields => fields[1], fields => int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture));
}
