using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Compensation.Ledger.Store;
using Compensation.Simulation.Tests;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Cluster;

/// <summary>Two processes are one cluster, and it outlives one of them.</summary>
public sealed class TwoSilosTests(ITestOutputHelper output)
{
    private const int Together = 200;
    private const int Afterwards = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [ScriptsFact]
    public async Task Order_PlacedOnOne_IsSeenOnTheOther_AndAKillLosesNothing()
    {
        var connection = PostgreSqlServer.Shared.CreateDatabase();
        await OrleansTables.CreateAsync(connection);
        var address = "postgresql:" + connection;
        var programme = await Company.CreateAsync(address, SystemClock.Instance);
        using var first = await ClusterProcess.StartAsync(address, programme);
        using var second = await ClusterProcess.StartAsync(address, programme);

        for (var i = 1; i <= 20; i++)
        {
            var order = string.Create(CultureInfo.InvariantCulture, $"P{i}");
            var placed = await first.AskAsync($"place {order}", order);
            (await second.AskAsync($"read {order}", order)).ShouldBe(placed);
        }

        first.Tell("flood A");
        second.Tell("flood B");
        await WaitAsync(() => first.Acknowledged.Count > Together && second.Acknowledged.Count > Together);
        first.Kill();
        var (left, pause) = (second.Acknowledged.Count, Stopwatch.StartNew());
        await WaitAsync(() => second.Acknowledged.Count > left + Together);
        pause.Stop();
        await WaitAsync(() => second.Acknowledged.Count > left + Afterwards);
        (await second.StopAsync()).ShouldBe(0);

        await using var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance);
        await using var context = database.CreateContext();
        var rows = await context.Rows<OrderEventRow>().Where(row => row.Programme == programme).ToListAsync();
        var counted = rows.ToLookup(row => row.OrderId, row => row.Sequence);
        var acknowledged = first.Acknowledged.Concat(second.Acknowledged.Where(order => !order.Key.StartsWith('P'))).ToList();
        output.WriteLine($"Acknowledged {acknowledged.Count} ({second.Acknowledged.Count - left} after the kill, the first {Together} of them within "
            + $"{pause.Elapsed.TotalSeconds:N0} s), counted {counted.Count}, "
            + $"lost {acknowledged.Count(order => !counted.Contains(order.Key))}, doubled {counted.Count(order => order.Count() > 1)}.");
        acknowledged.ShouldAllBe(order => counted[order.Key].SequenceEqual(new[] { order.Value }));
        counted.ShouldAllBe(order => order.Count() == 1);
    }

    private static async Task WaitAsync(Func<bool> isSo)
    {
        var time = Stopwatch.StartNew();
        while (!isSo())
        {
            time.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(50);
        }
    }

    /// <summary>A silo in a process of its own.</summary>
    private sealed class ClusterProcess : IDisposable
    {
        private readonly Process process;
        private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private ClusterProcess(string address, int programme)
        {
            string[] arguments = [typeof(SiloProgram).Assembly.Location, address,
                PostgreSqlServer.FreePort().ToString(CultureInfo.InvariantCulture), programme.ToString(CultureInfo.InvariantCulture)];
            process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            process.OutputDataReceived += (_, line) => Hear(line.Data);
            process.BeginOutputReadLine();
        }

        /// <summary>The orders that the process has told of, with their sequence.</summary>
        public ConcurrentDictionary<string, long> Acknowledged { get; } = new();

        public static async Task<ClusterProcess> StartAsync(string address, int programme)
        {
            var started = new ClusterProcess(address, programme);
            await started.ready.Task.WaitAsync(Patience);
            return started;
        }

        public void Tell(string line)
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }

        public async Task<long> AskAsync(string line, string order)
        {
            Tell(line);
            await WaitAsync(() => Acknowledged.ContainsKey(order));
            return Acknowledged[order];
        }

        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
        }

        public async Task<int> StopAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(Patience);
            return process.ExitCode;
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                Kill();
            }

            process.Dispose();
        }

        private void Hear(string? line)
        {
            switch (line?.Split(' '))
            {
                case ["ready"]:
                    ready.SetResult();
                    break;
                // The last line of a killed process may be cut off; a whole one ends with a full stop.
                case [var order, var sequence, "."]:
                    Acknowledged[order] = long.Parse(sequence, CultureInfo.InvariantCulture);
                    break;
            }
        }
    }
}
