using System.Globalization;
using Compensation.EndToEnd.Tests.Faults;
using Compensation.EndToEnd.Tests.Soaking;
using Compensation.Testing;

namespace Compensation.EndToEnd.Tests;

/// <summary>What takes longer than a test may: <c>tests/faults/run</c> and <c>tests/faults/soak</c> start it.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["faults", var rounds, .. var rest] when rest.Length < 2 && int.TryParse(rounds, CultureInfo.InvariantCulture, out var count):
                return await FaultsAsync(count, rest is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next());
            case ["soak", var minutes] when double.TryParse(minutes, CultureInfo.InvariantCulture, out var length):
                return await SoakRun.RunAsync(length, Console.Out) ? 0 : 1;
            default:
                await Console.Error.WriteLineAsync("This assembly holds tests; run them with dotnet test. By hand: faults ROUNDS [SEED], soak MINUTES.");
                return 2;
        }
    }

    private static async Task<int> FaultsAsync(int rounds, int seed)
    {
        await Console.Out.WriteLineAsync($"seed {seed}");
        var (total, isRight) = (new FaultOutcome(0, 0, 0, 0), true);
        foreach (var onPostgreSql in PostgreSqlServer.IsInstalled ? new[] { false, true } : [false])
        {
            var (outcome, wrong) = await FaultRun.RunAsync(rounds, onPostgreSql, seed, Console.Out);
            wrong.ToList().ForEach(Console.Out.WriteLine);
            (total, isRight) = (total + outcome, isRight && wrong.Count == 0);
        }

        await Console.Out.WriteLineAsync($"{total}");
        return isRight && total is { Lost: 0, Doubled: 0 } ? 0 : 1;
    }
}
