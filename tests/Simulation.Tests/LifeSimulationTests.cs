using System.Globalization;
using Compensation.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Simulation.Tests;

/// <summary>A company's whole life, whatever goes wrong: every acknowledged request has its effect once, refused ones never; what is closed stays; what is
/// earned is paid, kept or owed to the cent.</summary>
/// <remarks>The environment variable <c>COMPENSATION_SIMULATION</c> says how many seeds are run, and <c>COMPENSATION_SIMULATION_FROM</c> from which one on;
/// where <c>COMPENSATION_SIMULATION_KEEP</c> names a folder, ledgers of failed seeds are kept there. A seed stands in its test's name. What a seed
/// draws is always the same; in which order requests that are sent at once come is not, so a rare failure may need its seed several times.</remarks>
[Trait("Category", "Simulation")]
public sealed class LifeSimulationTests(SimulatedCompany company, ITestOutputHelper output) : IClassFixture<SimulatedCompany>
{
    private const int UsualSeeds = 15;

    /// <summary>PostgreSQL takes a tenth of the seeds.</summary>
    private const int Share = 10;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(First, Count)];

    public static TheoryData<int> FewerSeeds => [.. Enumerable.Range(First, Math.Max(2, Count / Share))];

    private static int First => Number("COMPENSATION_SIMULATION_FROM", 1);

    private static int Count => Number("COMPENSATION_SIMULATION", UsualSeeds);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Life_OnSqlite_WhateverGoesWrong_ComesToWhatItMust(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("compensation-");
        var address = Path.Combine(folder.FullName, "ledger.db");
        try
        {
            File.Copy(company.Address, address);
            await RunAsync(seed, folder.FullName, address, company.Programme);
        }
        catch (Exception) when (Environment.GetEnvironmentVariable("COMPENSATION_SIMULATION_KEEP") is { Length: > 0 } kept)
        {
            File.Copy(address, Path.Combine(Directory.CreateDirectory(kept).FullName, $"{seed}.db"), overwrite: true);
            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [PostgreSqlTheory]
    [MemberData(nameof(FewerSeeds))]
    public async Task Life_OnPostgreSql_WhateverGoesWrong_ComesToWhatItMust(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("compensation-");
        try
        {
            var database = PostgreSqlServer.Shared.CreateDatabase();
            var programme = await Company.CreateAsync($"postgresql:{database}", new ManualClock(Company.Start));
            await using var saboteur = new Saboteur(database);
            await RunAsync(seed, folder.FullName, $"postgresql:{database}", programme, saboteur);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;

    private async Task RunAsync(int seed, string folder, string address, int programme, Saboteur? saboteur = null)
    {
        await using var run = await SimulatedRun.StartAsync(seed, folder, address, programme, saboteur);
        try
        {
            await run.RunAsync();
        }
        finally
        {
            output.WriteLine($"Seed {seed}: {run.Story}.");
        }
    }
}

/// <summary>The ledger that every run begins with a copy of.</summary>
public sealed class SimulatedCompany : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");

    public string Address => Path.Combine(folder.FullName, "ledger.db");

    public int Programme { get; private set; }

    public async Task InitializeAsync() => Programme = await Company.CreateAsync(Address, new ManualClock(Company.Start));

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
