using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Compensation.EndToEnd.Tests.Running;

/// <summary>The real program, <c>compensation serve</c>, as a process of its own.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private const int MostLines = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "Compensation.Silo.dll");

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> serving = new();

    private RunningProgram(Process process)
    {
        this.process = process;
        _ = ReadAsync(process.StandardOutput);
        _ = ReadAsync(process.StandardError);
    }

    /// <summary>Where it serves.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>What it has written.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The memory that it has in use, in bytes.</summary>
    public long Memory => Status("VmRSS:") * 1024;

    /// <summary>How many threads it has.</summary>
    public int Threads => (int)Status("Threads:");

    /// <summary>How many files and sockets it has open.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{Id}/fd").Length;

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="ledger">The ledger's address.</param>
    /// <param name="settings">Settings as the environment names them, such as <c>Api__Issuer</c>.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="environment">Other variables of its environment; null for none.</param>
    public static async Task<RunningProgram> StartAsync(
        string ledger, IEnumerable<KeyValuePair<string, string>> settings, int port = 0, Dictionary<string, string>? environment = null)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var start = Command("serve", "--json", "--ledger", ledger, "--listen", address, "--console", "none");
        settings.ToList().ForEach(setting => start.Environment[$"COMPENSATION__{setting.Key}"] = setting.Value);
        environment?.ToList().ForEach(variable => start.Environment[variable.Key] = variable.Value);
        var program = new RunningProgram(Process.Start(start)!);
        var first = await Task.WhenAny(program.serving.Task, program.process.WaitForExitAsync(), Task.Delay(Patience));
        if (first != program.serving.Task)
        {
            await program.KillAsync();
            throw new InvalidOperationException($"It does not serve: {string.Join('\n', program.Lines)}");
        }

        program.Address = await program.serving.Task;
        return program;
    }

    /// <summary>Runs a command of the program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(Command(arguments))!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"compensation {string.Join(' ', arguments)} ends with {process.ExitCode}: {string.Concat(said)}");
        }
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static ProcessStartInfo Command(params string[] arguments) => new("dotnet", [Path, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["DOTNET_ENVIRONMENT"] = "Production" },
    };

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Lines.Enqueue(line);
            if (Lines.Count > MostLines)
            {
                Lines.TryDequeue(out _);
            }

            if (!serving.Task.IsCompleted && line.Contains("\"address\":", StringComparison.Ordinal))
            {
                serving.TrySetResult(new Uri(JsonDocument.Parse($"{{{line.Trim().TrimEnd(',', '{', '}')}}}").RootElement.GetProperty("address").GetString()!));
            }
        }
    }

    private long Status(string name) => long.Parse(
        File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "").Trim(),
        CultureInfo.InvariantCulture);
}
