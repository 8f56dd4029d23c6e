using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Testing;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>Long work lets orders go first while they queue, and only then.</summary>
public sealed class PaceTests
{
    private readonly ManualTime time = new();
    private readonly OrderQueue orders;

    public PaceTests() => orders = new OrderQueue(time);

    /// <summary>Lets time pass where no test's context keeps what was waiting from going on at once.</summary>
    private Task PassAsync(double milliseconds) => Task.Run(() => time.Advance(TimeSpan.FromMilliseconds(milliseconds)));

    private async Task<Task<long>> RestAsync(Pace pace, double worked, CancellationToken cancellation = default)
    {
        var began = pace.Now;
        await PassAsync(worked);
        return pace.RestAsync(began, cancellation).AsTask();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(OrderQueue.Many - 1)]
    public async Task Rest_WhileNoOrdersQueue_IsNone(int together)
    {
        var pace = new Pace(orders, 0.01);
        orders.Begin(together);

        (await RestAsync(pace, 1_000)).IsCompletedSuccessfully.ShouldBeTrue();

        pace.GivesWay.ShouldBeFalse();
    }

    [Fact]
    public async Task Rest_WhileOrdersQueue_LastsForTheRemainingPartOfTheTime()
    {
        var pace = new Pace(orders, 0.2);
        orders.Begin(OrderQueue.Many);

        // A fifth of the time are 30 ms of 150.
        var rest = await RestAsync(pace, 30);
        await PassAsync(119);
        rest.IsCompleted.ShouldBeFalse();
        await PassAsync(1);

        (await rest).ShouldBe(time.GetTimestamp());
        pace.GivesWay.ShouldBeTrue();
    }

    [Fact]
    public async Task Rest_WhenOrdersQueueNoLonger_Ends()
    {
        var pace = new Pace(orders, 0.01);
        orders.Begin(OrderQueue.Many);
        var rest = await RestAsync(pace, 10_000);
        await PassAsync(5_000);
        orders.End();
        await PassAsync(90);
        rest.IsCompleted.ShouldBeFalse();

        // It is looked again within 20 ms after the 100 for which orders are remembered.
        await PassAsync(30);

        (await rest).ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(15_120).Ticks);
    }

    [Fact]
    public async Task Rest_AfterAPortionOfNoTime_IsNone()
    {
        orders.Begin(OrderQueue.Many);

        (await RestAsync(new Pace(orders, 0.01), 0)).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Rest_OfAShareOfOne_IsNone()
    {
        var pace = new Pace(orders, 1);
        orders.Begin(OrderQueue.Many);

        (await RestAsync(pace, 1_000)).IsCompletedSuccessfully.ShouldBeTrue();
        pace.GivesWay.ShouldBeFalse();
    }

    [Fact]
    public async Task Rest_ThatIsGivenUp_Ends()
    {
        using var given = new CancellationTokenSource();
        orders.Begin(OrderQueue.Many);
        var rest = await RestAsync(new Pace(orders, 0.01), 1_000, given.Token);

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => rest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Share_OutOfRange_IsRefused(double share) => Should.Throw<ArgumentOutOfRangeException>(() => new Pace(orders, share));

    [Theory]
    [InlineData(1, false)]
    [InlineData(OrderQueue.Many, true)]
    public async Task Writer_ThatTakesManyOrdersTogether_TellsOfIt(int together, bool queue)
    {
        using var folder = new Folder();
        await using var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock(), time: time);
        var programme = await ProgrammeUnderTest.CreateAsync(database, "queue");
        await using (var writer = new LedgerWriter(database))
        {
            // What comes in while another write goes on waits for it, and is taken together.
            var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
            var first = writer.WriteAsync(programme.Number, async _ =>
            {
                begun.SetResult();
                await gate.Task;
                return 0;
            });
            await begun.Task;
            var outcomes = writer.AddAllAsync([.. Enumerable.Range(0, together).Select(order => Entry(programme, $"O{order}"))]);
            gate.SetResult();
            await first;
            (await outcomes).ShouldAllBe(outcome => outcome is OrderOutcome.Committed);
        }

        database.Orders.IsLong.ShouldBe(queue);
        time.Advance(OrderQueue.Lasting);
        database.Orders.IsLong.ShouldBeFalse();
    }

    [Fact]
    public async Task Writer_WhoseQueueIsFull_TellsOfIt()
    {
        using var folder = new Folder();
        await using var database = await LedgerDatabase.OpenAsync(folder["ledger.db"], new SetClock(), time: time);
        var programme = await ProgrammeUnderTest.CreateAsync(database, "full");
        await using var writer = new LedgerWriter(database, new LedgerWriterOptions { MostWaiting = 1 });
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = writer.WriteAsync(programme.Number, async _ =>
        {
            begun.SetResult();
            await gate.Task;
            return 0;
        });
        await begun.Task;
        var waiting = writer.AddAsync(Entry(programme, "O1"));
        database.Orders.IsLong.ShouldBeFalse();

        (await writer.AddAsync(Entry(programme, "O2"))).ShouldBeOfType<OrderOutcome.Busy>();

        database.Orders.IsLong.ShouldBeTrue();
        gate.SetResult();
        await Task.WhenAll(first, waiting);
    }

    private static OrderEntry Entry(ProgrammeUnderTest programme, string order) => new()
    {
        Programme = programme.Number,
        Order = order,
        Event = 1,
        Kind = OrderEventKind.Paid,
        Storefront = "shop",
        Request = order,
        RequestHash = [1],
        Seller = 0,
        At = 5,
        Counts = 5,
        Known = 6,
        Period = ProgrammeUnderTest.Open,
        Lines = 1,
        Values = [100],
    };
}
