using System.Globalization;
using Compensation.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Simulation.Tests;

/// <summary>Each acknowledged order once, with its content; refused ones never; live figures those of the ledger: whatever goes wrong.</summary>
/// <remarks>The environment variable <c>COMPENSATION_SIMULATION</c> says how many seeds are run, from 1 on. A seed stands in its test's name. What a seed draws
/// is always the same; in which order requests that are sent at once come is not, so a rare failure may need its seed several times.</remarks>
[Trait("Category", "Simulation")]
public sealed class OrderSimulationTests(SimulatedCompany company, ITestOutputHelper output) : IClassFixture<SimulatedCompany>
{
    private const int UsualSeeds = 50;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Count)];

    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("COMPENSATION_SIMULATION"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : UsualSeeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Orders_WhateverGoesWrong_AreThereOnce(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("compensation-");
        try
        {
            await using var run = await SimulatedRun.StartAsync(seed, folder.FullName, company.Address, company.Programme);
            await run.RunAsync();
            output.WriteLine($"Seed {seed}: {run.Story}.");
        }
        finally
        {
            folder.Delete(recursive: true);
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
