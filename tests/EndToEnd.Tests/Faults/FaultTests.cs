using System.Text;
using Compensation.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.EndToEnd.Tests.Faults;

/// <summary>A few rounds of <c>tests/faults/run</c>; by hand it plays as many as one likes.</summary>
[Trait("Category", "Simulation")]
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Seed = 4;
    private const int Rounds = 4;

    [Fact]
    public Task Faults_OnSqlite_LoseAndDoubleNothing() => RunAsync(onPostgreSql: false);

    [PostgreSqlFact]
    public Task Faults_OnPostgreSql_LoseAndDoubleNothing() => RunAsync(onPostgreSql: true);

    private async Task RunAsync(bool onPostgreSql)
    {
        var told = new StringWriter(new StringBuilder());
        var (outcome, wrong) = await FaultRun.RunAsync(Rounds, onPostgreSql, Seed, told);

        output.WriteLine($"{told}seed {Seed}: {outcome}");
        wrong.ShouldBeEmpty();
        (outcome.Lost, outcome.Doubled, outcome.Counted).ShouldBe((0, 0, outcome.Acknowledged));
        outcome.Acknowledged.ShouldBeGreaterThan(Rounds);
    }
}
