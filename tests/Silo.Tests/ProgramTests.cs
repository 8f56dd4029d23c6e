using System.Diagnostics;
using Compensation.Silo.Tests.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

/// <summary>The real program, as a process of its own.</summary>
public sealed class ProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Program_ClosingAMonth_WritesAPackageThatVerifies()
    {
        using var program = Start("close", "--plan", folder["plan.yaml"], "--data", folder["data"], "--period", "2026-01",
            "--out", folder["run"]);

        var output = await program.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await program.WaitForExitAsync().WaitAsync(Patience);

        program.ExitCode.ShouldBe(ExitCode.Ok);
        output.ShouldContain("Root hash");
        Answer.To("verify", folder["run"], "--data", folder["data"]).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public void Program_KilledWhileItWrites_LeavesNoPackageThatLooksWhole()
    {
        Answer.To("demo", "--sellers", "20000", "--out", folder["demo"]).ExitCode.ShouldBe(ExitCode.Ok);
        using var program = Start("close", "--plan", folder["demo/plan.yaml"], "--data", folder["demo/company"], "--period", "2026-01",
            "--out", folder["runs"]);
        var began = Stopwatch.GetTimestamp();
        string? unfinished = null;
        while (unfinished is null && !program.HasExited && Stopwatch.GetElapsedTime(began) < Patience)
        {
            unfinished = Directory.EnumerateDirectories(folder["."], "runs.partial-*").FirstOrDefault();
        }

        program.Kill();
        program.WaitForExit();

        unfinished.ShouldNotBeNull();
        Directory.Exists(folder["runs"]).ShouldBeFalse("the program was not killed while it wrote");
        var answer = Answer.To("verify", unfinished);
        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("unfinished-run");
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Compensation.Silo.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
