using System.ComponentModel;
using System.Diagnostics;

namespace Compensation.Api.Tests.Pages.Browser;

/// <summary>A real browser on this machine, driven by playwright-core in Node.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string? Program = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Why it cannot run; null if it can.</summary>
    public static string? IsMissing { get; } = Program is null ? "skipped: needs Chromium"
        : RunAsync("-e", "require('playwright-core')").GetAwaiter().GetResult().Code == 0 ? null : "skipped: needs Node with playwright-core (npm ci in tests)";

    /// <summary>Plays a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="address">The console's address.</param>
    /// <param name="arguments">What else the script wants to know.</param>
    public static async Task PlayAsync(string script, Uri address, params string[] arguments)
    {
        var (code, said) = await RunAsync([script, $"{address}", Program!, .. arguments]);
        if (code != 0)
        {
            throw new InvalidOperationException(said);
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Path.Combine(Repository.Root, "tests", "Api.Tests", "Pages", "Browser"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
                await process.WaitForExitAsync(patience.Token);
                return (process.ExitCode, string.Concat(said));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"node {arguments[0]} was not done after {Patience}.");
            }
        }
        catch (Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}

/// <summary>A case for a real browser; skipped where it is missing.</summary>
public sealed class BrowserFactAttribute : Xunit.FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.IsMissing;
}
