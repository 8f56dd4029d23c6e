using System.Diagnostics;

namespace Compensation.Bench.Comparators;

/// <summary>A program beside this one, which answers line by line.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly string Originals = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "Originals", "bin", "cluster", "Release", "net10.0", "Compensation.Bench.Originals"));

    private readonly Process process;

    private Peer(string program, string what) =>
        process = Process.Start(new ProcessStartInfo(program, [what]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>Orleans or gRPC for .NET itself: beside the stand-ins their types would have the same names.</summary>
    /// <returns>Null where it was not built, because its packages did not restore.</returns>
    public static Peer? StartOriginal(string what) => File.Exists(Originals) ? new Peer(Originals, what) : null;

    /// <summary>This program once more.</summary>
    public static Peer StartOwn(string what) => new(Environment.ProcessPath!, what);

    /// <summary>Waits for its next line.</summary>
    public async Task<string> ReadAsync() =>
        await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} has ended.");

    /// <summary>Asks for something and waits for the answer.</summary>
    public async Task<string> AskAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
