using Compensation.Ledger.Store;
using Compensation.Testing;
using NodaTime;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Simulation.Tests;

/// <summary>PostgreSQL itself is stopped under load, without as much as a checkpoint, and started again: the process goes on, and nothing is lost.</summary>
[Trait("Category", "Simulation")]
public sealed class StoppedServerTests(ITestOutputHelper output)
{
    private const int Seed = 1;
    private const int Stops = 3;
    private const int LongestLife = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [PostgreSqlFact]
    public async Task Stopped_UnderLoad_LosesAndDoublesNothing()
    {
        using var server = new PostgreSqlServer();
        var address = "postgresql:" + server.CreateDatabase();
        var programme = await Company.CreateAsync(address, new ManualClock(Company.Start));
        var (process, random) = (new CompanyProcess(address, programme), new Random(Seed));
        for (var life = 0; life < 2; life++)
        {
            await process.RunAsync(async (running, first) =>
            {
                await first;
                for (var stop = 0; stop < Stops; stop++)
                {
                    await Task.Delay(random.Next(1, LongestLife));
                    server.StopAtOnce();
                    await Task.Delay(random.Next(1, LongestLife));
                    server.StartAgain();
                    var before = process.Acknowledged;
                    await CompanyProcess.WaitAsync(running, () => process.Acknowledged > before, Patience);
                }
            });
        }

        output.WriteLine(process.Story);
        process.Failures.ShouldNotBeEmpty("it was stopped");
        await using var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance);
        process.Check(await new Auditor(database, programme).CheckAsync());
    }
}
