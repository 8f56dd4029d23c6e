using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Compensation.Testing;

/// <summary>Represents a PostgreSQL server of its own for tests: on a free port of this machine, with its data in a temporary folder.</summary>
/// <remarks>
/// The server is the child of a shell that waits for the end of its input, which this process holds. So it stops, and its folder is
/// removed, however this process ends; signals meant for this process and its group don't stop the shell before that. PostgreSQL refuses to run as
/// root; then it runs as the user <c>postgres</c>.
/// </remarks>
internal sealed class PostgreSqlServer : IDisposable
{
    /// <summary>What tests say that are left out.</summary>
    public const string Needed = "needs PostgreSQL: install it, or put its programs on the PATH.";

    private const string DebianFolder = "/usr/lib/postgresql";

    private const string Script = """
        set -u
        trap '' HUP INT TERM
        folder=$(mktemp -d "${TMPDIR:-/tmp}/compensation-postgresql-XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        "$1/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
        start() { "$1/postgres" -D "$folder/data" -h 127.0.0.1 -p "$2" -k "$folder" >"$folder/log" 2>&1 & server=$!; }
        start "$1" "$2"
        while read -r command; do
          if [ "$command" = start ]; then start "$1" "$2"; else kill -QUIT $server; wait $server; fi
        done
        kill -INT $server
        wait $server
        """;

    private static readonly Lazy<string?> Binaries = new(FindBinaries);
    private static readonly Lazy<PostgreSqlServer> OfThisRun = new(() => new PostgreSqlServer());

    private readonly Process shell;
    private readonly int port = FreePort();
    private int databases;

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="parent">The folder in which its folder is made; null for the system's folder of temporary files.</param>
    public PostgreSqlServer(string? parent = null)
    {
        string[] command = ["sh", "-c", Script, "sh", Binaries.Value ?? throw new InvalidOperationException(Needed),
            port.ToString(CultureInfo.InvariantCulture)];
        if (Environment.IsPrivilegedProcess)
        {
            command = ["setsid", "runuser", "-u", "postgres", "--", .. command];
        }

        shell = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
            Environment = { ["TMPDIR"] = parent ?? Path.GetTempPath() },
        })!;
        WaitUntil(isReady: true);
    }

    /// <summary>Whether PostgreSQL is installed.</summary>
    public static bool IsInstalled => Binaries.Value is not null;

    /// <summary>The server that all tests of this run share.</summary>
    public static PostgreSqlServer Shared => OfThisRun.Value;

    /// <summary>The path of one of PostgreSQL's programs.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static string Program(string name) => Folders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{name} {Needed}");

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    /// <summary>Stops the server as <c>pg_ctl stop -m immediate</c> does: by a signal after which it finishes nothing, so that it recovers when it
    /// starts.</summary>
    public void StopAtOnce()
    {
        shell.StandardInput.WriteLine("stop");
        WaitUntil(isReady: false);
    }

    /// <summary>Starts the server that was stopped, and waits until it answers.</summary>
    public void StartAgain()
    {
        shell.StandardInput.WriteLine("start");
        WaitUntil(isReady: true);
    }

    /// <summary>Stops the server and removes its data.</summary>
    public void Dispose()
    {
        shell.StandardInput.Close();
        shell.WaitForExit();
        shell.Dispose();
    }

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindBinaries() => Folders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))
        && File.Exists(Path.Combine(folder, "postgres")));

    private static IEnumerable<string> Folders()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = Directory.Exists(DebianFolder)
            ? Directory.GetDirectories(DebianFolder).OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat(installed);
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        Username = "postgres",
    }.ConnectionString;

    private void WaitUntil(bool isReady)
    {
        var patience = Stopwatch.StartNew();
        while (Answers() != isReady)
        {
            if (shell.HasExited || patience.Elapsed > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException($"PostgreSQL does not {(isReady ? "start" : "stop")}.");
            }

            Thread.Sleep(50);
        }
    }

    /// <summary>Whether it lets somebody in.</summary>
    public bool Answers()
    {
        try
        {
            using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=2");
            connection.Open();
            return true;
        }
        catch (NpgsqlException error)
        {
            Debug.WriteLine(error.Message);
            return false;
        }
    }
}
