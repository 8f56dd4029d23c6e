using System.Diagnostics;
using System.Text.Json;
using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>DuckDB in memory, by its package for Node: a process that takes statements and answers with a row.</summary>
internal sealed class DuckDb : ISqlDatabase, IDisposable
{
    /// <summary>What has to be there for it.</summary>
    public const string Needed = "DuckDB: npm install --no-save --prefix bench";

    private readonly Process node;

    /// <summary>Starts it and loads a company, which is not measured.</summary>
    public DuckDb(string folder, int threads)
    {
        GeneratedCompany.WriteCsv(folder);
        node = Process.Start(new ProcessStartInfo("node", [Script, $"{threads}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Run($"CREATE TABLE sellers AS SELECT * FROM read_csv('{folder}/sellers.csv', columns = "
            + "{'id': 'INT', 'sponsor': 'INT', 'above': 'INT', 'side': 'TINYINT', 'carry_left': 'BIGINT', 'carry_right': 'BIGINT'}, header = true)",
            $"CREATE TABLE orders AS SELECT * FROM read_csv('{folder}/orders.csv', columns = "
            + "{'id': 'BIGINT', 'seller': 'INT', 'pv': 'INT', 'cv': 'INT', 'day': 'INT'}, header = true)");
    }

    /// <summary>Whether the package is installed beside the benchmarks.</summary>
    public static bool IsInstalled
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (Directory.Exists(Path.Combine(folder.FullName, "node_modules", "@duckdb", "node-api")))
                {
                    return true;
                }
            }

            return false;
        }
    }

    public string Quotient => "//";

    public string CreateTable => "CREATE TEMP TABLE";

    /// <summary>The most memory that the process has held, in bytes.</summary>
    public long Peak { get; private set; }

    private static string Script => Path.Combine(AppContext.BaseDirectory, "duckdb.mjs");

    public IReadOnlyList<string> Run(params IReadOnlyList<string> statements)
    {
        node.StandardInput.WriteLine(JsonSerializer.Serialize(statements));
        node.StandardInput.Flush();
        var answer = JsonDocument.Parse(node.StandardOutput.ReadLine() ?? throw new IOException("DuckDB has ended.")).RootElement;
        if (answer.TryGetProperty("error", out var error))
        {
            throw new InvalidOperationException($"DuckDB: {error.GetString()}\n{string.Join(";\n", statements)}");
        }

        Peak = answer.GetProperty("peak").GetInt64();
        return [.. answer.GetProperty("row").EnumerateArray().Select(cell => cell.GetString()!)];
    }

    public void Dispose()
    {
        node.StandardInput.Close();
        node.WaitForExit();
        node.Dispose();
    }
}
