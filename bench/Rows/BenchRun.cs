using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Compensation.Bench.Measuring;
using Compensation.Testing;

namespace Compensation.Bench;

/// <summary>Measures rows.</summary>
internal static class BenchRun
{
    /// <summary>Measures each row in a process of its own, and reports them together.</summary>
    /// <returns>The exit code: 1 where a row could not be measured. A goal that is missed is no error.</returns>
    public static int All(BenchOptions options)
    {
        var load = Publication.Load();
        var temporary = Directory.CreateTempSubdirectory("compensation-bench-");
        try
        {
            using var server = options.IsQuick || !PostgreSqlServer.IsInstalled ? null : new PostgreSqlServer();
            var postgreSql = server?.CreateDatabase();
            var data = options.Data.Length > 0 ? Directory.CreateDirectory(options.Data).FullName : temporary.FullName;
            var results = Path.Combine(temporary.FullName, "results.jsonl");
            var failed = new List<int>();
            foreach (var row in BenchRow.All.Where(row => options.Rows.Count == 0 || options.Rows.Contains(row.Number)))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nrow {row.Number}: {row.What}"));
                if (!OwnProcess.Run([.. options.ForRow(row.Number, data, results, postgreSql)]))
                {
                    failed.Add(row.Number);
                }
            }

            var verdicts = File.Exists(results) ? File.ReadLines(results).Select(line => JsonSerializer.Deserialize<Verdict>(line)!).ToList() : [];
            Console.WriteLine($"\n{ResultTable.Write(verdicts)}");
            if (options.Chart is { } chart)
            {
                File.WriteAllText(chart, Chart.Draw(verdicts));
            }

            if (options.IsPublished)
            {
                Publication.Write(verdicts, load);
            }

            failed.ForEach(row => Console.WriteLine($"row {row} FAILED"));
            return failed.Count == 0 ? 0 : 1;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    /// <summary>Measures one row in this process.</summary>
    public static async Task<int> RowAsync(BenchOptions options)
    {
        var row = BenchRow.All.Single(row => row.Number == options.Rows[0]);
        var run = new RowRun(row.Number, options);
        var start = Stopwatch.GetTimestamp();
        if (row.NeedsServer && options.PostgreSql is null)
        {
            run.Skip(row.What, options.ServerNeeded);
        }
        else
        {
            await row.Measure(run);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  took {Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s"));
        run.Save(options.Results!);
        return 0;
    }
}
