using Compensation.Ledger.Store;
using Compensation.Testing;
using NodaTime;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Simulation.Tests;

/// <summary>A real process is killed at random moments, again and again: whatever it has acknowledged is in the ledger, once, and the money is right.</summary>
[Trait("Category", "Simulation")]
public sealed class KilledProcessTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 1;
    private const int Kills = 5;
    private const int MostSteps = 14;
    private const int LongestPause = 200;
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(4);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public Task Killed_OnSqlite_LosesAndDoublesNothing() => KillAsync(Path.Combine(folder.FullName, "ledger.db"));

    [PostgreSqlFact]
    public Task Killed_OnPostgreSql_LosesAndDoublesNothing() => KillAsync("postgresql:" + PostgreSqlServer.Shared.CreateDatabase());

    private async Task KillAsync(string address)
    {
        var programme = await Company.CreateAsync(address, new ManualClock(Company.Start));
        var (process, random) = (new CompanyProcess(address, programme), new Random(Seed));
        await using var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance);
        var auditor = new Auditor(database, programme);
        for (var kill = 0; kill < Kills; kill++)
        {
            await process.RunAsync(async (running, first) =>
            {
                // In the midst of orders or of a period's steps.
                await first;
                var steps = process.Steps + random.Next(MostSteps);
                await CompanyProcess.WaitAsync(running, () => process.Steps >= steps, LongestLife);
                await Task.Delay(random.Next(1, LongestPause));
            });
            process.Check(await auditor.CheckAsync());
        }

        output.WriteLine(process.Story);
        process.Failures.ShouldBeEmpty();
        process.Acknowledged.ShouldBeGreaterThan(Kills);
    }
}
