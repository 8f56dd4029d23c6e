using System.Data.Common;
using System.Text.Json;
using Compensation.Grains.Orders;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Orders;

/// <summary>Orders through grains into a ledger of their own.</summary>
public sealed class OrderGrainTests : IAsyncLifetime, IDisposable
{
    private const string Text = """
        plan: Shop
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        cutoff: 5 days
        volumes: { PV: {}, CV: {} }
        bonuses:
          - unilevel: Team
            of: CV
            rate: [10%]
        """;

    private static readonly Plan Plan = PlanChecker.Check(Text, "plan.yaml") is { Plan: { } plan } ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanChecker.Check(Text, "plan.yaml").Findings));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-");
    private readonly ManualClock clock = new(Instant.FromUtc(2026, 1, 20, 12, 0));
    private LedgerSilo silo = null!;
    private int programme;

    private string Address => Path.Combine(folder.FullName, "ledger.db");

    public async Task InitializeAsync()
    {
        silo = await LedgerSilo.StartAsync(Address, clock);
        programme = await LedgerSilo.AddCompanyAsync(silo.Database, Plan, "seller,sponsor,enrolled\nA,,2025-06-01\nB,A,2025-06-01\n");
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    public void Dispose() => folder.Delete(recursive: true);

    private IOrderGrain Order(string id, LedgerSilo? at = null) => (at ?? silo).Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, id));

    private static long At(int month, int day, int hour = 10) => Instant.FromUtc(2026, month, day, hour, 0).ToUnixTimeMilliseconds();

    private static PlaceRequest Place(string request, long? at = null, bool paid = true, string seller = "B", params OrderLine[] lines) => new()
    {
        Request = request,
        Storefront = "shop",
        At = at ?? At(1, 20),
        Seller = seller,
        Customer = "K1",
        Lines = lines is [] ? [new OrderLine(2, [5_00, 4_00]), new OrderLine(1, [10_00, null])] : lines,
        IsPaid = paid,
    };

    private async Task<List<OrderEventRow>> RowsAsync()
    {
        await using var context = silo.Database.CreateContext();
        return await context.Rows<OrderEventRow>().Where(row => row.Programme == programme).OrderBy(row => row.Sequence).ToListAsync();
    }

    private static void ShouldBeRefused(OrderAnswer answer, RefusalCode code)
    {
        answer.Kind.ShouldBe(OrderAnswerKind.Refused, $"{answer}");
        answer.Refusal!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Place_Paid_IsARowInItsPeriod()
    {
        var answer = await Order("O1").Place(Place("r1"));

        (answer.Kind, answer.Event, answer.Period, answer.Status).ShouldBe((OrderAnswerKind.Done, 1, "2026-01", OrderStatus.Paid));
        var row = (await RowsAsync()).ShouldHaveSingleItem();
        (row.Sequence, row.OrderId, row.Kind, row.Seller, row.Customer, row.At, row.Counts, row.Known, row.Lines).ShouldBe(
            (answer.Sequence, "O1", OrderEventKind.Paid, 1, 0, At(1, 20), At(1, 20), clock.Now.ToUnixTimeMilliseconds(), 2));
        row.Values.ShouldBe([10_00, null, 5_00, 4_00]);
        await using var context = silo.Database.CreateContext();
        (await context.Rows<PeriodRow>().SingleAsync()).Name.ShouldBe("2026-01");
    }

    [Fact]
    public async Task Place_Again_IsAnsweredOnceAndForAll()
    {
        var first = await Order("O1").Place(Place("r1"));
        // After the period's cut-off the order could not be placed any more, but it was.
        clock.Now = Instant.FromUtc(2027, 6, 1, 0, 0);

        (await Order("O1").Place(Place("r1"))).ShouldBe(first with { Kind = OrderAnswerKind.Repeated });
        (await Order("O1").Place(Place("r2"))).ShouldBe(first with { Kind = OrderAnswerKind.Repeated });
        ShouldBeRefused(await Order("O1").Place(Place("r1", paid: false)), RefusalCode.RequestConflict);
        ShouldBeRefused(await Order("O1").Place(Place("r3", paid: false)), RefusalCode.OrderExists);
        ShouldBeRefused(await Order("O2").Place(Place("r1", at: clock.Now.ToUnixTimeMilliseconds())), RefusalCode.RequestConflict);
        (await RowsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Life_FromPlacedToRefunded_IsTheSameAfterARestart()
    {
        var order = Order("O1");
        var lines = new[] { new OrderLine(1, [10_00, 8_00]), new OrderLine(2, [5_00, null]) };
        (await order.Place(Place("r1", paid: false, lines: lines))).Period.ShouldBeNull();
        (await order.Pay(new PayRequest { Request = "r2", Storefront = "shop", At = At(1, 20, 11) })).Period.ShouldBe("2026-01");
        (await order.Ship(new ShipRequest { Request = "r3", Storefront = "till", At = At(1, 20, 11) })).Status.ShouldBe(OrderStatus.Complete);
        var broken = new RefundRequest { Request = "r4", Storefront = "shop", At = At(1, 20, 12), Lines = [new OrderLine(2, [5_00])], Reason = "broken" };
        (await order.Refund(broken)).Period.ShouldBe("2026-01");
        clock.Now = Instant.FromUtc(2026, 2, 7, 0, 0);
        var last = await order.Cancel(new CancelRequest { Request = "r5", Storefront = "shop", At = At(2, 6), Reason = "no" });
        (last.Event, last.Period, last.Status).ShouldBe((5, "2026-02", OrderStatus.Refunded));
        ShouldBeRefused(await order.Pay(new PayRequest { Request = "r6", Storefront = "shop", At = At(2, 6) }), RefusalCode.Refunded);

        await using var other = await LedgerSilo.StartAsync(Address, clock);
        var view = (await Order("O1", other).Read())!;

        (view.Status, view.Seller, view.Customer, view.PlacedAt, view.Period, view.Sequence)
            .ShouldBe((OrderStatus.Refunded, "B", "K1", At(1, 20), "2026-01", last.Sequence));
        view.Left.SelectMany(line => line.Values).ShouldBe([0, 0, 0, null]);
        (await RowsAsync()).Select(row => (row.Kind, row.Event, row.Reason, row.Lines)).ShouldBe([(OrderEventKind.Placed, 1, null, 2),
            (OrderEventKind.Paid, 2, null, 2), (OrderEventKind.Shipped, 3, null, 0), (OrderEventKind.Refunded, 4, "broken", 2),
            (OrderEventKind.Refunded, 5, "no", 2)]);
        (await Order("none").Read()).ShouldBeNull();
    }

    [Fact]
    public async Task State_ReadBack_IsTheOneThatWasDecided()
    {
        var state = OrderState.Absent;
        var terms = await silo.Programmes.Of(programme).TermsAsync();
        var commands = new OrderCommand[]
        {
            new OrderCommand.Place("O1", "r1", "shop", Instant.FromUnixTimeMilliseconds(At(1, 20)), "B", null,
                [new OrderLine(1, [10_00, 8_00]), new OrderLine(2, [5_00, null])], false),
            new OrderCommand.Refund("O1", "none", "shop", Instant.FromUnixTimeMilliseconds(At(1, 20)), null, "too early"),
            new OrderCommand.Ship("O1", "r2", "shop", Instant.FromUnixTimeMilliseconds(At(1, 20))),
            new OrderCommand.Pay("O1", "r3", "shop", Instant.FromUnixTimeMilliseconds(At(1, 20, 11))),
            new OrderCommand.Refund("O1", "r4", "shop", Instant.FromUnixTimeMilliseconds(At(1, 20, 11)), [new OrderLine(2, [2_00])], ""),
            new OrderCommand.Refund("O1", "r5", "shop", Instant.FromUnixTimeMilliseconds(At(1, 20, 11)), null, "all of it"),
        };
        foreach (var command in commands)
        {
            var context = terms.ContextAt(clock.Now, Instant.FromUtc(2025, 6, 1, 0, 0));
            if (OrderDecider.Decide(state, command, context) is Decision<OrderEvent>.Accepted accepted)
            {
                state = state.Apply(accepted.Events[0]);
            }

            await SendAsync(command);
        }

        var (read, _) = await OrderReader.ReadAsync(silo.Database, silo.Programmes.Of(programme), new OrderKey(programme, "O1"));

        Told(read).ShouldBe(Told(state));
        read.Status.ShouldBe(OrderStatus.Refunded);

        static string Told(OrderState order) => string.Join('\n', order.History.Select(happened => JsonSerializer.Serialize<object>(happened)))
            + JsonSerializer.Serialize(order.Left);
    }

    private Task<OrderAnswer> SendAsync(OrderCommand command)
    {
        var (order, at) = (Order(command.Order), command.At.ToUnixTimeMilliseconds());
        return command switch
        {
            OrderCommand.Place place => order.Place(new PlaceRequest
            {
                Request = place.Request,
                Storefront = place.Storefront,
                At = at,
                Seller = place.Seller,
                Customer = place.Customer,
                Lines = place.Lines,
                IsPaid = place.IsPaid,
            }),
            OrderCommand.Pay => order.Pay(new PayRequest { Request = command.Request, Storefront = command.Storefront, At = at }),
            OrderCommand.Ship => order.Ship(new ShipRequest { Request = command.Request, Storefront = command.Storefront, At = at }),
            OrderCommand.Refund refund => order.Refund(
                new RefundRequest { Request = command.Request, Storefront = command.Storefront, At = at, Lines = refund.Lines, Reason = refund.Reason }),
            _ => throw new ArgumentException($"{command}"),
        };
    }

    /// <summary>The close of January begins.</summary>
    private async Task BeginCloseAsync(LedgerSilo at)
    {
        await using var transaction = await at.Database.BeginAsync(programme);
        transaction.Context.Add(new PeriodEventRow
        {
            Programme = programme,
            Period = 1,
            Event = 2,
            Kind = "close begun",
            State = "closing",
            Who = "ann",
            At = 0,
            Reason = "",
            Sequence = transaction.Take(1),
        });
        await transaction.Context.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    [Fact]
    public async Task Place_AtTwoSilosAtOnce_IsOneOrder()
    {
        await using var other = await LedgerSilo.StartAsync(Address, clock);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            Task.Run(() => Order($"O{i / 4}", i % 2 == 0 ? silo : other).Place(Place($"r{i / 4}")))));

        foreach (var ofOrder in answers.Chunk(4))
        {
            ofOrder.Count(answer => answer.Kind == OrderAnswerKind.Done).ShouldBe(1);
            ofOrder.Count(answer => answer.Kind == OrderAnswerKind.Repeated).ShouldBe(3);
            ofOrder.Select(answer => answer.Sequence).Distinct().ShouldHaveSingleItem();
        }

        (await RowsAsync()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Place_AfterTheCutoff_CountsInThePeriodOfToday()
    {
        await Order("O1").Place(Place("r1"));
        clock.Now = Instant.FromUtc(2026, 4, 6, 0, 0);

        (await Order("O2").Place(Place("r2", at: At(1, 30)))).Period.ShouldBe("2026-04");

        // No period is left out.
        await using var context = silo.Database.CreateContext();
        (await context.Rows<PeriodRow>().OrderBy(row => row.Period).Select(row => row.Name).ToListAsync())
            .ShouldBe(["2026-01", "2026-02", "2026-03", "2026-04"]);
    }

    [Fact]
    public async Task Place_PeriodClosedByAnotherSilo_IsDecidedAgain()
    {
        await Order("O1").Place(Place("r1"));
        await BeginCloseAsync(silo);

        ShouldBeRefused(await Order("O2").Place(Place("r2")), RefusalCode.PeriodNotOpen);
        (await RowsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Place_PeriodClosedMeanwhileByAClockAhead_CountsInTheNextOne()
    {
        await Order("O1").Place(Place("r1"));
        clock.Now = Instant.FromUtc(2026, 2, 5, 23, 58);
        await using var ahead = await LedgerSilo.StartAsync(Address, new ManualClock(Instant.FromUtc(2026, 2, 6, 0, 0)));
        await using var behind = await LedgerSilo.StartAsync(Address, clock, [new AfterRead("last_recorded", () => BeginCloseAsync(ahead))]);

        var answer = await Order("O2", behind).Place(Place("r2"));

        answer.Kind.ShouldBe(OrderAnswerKind.Done);
        answer.Period.ShouldBe("2026-02");
    }

    [Fact]
    public async Task Place_SellerWhoCameLater_IsKnownOnceEnrolled()
    {
        ShouldBeRefused(await Order("O1").Place(Place("r1", seller: "C")), RefusalCode.UnknownSeller);
        await silo.Writer.WriteAsync(programme, async transaction =>
        {
            var sequence = transaction.Take(1);
            return transaction.Context.Add(
                new SellerRow { Programme = programme, Seller = 2, Id = "C", Enrolled = 0, Recorded = 0, Sequence = sequence, Values = [] });
        });

        (await Order("O1").Place(Place("r1", seller: "C"))).Kind.ShouldBe(OrderAnswerKind.Done);
    }

    [Fact]
    public async Task Place_Many_AreAllThere()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Order($"O{i}").Place(Place($"r{i}"))));

        answers.ShouldAllBe(answer => answer.Kind == OrderAnswerKind.Done);
        (await RowsAsync()).Select(row => row.Sequence).ShouldBe(answers.Select(answer => answer.Sequence), ignoreOrder: true);
    }

    [Fact]
    public async Task Place_ManyAtOnceIntoAMissingPeriod_ShareItsOpening()
    {
        var openings = new Openings();
        await using var other = await LedgerSilo.StartAsync(Address, clock, [openings]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Order($"O{i}", other).Place(Place($"r{i}"))));

        answers.ShouldAllBe(answer => answer.Kind == OrderAnswerKind.Done && answer.Period == "2026-01");
        // One, and at most a straggler or two who looked just before it was over.
        openings.Count.ShouldBeInRange(1, 3);
    }

    [Theory]
    [InlineData("o-7-O-1", 7, "O-1")]
    [InlineData("o-12-", 12, "")]
    public void Key_Read_IsWhatItWasMadeOf(string key, int programme, string order)
    {
        OrderKey.Of(programme, order).ShouldBe(key);
        OrderKey.Read(key).ShouldBe(new OrderKey(programme, order));
    }

    [Theory]
    [InlineData("s-7-O1")]
    [InlineData("o-x-O1")]
    [InlineData("o-7")]
    public void Key_OfSomethingElse_IsRefused(string key) => Should.Throw<FormatException>(() => OrderKey.Read(key));

    /// <summary>Counts how often somebody looks which period is the newest, as who opens one does.</summary>
    private sealed class Openings : DbCommandInterceptor
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("MAX(", StringComparison.Ordinal) && command.CommandText.Contains("starts", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref count);
            }

            return ValueTask.FromResult(result);
        }
    }

    /// <summary>Does something once, just after a column was read by itself.</summary>
    private sealed class AfterRead(string column, Func<Task> doing) : DbCommandInterceptor
    {
        private int reads;

        public override async ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (result.FieldCount == 1 && result.GetName(0) == column && Interlocked.Increment(ref reads) == 1)
            {
                await doing();
            }

            return result;
        }
    }
}
