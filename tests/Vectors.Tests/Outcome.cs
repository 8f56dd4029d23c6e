using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Compensation.Vectors.Tests;

/// <summary>What closing a vector's periods came to.</summary>
/// <param name="Id">The vector.</param>
/// <param name="Amounts">How many amounts were published.</param>
/// <param name="States">How many states were published.</param>
/// <param name="Failures">The figures that came out otherwise, with both values.</param>
/// <param name="Unreproducible">The figures that nobody can reproduce, with the reason.</param>
internal sealed record Outcome(
    string Id, int Amounts, int States, IReadOnlyList<string> Failures, IReadOnlyList<string> Unreproducible)
{
    private static readonly ConcurrentDictionary<string, Lazy<Outcome>> Known = new();

    /// <summary>Whether every published figure was reproduced.</summary>
    public bool IsReproduced => Failures.Count == 0 && Unreproducible.Count == 0;

    /// <summary>The outcome of a vector; its periods are closed once.</summary>
    public static Outcome Of(string id) => Known.GetOrAdd(id, key => new Lazy<Outcome>(() => Close(Vector.Read(key)))).Value;

    /// <summary>The outcome on one line, with what failed on lines of its own.</summary>
    public override string ToString() => string.Join("\n    ", [
        $"vector {Id}: {Amounts} amounts, {States} states: {(Failures.Count == 0 ? "ok" : $"{Failures.Count} wrong")}",
        .. Failures,
        .. Unreproducible]);

    private static Outcome Close(Vector vector)
    {
        try
        {
            return Compare(vector);
        }
        catch (Exception failure)
        {
            return new Outcome(vector.Id, vector.Expected.Count, vector.State.Count, [failure.ToString()], []);
        }
    }

    private static Outcome Compare(Vector vector)
    {
        using var runs = new VectorRuns(vector);
        var failures = Figures.Unasked("expected", vector.Expected, vector.Cases.Expected)
            .Concat(Figures.Unasked("expected_state", vector.State, vector.Cases.State))
            .Concat(Wrong("expected", vector.Expected, vector.Cases.Expected, runs))
            .Concat(Wrong("expected_state", vector.State, vector.Cases.State, runs));
        var reasons = vector.Cases.Expected.Concat(vector.Cases.State).Where(query => query.Why is not null);
        return new Outcome(vector.Id, vector.Expected.Count, vector.State.Count, [.. failures],
            [.. reasons.Select(query => $"[{query.At}] cannot be reproduced: {query.Why}")]);
    }

    private static IEnumerable<string> Wrong(
        string list, IReadOnlyList<JsonElement> entries, IReadOnlyList<Query> queries, VectorRuns runs) =>
        from query in queries
        where query.Why is null && query.At < entries.Count
        let published = Figures.Published(entries, query)
        let answer = runs.Answer(query)
        where Normal(published) != Normal(answer)
        select $"{list}[{query.At}]{query.Field}: published {published}, calculated {answer}";

    /// <summary>Numbers without the zeros that say nothing: 60.00 is 60, 0.0/100 is 0/100.</summary>
    private static string Normal(string figure) => string.Join('/', figure.Split('/').Select(part =>
        decimal.TryParse(part, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? (number / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : part));
}
