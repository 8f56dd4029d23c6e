using System.Globalization;

namespace Compensation.Bench.Measuring;

/// <summary>Represents the settings of a run.</summary>
internal sealed record BenchOptions
{
    /// <summary>How many sellers the rows are measured on, each with five orders on average.</summary>
    public int Sellers { get; init; } = 1_000_000;

    /// <summary>How often each arm is measured.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>Whether rows that need a server are left out, and the others take as little time as they can.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Whether rows about growth go up to ten million sellers.</summary>
    public bool IsLarge { get; init; }

    /// <summary>The folder in which companies are made up.</summary>
    public string Data { get; init; } = "";

    /// <summary>Where to draw the chart; null draws none.</summary>
    public string? Chart { get; init; }

    /// <summary>Whether what the run came to is put into the documentation.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Where a row's process puts what it came to; null in the program that starts it.</summary>
    public string? Results { get; init; }

    /// <summary>How to reach the PostgreSQL server of the run; null where none is installed, or none is needed.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>What is missing where <see cref="PostgreSql"/> is.</summary>
    public string ServerNeeded => IsQuick ? "a run without --quick" : "PostgreSQL";

    /// <summary>The rows' numbers; none means all.</summary>
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It cannot be read; the message says what it may hold.</exception>
    public static BenchOptions Read(string[] args)
    {
        var options = new BenchOptions();
        var rows = new List<int>();
        for (var i = 0; i < args.Length; i++)
        {
            string Next() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[^1]} needs a value.");
            options = args[i] switch
            {
                "--quick" => options with { IsQuick = true, Sellers = 100_000, Rounds = 5 },
                "--large" => options with { IsLarge = true },
                "--publish" => options with { IsPublished = true },
                "--sellers" => options with { Sellers = Number(Next()) },
                "--rounds" => options with { Rounds = Number(Next()) },
                "--data" => options with { Data = Next() },
                "--chart" => options with { Chart = Next() },
                "--results" => options with { Results = Next() },
                "--postgresql" => options with { PostgreSql = Next() },
                var row => Add(row),
            };
        }

        return options with { Rows = rows };

        BenchOptions Add(string row)
        {
            rows.Add(Number(row));
            return options;
        }
    }

    /// <summary>The options for the process that measures one row.</summary>
    public IEnumerable<string> ForRow(int row, string data, string results, string? postgreSql)
    {
        yield return $"{row}";
        if (IsQuick)
        {
            yield return "--quick";
        }

        if (IsLarge)
        {
            yield return "--large";
        }

        if (postgreSql is not null)
        {
            yield return "--postgresql";
            yield return postgreSql;
        }

        string[] values = ["--sellers", $"{Sellers}", "--rounds", $"{Rounds}", "--data", data, "--results", results];
        foreach (var value in values)
        {
            yield return value;
        }
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new ArgumentException(
            $"'{text}' is neither a row's number nor one of --quick, --large, --sellers N, --rounds N, --data DIR, --chart FILE, --publish.");
}
