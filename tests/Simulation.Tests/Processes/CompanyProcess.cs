using System.Diagnostics;
using System.Globalization;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>A real process that runs <see cref="CompanyProgram"/> on a ledger, again and again, and what it has acknowledged.</summary>
internal sealed class CompanyProcess(string address, int programme)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, long> entries = [];
    private readonly HashSet<string> steps = [];
    private int starts;
    private int last;

    /// <summary>What has failed, in the program's words.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>How many steps of periods were acknowledged.</summary>
    public int Steps => steps.Count;

    /// <summary>How many requests were acknowledged.</summary>
    public int Acknowledged => entries.Count + steps.Count;

    public string Story => $"{entries.Count} orders and sellers and {steps.Count} steps of periods acknowledged, {Failures.Count} failures";

    /// <summary>Starts it and reads what it tells until it ends; something happens to it meanwhile.</summary>
    /// <param name="meanwhile">Given the process and a task that ends with the first acknowledgement; at its end the process is killed.</param>
    /// <param name="limit">Puts limits on the program before it starts; null for none.</param>
    public async Task RunAsync(Func<Process, Task, Task> meanwhile, string? limit = null)
    {
        var resent = Math.Max(1, last - CompanyProgram.InFlight);
        string[] numbers = [.. new[] { programme, starts++, resent }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        string[] command = ["dotnet", typeof(CompanyProgram).Assembly.Location, address, .. numbers];
        command = limit is null ? command : ["sh", "-c", limit + "; exec \"$@\"", "sh", .. command];
        last = 0;
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var first = new TaskCompletionSource();
        var happening = HappenAsync(process, meanwhile, first.Task);
        using var patience = new CancellationTokenSource(Patience);
        await using var impatient = patience.Token.Register(process.Kill);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            // The last line may be cut off.
            if (line.EndsWith(" .", StringComparison.Ordinal))
            {
                Take(line[..^2]);
                if (Acknowledged > 0)
                {
                    first.TrySetResult();
                }
            }
        }

        first.TrySetResult();
        await happening;
        await process.WaitForExitAsync(CancellationToken.None);
        patience.IsCancellationRequested.ShouldBeFalse($"it hangs: {Story}; the last failure: {Failures.LastOrDefault()}");
        process.ExitCode.ShouldBe(128 + 9, "it was killed by signal 9");
    }

    /// <summary>Waits for something as long as the process runs.</summary>
    public static async Task WaitAsync(Process process, Func<bool> isSo, TimeSpan longest)
    {
        for (var waited = Stopwatch.StartNew(); !process.HasExited && !isSo() && waited.Elapsed < longest;)
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Holds the ledger against what was acknowledged.</summary>
    public void Check(LedgerRows ledger)
    {
        var found = ledger.Orders.Select(row => (Id: row.OrderId, row.Sequence)).Concat(ledger.Sellers.Select(row => (row.Id, row.Sequence)))
            .ToLookup(row => row.Id, row => row.Sequence);
        foreach (var (id, sequence) in entries)
        {
            found[id].ShouldBe([sequence], $"{id} is there once, where it was acknowledged");
        }

        foreach (var order in ledger.Orders)
        {
            int[] numbers = [.. order.OrderId[1..].Split('.').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            order.Values.ShouldBe([CompanyProgram.UnitsOf(numbers[1])], order.OrderId);
        }

        ledger.Orders.Select(row => row.OrderId).ShouldBeUnique("no order is there twice");
        foreach (var step in steps)
        {
            // The last confirmation makes the period paid, too.
            var rows = ledger.PeriodEvents.Where(row => row.Body?.Contains($"\"request\":\"{step}\"", StringComparison.Ordinal) == true)
                .Select(row => row.Kind).ToList();
            rows.Except(["paid"]).Count().ShouldBe(1, $"{step} was done once, not {string.Join(", ", rows)}");
            rows.ShouldBeUnique($"{step} was done once");
        }
    }

    private void Take(string line)
    {
        switch (line.Split(' ', 3))
        {
            case ["order" or "seller", var id, var sequence]:
                var place = long.Parse(sequence, CultureInfo.InvariantCulture);
                entries.TryAdd(id, place);
                entries[id].ShouldBe(place, $"{id} was acknowledged before");
                last = Math.Max(last, id[0] == 'O' && id.StartsWith($"O{starts - 1}.", StringComparison.Ordinal)
                    ? int.Parse(id.AsSpan(id.IndexOf('.', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) : 0);
                break;
            case ["step", ..]:
                steps.Add(line["step ".Length..]);
                break;
            case ["failed", ..]:
                Failures.Add(line);
                break;
        }
    }

    private static async Task HappenAsync(Process process, Func<Process, Task, Task> meanwhile, Task first)
    {
        try
        {
            await meanwhile(process, first);
        }
        finally
        {
            process.Kill();
        }
    }
}
