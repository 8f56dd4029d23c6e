using System.Globalization;
using Compensation.Bench;
using Compensation.Grains.Orders;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Plans;
using Compensation.Testing;
using NodaTime;

// orders [ORDERS [ADDRESS]]    takes orders one by one and many at once: by the writer alone, through grains, and in a commit each;
//                              into an empty ledger at the address, or else into one on each database
var orders = args is [var count, ..] ? int.Parse(count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 50_000;
const string Text = """
    plan: Bench
    version: 1
    effective: 2026-01-01
    currency: EUR
    zone: Etc/UTC
    volumes: { CV: {} }
    bonuses: [{ unilevel: Team, of: CV, rate: [10%] }]
    """;
var plan = PlanChecker.Check(Text, "plan.yaml").Plan ?? throw new InvalidOperationException("The plan has an error.");
if (args is [_, var address])
{
    await MeasureAsync(address);
    return;
}

var folder = Directory.CreateTempSubdirectory("compensation-bench-");
try
{
    Console.WriteLine("SQLite");
    await MeasureAsync(Path.Combine(folder.FullName, "ledger.db"));
    if (PostgreSqlServer.IsInstalled)
    {
        using var server = new PostgreSqlServer();
        Console.WriteLine("PostgreSQL");
        await MeasureAsync("postgresql:" + server.CreateDatabase());
    }
}
finally
{
    folder.Delete(recursive: true);
}

async Task MeasureAsync(string address)
{
    await using var silo = await LedgerSilo.StartAsync(address, SystemClock.Instance);
    await using var single = new LedgerWriter(silo.Database, new LedgerWriterOptions { MostInGroup = 1 });
    var sellers = string.Concat(Enumerable.Range(0, 1_000).Select(seller => $"S{seller},,2025-01-01\n"));
    var programme = await LedgerSilo.AddCompanyAsync(silo.Database, plan, "seller,sponsor,enrolled\n" + sellers);
    var numbers = 0;
    await GrainAsync();
    await EntryAsync(silo.Writer);
    await EntryAsync(single);
    foreach (var inFlight in new[] { 1, 64, 1_024 })
    {
        var some = inFlight == 1 ? Math.Min(2_000, orders) : orders;
        await Measured.RateAsync($"orders by the writer, {inFlight} in flight", some, () => ManyAsync(inFlight, some, () => EntryAsync(silo.Writer)));
        await Measured.RateAsync($"orders through grains, {inFlight} in flight", some, () => ManyAsync(inFlight, some, GrainAsync));
        if (inFlight > 1)
        {
            var few = some / 10;
            await Measured.RateAsync($"orders in a commit each, {inFlight} in flight", few, () => ManyAsync(inFlight, few, () => EntryAsync(single)));
        }
    }

    async Task GrainAsync()
    {
        var number = Interlocked.Increment(ref numbers);
        var answer = await silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, $"G{number}")).Place(new PlaceRequest
        {
            Request = $"g{number}",
            Storefront = "shop",
            At = SystemClock.Instance.GetCurrentInstant().ToUnixTimeMilliseconds(),
            Seller = $"S{number % 1_000}",
            Lines = [new OrderLine(1, [100_00])],
            IsPaid = true,
        });
        Expect(answer.Kind == OrderAnswerKind.Done, answer);
    }

    async Task EntryAsync(LedgerWriter writer)
    {
        var number = Interlocked.Increment(ref numbers);
        var now = SystemClock.Instance.GetCurrentInstant().ToUnixTimeMilliseconds();
        var outcome = await writer.AddAsync(new OrderEntry
        {
            Programme = programme,
            Order = $"E{number}",
            Event = 1,
            Kind = OrderEventKind.Paid,
            Storefront = "shop",
            Request = $"e{number}",
            RequestHash = new byte[32],
            Seller = number % 1_000,
            At = now,
            Counts = now,
            Known = now,
            Period = 1,
            Lines = 1,
            Values = [100_00],
        });
        Expect(outcome is OrderOutcome.Committed, outcome);
    }
}

static Task ManyAsync(int inFlight, int count, Func<Task> one) => Task.WhenAll(Enumerable.Range(0, inFlight).Select(lane => Task.Run(async () =>
{
    for (var i = lane; i < count; i += inFlight)
    {
        await one();
    }
})));

static void Expect(bool isRight, object answer)
{
    if (!isRight)
    {
        throw new InvalidOperationException($"{answer}");
    }
}
