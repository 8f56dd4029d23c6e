using System.Diagnostics;

namespace Compensation.Testing;

/// <summary>gRPC clients of other makers on this machine, each a script of the tests that ends with 0 when all that it asserts holds.</summary>
internal static class OtherClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The python that the system's package of grpcio belongs to.</summary>
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Why the client in Node cannot run; null if it can.</summary>
    public static string? NodeIsMissing { get; } =
        RunsAsync("node", "-e", "require('@grpc/grpc-js'); require('@grpc/proto-loader')").GetAwaiter().GetResult()
            ? null
            : "skipped: needs Node with @grpc/grpc-js (npm ci in tests)";

    /// <summary>Why the client in Python cannot run; null if it can.</summary>
    public static string? PythonIsMissing { get; } =
        RunsAsync(Python, "-c", "import grpc, google.protobuf").GetAwaiter().GetResult() ? null : "skipped: needs python3-grpcio";

    /// <summary>The program of the browser; null where there is none.</summary>
    private static readonly string? Browser = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Why no browser can be driven; null if one can.</summary>
    public static string? BrowserIsMissing { get; } = Browser is null ? "skipped: needs Chromium"
        : RunsAsync("node", "-e", "require('playwright-core')").GetAwaiter().GetResult() ? null : "skipped: needs Node with playwright-core (npm ci in tests)";

    /// <summary>The folder <c>tests</c>, from which scripts and what they read are named.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Runs a script with @grpc/grpc-js.</summary>
    /// <returns>What it has said.</returns>
    public static Task<string> NodeAsync(string script, params string[] arguments) => PlayAsync("node", script, arguments);

    /// <summary>Runs a script with python3-grpcio.</summary>
    /// <returns>What it has said.</returns>
    public static Task<string> PythonAsync(string script, params string[] arguments) => PlayAsync(Python, script, arguments);

    /// <summary>Runs a script with playwright-core; it gets the browser's program as its first argument.</summary>
    /// <returns>What it has said.</returns>
    public static Task<string> BrowserAsync(string script, params string[] arguments) => PlayAsync("node", script, [Browser!, .. arguments]);

    private static async Task<string> PlayAsync(string program, string script, string[] arguments)
    {
        var (code, said) = await RunAsync(program, [script, .. arguments]);
        return code == 0 ? said : throw new InvalidOperationException(said);
    }

    private static async Task<bool> RunsAsync(string program, params string[] arguments)
    {
        try
        {
            return (await RunAsync(program, arguments)).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, string.Concat(said));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} {string.Join(' ', arguments)} was not done after {Patience}.");
        }
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Compensation.sln")))
            {
                return Path.Combine(folder.FullName, "tests");
            }
        }

        throw new InvalidOperationException($"No Compensation.sln above {AppContext.BaseDirectory}: run this in the repository.");
    }
}
