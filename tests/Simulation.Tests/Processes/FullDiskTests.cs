using System.Diagnostics;
using System.Globalization;
using Compensation.Ledger.Store;
using Compensation.Testing;
using NodaTime;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Simulation.Tests;

/// <summary>The disk is full: orders are refused with the reason, nothing that was acknowledged is lost, and with room made the same process goes on.</summary>
[Trait("Category", "Simulation")]
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private const int Megabytes = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");

    public void Dispose() => folder.Delete(recursive: true);

    [SmallDiskFact]
    public async Task FullDisk_RefusesOrders_AndGoesOnWhenThereIsRoom()
    {
        SmallDiskFactAttribute.Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "compensation", folder.FullName).ShouldBe(0);
        try
        {
            var larger = $"remount,size={20 * Megabytes}m";
            await FillAsync(limit: null, "full", _ => SmallDiskFactAttribute.Run("mount", "-o", larger, folder.FullName).ShouldBe(0));
        }
        finally
        {
            SmallDiskFactAttribute.Run("umount", "-l", folder.FullName);
        }
    }

    [SmallFileFact]
    public async Task FileAtItsLimit_RefusesOrders_AndGoesOnWhenItIsRaised()
    {
        // The shell ignores the signal that the system sends beside the error, and so does what it becomes; .NET keeps its own code in no file.
        var blocks = Megabytes * 1024 * 1024 / 512;
        await FillAsync($"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -S -f {blocks}", "I/O", process =>
            SmallDiskFactAttribute.Run("prlimit", "--pid", process.Id.ToString(CultureInfo.InvariantCulture), "--fsize=unlimited").ShouldBe(0));
    }

    private async Task FillAsync(string? limit, string reason, Action<Process> makeRoom)
    {
        var address = Path.Combine(folder.FullName, "ledger.db");
        var programme = await Company.CreateAsync(address, new ManualClock(Company.Start));
        var company = new CompanyProcess(address, programme);
        await company.RunAsync(async (process, _) =>
        {
            await CompanyProcess.WaitAsync(process, () => company.Failures.Count > 3 * CompanyProgram.InFlight, Patience);
            makeRoom(process);
            var before = company.Acknowledged;
            await CompanyProcess.WaitAsync(process, () => company.Acknowledged > before + (5 * CompanyProgram.InFlight), Patience);
            company.Acknowledged.ShouldBeGreaterThan(before, "it goes on");
        }, limit);
        output.WriteLine($"{company.Story}: {string.Join('\n', company.Failures.Select(failure => failure.Split(' ', 3)[2]).Distinct())}");
        company.Failures.ShouldAllBe(failure => failure.Contains(reason, StringComparison.Ordinal));
        await using var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance);
        company.Check(await new Auditor(database, programme).CheckAsync());
    }
}

/// <summary>Marks a test that needs a disk of its own, of a few megabytes; it is left out, and says so, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("compensation-");
        try
        {
            return Run("mount", "-t", "tmpfs", "-o", "size=1m", "compensation", folder.FullName) == 0 && Run("umount", folder.FullName) == 0;
        }
        finally
        {
            folder.Delete();
        }
    });

    public SmallDiskFactAttribute() => Skip = CanMount.Value ? null : "needs the right to mount a disk in memory: run as root.";

    /// <summary>Runs a program of the system.</summary>
    /// <returns>Its exit code; -1 where there is no such program.</returns>
    public static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}

/// <summary>Marks a test that needs limits on a process's files; it is left out, and says so, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallFileFactAttribute : FactAttribute
{
    public SmallFileFactAttribute() => Skip = SmallDiskFactAttribute.Run("prlimit", "--version") == 0 ? null : "needs prlimit: install util-linux.";
}
