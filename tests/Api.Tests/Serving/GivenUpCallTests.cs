using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NodaTime;
using Npgsql;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>A call that is given up stops reading: the database hears of it while it still works on the query. A write goes on.</summary>
public sealed class GivenUpCallTests : IAsyncLifetime
{
    private const string Plan = """
        plan: Shop
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: {} }
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly ManualClock clock = new(Instant.FromUtc(2026, 2, 10, 12, 0));
    private ApiServer server = null!;
    private Neighbour neighbour = null!;

    public static TheoryData<string, string, string, string> Reads => new()
    {
        { "order_events", "storefront", "StorefrontService/GetOrder", """{ "order": "O1" }""" },
        { "period_events", "finance", "FinanceService/GetPeriod", """{ "period": "2026-02" }""" },
        { "period_events", "finance", "FinanceService/ListPeriods", "{}" },
        { "period_events", "seller", "SellerService/GetStatement", """{ "period": "2026-02" }""" },
        { "period_events", "seller", "SellerService/ExplainPeriod", """{ "period": "2026-02" }""" },
    };

    public async Task InitializeAsync()
    {
        if (!PostgreSqlServer.IsInstalled)
        {
            return;
        }

        var connection = PostgreSqlServer.Shared.CreateDatabase();
        server = await ApiServer.StartAsync(clock, "postgresql:" + connection);
        await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\n");
        using var shop = server.Shop();
        await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order("O1"));
        neighbour = await Neighbour.ConnectAsync(connection);
    }

    public async Task DisposeAsync()
    {
        if (server is null)
        {
            return;
        }

        await neighbour.DisposeAsync();
        await server.DisposeAsync();
    }

    [PostgreSqlTheory]
    [MemberData(nameof(Reads))]
    public async Task Read_WhoseCallerLeaves_IsCancelledInTheDatabase(string table, string role, string method, string request)
    {
        using var caller = CallerOf(role);
        var message = RequestOf(method, request);
        using var leaving = new CancellationTokenSource();
        // What is read once for all callers is read before.
        await ReadAsync(caller, method, message, null, default).ContinueWith(_ => { }, TaskScheduler.Default);
        await neighbour.HoldAsync($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");

        var call = ReadAsync(caller, method, message, null, leaving.Token);
        await UntilAsync(async () => await neighbour.WaitingAsync() == 1);
        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call.Soon());
        await UntilAsync(async () => await neighbour.WaitingAsync() == 0);
    }

    [PostgreSqlFact]
    public async Task Read_WhoseDeadlinePasses_IsCancelledInTheDatabase()
    {
        using var shop = server.Shop();
        await neighbour.HoldAsync("LOCK TABLE order_events IN ACCESS EXCLUSIVE MODE");

        // On a busy machine a call may be late before it has reached the database; then it gets more time.
        for (var (reached, deadline) = (false, TimeSpan.FromSeconds(1)); !reached; deadline *= 2)
        {
            var call = ReadAsync(shop, "StorefrontService/GetOrder", new GetOrderRequest { Order = "O1" }, deadline, default);
            while (!call.IsCompleted && !reached)
            {
                reached = await neighbour.WaitingAsync() == 1;
            }

            (await Should.ThrowAsync<CallFailedException>(() => call.Soon())).Code.ShouldBe(StatusCode.DeadlineExceeded);
        }

        await UntilAsync(async () => await neighbour.WaitingAsync() == 0);
    }

    [PostgreSqlFact]
    public async Task Write_WhoseCallerLeaves_GoesOn()
    {
        using var shop = server.Shop();
        using var leaving = new CancellationTokenSource();
        await neighbour.HoldAsync("LOCK TABLE order_events IN SHARE MODE");

        var call = ReadAsync(shop, "StorefrontService/PlaceOrder", Order("O2"), null, leaving.Token);
        await UntilAsync(async () => await neighbour.WaitingAsync() == 1);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call.Soon());
        await neighbour.ReleaseAsync();

        // Sent again, it is answered with what it came to.
        (await shop.CallAsync<OrderResponse>("StorefrontService/PlaceOrder", Order("O2"))).Receipt.Repeated.ShouldBeTrue();
    }

    private static async Task ReadAsync(ApiClient caller, string method, IMessage request, TimeSpan? deadline, CancellationToken leaving)
    {
        await foreach (var _ in caller.StreamAsync<Empty>(method, request, deadline, leaving))
        {
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        async Task WaitAsync()
        {
            while (!await isSo())
            {
                await Task.Delay(BetweenLooks);
            }
        }

        await WaitAsync().Soon();
    }

    private static IMessage RequestOf(string method, string json)
    {
        var (service, name) = (method.Split('/')[0], method.Split('/')[1]);
        var type = CompensationApi.Services.Single(each => each.Name == service).Methods.Single(each => each.Name == name).InputType;
        return JsonParser.Default.Parse(json, type);
    }

    private static PlaceOrderRequest Order(string id) => new()
    {
        IdempotencyKey = id,
        Order = id,
        Seller = "A",
        Placed = Timestamp.FromDateTime(Instant.FromUtc(2026, 2, 9, 10, 0).ToDateTimeUtc()),
        Paid = true,
        Lines = { new OrderLine { Line = 1, Values = { new FieldValue { Field = "PV", Quantity = new Quantity { Units = 50, Decimals = 0 } } } } },
    };

    private ApiClient CallerOf(string role) => role switch
    {
        "storefront" => server.Shop(),
        "seller" => server.Seller("A"),
        _ => server.Person("fin", role),
    };

    /// <summary>Somebody else in the same database, who holds what others wait for.</summary>
    private sealed class Neighbour(NpgsqlConnection connection) : IAsyncDisposable
    {
        private NpgsqlTransaction? held;

        public static async Task<Neighbour> ConnectAsync(string connectionString)
        {
            var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            return new Neighbour(connection);
        }

        public async Task HoldAsync(string statement)
        {
            held = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand(statement, connection, held);
            await command.ExecuteNonQueryAsync();
        }

        public Task ReleaseAsync() => held!.RollbackAsync();

        /// <summary>How many queries wait for what is held.</summary>
        public async Task<long> WaitingAsync()
        {
            await using var command = new NpgsqlCommand(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection, held);
            return (long)(await command.ExecuteScalarAsync())!;
        }

        public async ValueTask DisposeAsync()
        {
            await (held?.DisposeAsync() ?? ValueTask.CompletedTask);
            await connection.DisposeAsync();
        }
    }
}
