using System.Diagnostics;

namespace Compensation.Embedded.Grpc.Tests.Interop;

/// <summary>gRPC clients of other makers on this machine, each a script that plays one case.</summary>
internal static class OtherClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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

    private static string Folder { get; } = FindFolder();

    /// <summary>Plays a case with @grpc/grpc-js.</summary>
    public static Task NodeAsync(string script, params string[] arguments) => PlayAsync("node", script, arguments);

    /// <summary>Plays a case with python3-grpcio.</summary>
    public static Task PythonAsync(string script, params string[] arguments) => PlayAsync(Python, script, arguments);

    private static async Task PlayAsync(string program, string script, string[] arguments)
    {
        var (code, said) = await RunAsync(program, [script, .. arguments]);
        code.ShouldBe(0, said);
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
            var clients = Path.Combine(folder.FullName, "tests", "Embedded.Grpc.Tests", "Interop", "clients");
            if (Directory.Exists(clients))
            {
                return clients;
            }
        }

        throw new InvalidOperationException($"No folder of clients above {AppContext.BaseDirectory}: run this in the repository.");
    }
}
