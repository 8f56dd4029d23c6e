using Compensation.Grains.Orders;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Orders;

/// <summary>Orders that come together are answered, and written, as if each had come alone to its grain.</summary>
public sealed class NewOrdersTests : IAsyncLifetime, IDisposable
{
    private const string Text = """
        plan: Shop
        version: 1
        effective: 2025-01-01
        currency: EUR
        zone: Etc/UTC
        cutoff: 5 days
        volumes: { PV: {} }
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private const string Sellers = "seller,sponsor,enrolled\nA,,2025-06-01\nB,A,2026-01-10\n";

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml").Plan!;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");
    private readonly ManualClock clock = new(Instant.FromUtc(2026, 2, 3, 12, 0));
    private LedgerSilo silo = null!;

    public async Task InitializeAsync() => silo = await LedgerSilo.StartAsync(Path.Combine(folder.FullName, "ledger.db"), clock);

    public async Task DisposeAsync() => await silo.DisposeAsync();

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Place_Together_IsWhatBecomesOfEachAlone(int seed)
    {
        var alone = await LedgerSilo.AddCompanyAsync(silo.Database, Plan, Sellers, "alone");
        var together = await LedgerSilo.AddCompanyAsync(silo.Database, Plan, Sellers, "together");
        var random = new Random(seed);
        // The same ids come again from batch to batch, with the same content and with another.
        for (var batch = 0; batch < 5; batch++)
        {
            var orders = Enumerable.Range(0, 60).Select(_ => Next(random)).DistinctBy(order => order.Order).ToList();

            var answers = await TogetherAsync(together, orders);

            for (var i = 0; i < orders.Count; i++)
            {
                var expected = await GrainOf(alone, orders[i]).Place(orders[i].Request);
                Told(answers[i]).ShouldBe(Told(expected), $"batch {batch}: {orders[i]}");
            }
        }

        (await RowsAsync(together)).ShouldBe(await RowsAsync(alone));
        (await RowsAsync(alone)).Count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task Place_NothingButNewOrders_NeedsNoGrain()
    {
        var programme = await LedgerSilo.AddCompanyAsync(silo.Database, Plan, Sellers);
        var orders = Enumerable.Range(0, 10).Select(i => new NewOrder($"O{i}", Request($"r{i}", "A", day: 2))).ToList();

        var outcomes = await silo.Services.GetRequiredService<NewOrders>().PlaceAsync(programme, orders);

        outcomes.ShouldAllBe(outcome => outcome.Error == null && outcome.Answer!.Kind == OrderAnswerKind.Done);
        // The first entries are those of the company and of the period; the orders follow each other without a gap.
        var sequences = outcomes.Select(outcome => outcome.Answer!.Sequence).ToList();
        sequences.ShouldBe(Enumerable.Range(0, 10).Select(i => sequences[0] + i));
    }

    private static NewOrder Next(Random random) => new($"O{random.Next(150)}",
        Request($"r{random.Next(400)}", random.Next(8) == 0 ? "nobody" : random.Next(2) == 0 ? "A" : "B", random.Next(1, 4), random.Next(1, 3)));

    /// <summary>An order of a day on which B had not joined yet, of the day before now, or of an hour to come.</summary>
    private static PlaceRequest Request(string request, string seller, int day, long units = 1) => new()
    {
        Request = request,
        Storefront = "shop",
        At = (day == 1 ? Instant.FromUtc(2026, 1, 5, 10, 0) : Instant.FromUtc(2026, 2, day, 13, 0)).ToUnixTimeMilliseconds(),
        Seller = seller,
        Customer = units == 1 ? "K1" : null,
        Lines = [new OrderLine(1, [units])],
        IsPaid = true,
    };

    private IOrderGrain GrainOf(int programme, NewOrder order) => silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, order.Order));

    private async Task<IReadOnlyList<OrderAnswer>> TogetherAsync(int programme, List<NewOrder> orders)
    {
        var outcomes = await silo.Services.GetRequiredService<NewOrders>().PlaceAsync(programme, orders);
        var answers = new List<OrderAnswer>();
        for (var i = 0; i < orders.Count; i++)
        {
            answers.Add(outcomes[i].Answer ?? await GrainOf(programme, orders[i]).Place(orders[i].Request));
        }

        return answers;
    }

    /// <summary>What an answer tells beside its place in the ledger.</summary>
    private static object Told(OrderAnswer answer) => (answer.Kind, answer.Event, answer.Period, answer.Status, answer.Refusal?.Code);

    private async Task<List<string>> RowsAsync(int programme)
    {
        await using var context = silo.Database.CreateContext();
        return [.. (await context.Rows<OrderEventRow>().Where(row => row.Programme == programme).OrderBy(row => row.OrderId).ToListAsync())
            .Select(row => $"{row.OrderId} {row.Event} {row.Kind} {row.RequestId} {row.Seller} {row.Customer} {row.At} {row.Counts} {row.Values[0]}")];
    }
}
