using System.Diagnostics;
using System.Globalization;
using Compensation.Ledger.Store;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Simulation.Tests;

/// <summary>A real process takes orders and is killed at random moments: whatever it has acknowledged is in the ledger, once.</summary>
[Trait("Category", "Simulation")]
public sealed class KilledProcessTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 1;
    private const int Kills = 4;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");
    private readonly long placed = SystemClock.Instance.GetCurrentInstant().ToUnixTimeMilliseconds();
    private readonly Dictionary<string, long> acknowledged = [];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public Task Killed_OnSqlite_LosesAndDoublesNothing() => KillAndCountAsync(Path.Combine(folder.FullName, "ledger.db"));

    [PostgreSqlFact]
    public Task Killed_OnPostgreSql_LosesAndDoublesNothing() => KillAndCountAsync("postgresql:" + PostgreSqlServer.Shared.CreateDatabase());

    private async Task KillAndCountAsync(string address)
    {
        var programme = await Company.CreateAsync(address, SystemClock.Instance);
        var random = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await TakeOrdersAsync(address, programme, TimeSpan.FromMilliseconds(random.Next(1, 700)));
        }

        await using var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance);
        await using var context = database.CreateContext();
        var rows = await context.Rows<OrderEventRow>().Where(row => row.Programme == programme).OrderBy(row => row.Sequence).ToListAsync();
        var counted = rows.ToLookup(row => row.OrderId);
        output.WriteLine($"Acknowledged {acknowledged.Count}, counted {counted.Count}, lost {acknowledged.Keys.Count(order => !counted.Contains(order))}, "
            + $"doubled {counted.Count(order => order.Count() > 1)}.");
        acknowledged.Count.ShouldBeGreaterThan(Kills);
        foreach (var (order, sequence) in acknowledged)
        {
            var row = counted[order].ShouldHaveSingleItem();
            (row.Sequence, row.RequestId).ShouldBe((sequence, "r" + order));
            row.Values.ShouldBe([OrderTaker.UnitsOf(order)]);
        }

        counted.ShouldAllBe(order => order.Count() == 1);
        rows[^1].Sequence.ShouldBe(rows[0].Sequence + rows.Count - 1, "no number is missing");
    }

    /// <summary>Has a process take orders, and kills it some time after its first acknowledgement.</summary>
    private async Task TakeOrdersAsync(string address, int programme, TimeSpan time)
    {
        // It begins with what was under way when the one before was killed: sent again, each is the order that it was.
        var from = Math.Max(0, acknowledged.Count - (2 * OrderTaker.InFlight));
        string[] arguments = [address, .. new[] { programme, from, placed }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(OrderTaker).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        var killing = Task.CompletedTask;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (killing.IsCompleted && !process.HasExited)
            {
                killing = KillAsync(process, time);
            }

            // The last line may be cut off; a whole one ends with a full stop.
            if (line.Split(' ') is [var order, var sequence, "."])
            {
                var place = long.Parse(sequence, CultureInfo.InvariantCulture);
                acknowledged.TryAdd(order, place);
                acknowledged[order].ShouldBe(place, $"{order} was acknowledged before");
            }
        }

        await killing;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(128 + 9, "it was killed by signal 9");
    }

    private static async Task KillAsync(Process process, TimeSpan time)
    {
        await Task.Delay(time);
        process.Kill();
    }
}
