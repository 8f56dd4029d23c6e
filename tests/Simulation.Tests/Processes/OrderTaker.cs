using System.Globalization;
using Compensation.Grains.Orders;
using Compensation.Testing;
using NodaTime;

namespace Compensation.Simulation.Tests;

/// <summary>The program that <see cref="KilledProcessTests"/> kill: a silo that takes orders and tells of each that was acknowledged.</summary>
internal static class OrderTaker
{
    public const int InFlight = 16;

    /// <summary>Runs until it is killed: <c>ADDRESS PROGRAMME FROM AT</c>; all orders are placed at the instant AT.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var address, var programme, var from, var at])
        {
            await Console.Error.WriteLineAsync("This assembly holds tests; run them with dotnet test.");
            return 2;
        }

        await using var silo = await LedgerSilo.StartAsync(address, SystemClock.Instance);
        var (number, next) = (int.Parse(programme, CultureInfo.InvariantCulture), int.Parse(from, CultureInfo.InvariantCulture));
        var placed = long.Parse(at, CultureInfo.InvariantCulture);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var order = string.Create(CultureInfo.InvariantCulture, $"O{Interlocked.Increment(ref next)}");
                var answer = await PlaceAsync(silo, number, order, placed);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{order} {answer.Sequence} ."));
            }
        })));
        return 0;
    }

    /// <summary>What an order is worth: each order another amount.</summary>
    public static long UnitsOf(string order) => 100 + long.Parse(order.AsSpan(1), CultureInfo.InvariantCulture);

    private static async Task<OrderAnswer> PlaceAsync(LedgerSilo silo, int programme, string order, long at)
    {
        var answer = await silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, order)).Place(new PlaceRequest
        {
            Request = "r" + order,
            Storefront = "shop",
            At = at,
            Seller = "S1",
            Lines = [new OrderLine(1, [UnitsOf(order)])],
            IsPaid = true,
        });
        return answer.Kind is OrderAnswerKind.Done or OrderAnswerKind.Repeated
            ? answer
            : throw new InvalidOperationException($"{order} was not taken: {answer}");
    }
}
