using Compensation.Grains.Programmes;
using Compensation.Grains.Telemetry;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using NodaTime;
using Orleans;

namespace Compensation.Grains.Orders;

/// <summary>Represents an order: it decides, and the ledger keeps.</summary>
/// <remarks>
/// What the grain holds in memory is a cache of the order's events: two activations of one order, on two silos, do no harm, for the ledger takes each of the
/// order's events once, and the one that comes second reads and decides again. An order that is placed is not read first, as nearly all are new. The grain
/// leaves memory as soon as it is idle.
/// </remarks>
public sealed class OrderGrain(LedgerDatabase database, LedgerWriter writer, ProgrammeDirectory programmes) : Grain, IOrderGrain
{
    private const int MostAttempts = 8;

    private OrderState state = OrderState.Absent;
    private long[] sequences = [];
    private bool isRead;
    private OrderKey? key;

    private OrderKey Key => key ??= OrderKey.Read(this.GetPrimaryKeyString());

    private ProgrammeCache Programme => programmes.Of(Key.Programme);

    /// <inheritdoc/>
    public Task<OrderAnswer> Place(PlaceRequest request) => DoAsync(NewOrders.CommandOf(Key.Order, request));

    /// <inheritdoc/>
    public Task<OrderAnswer> Pay(PayRequest request) =>
        DoAsync(new OrderCommand.Pay(Key.Order, request.Request, request.Storefront, Moment(request.At)));

    /// <inheritdoc/>
    public Task<OrderAnswer> Ship(ShipRequest request) =>
        DoAsync(new OrderCommand.Ship(Key.Order, request.Request, request.Storefront, Moment(request.At)));

    /// <inheritdoc/>
    public Task<OrderAnswer> Cancel(CancelRequest request) =>
        DoAsync(new OrderCommand.Cancel(Key.Order, request.Request, request.Storefront, Moment(request.At), request.Reason));

    /// <inheritdoc/>
    public Task<OrderAnswer> Refund(RefundRequest request) =>
        DoAsync(new OrderCommand.Refund(Key.Order, request.Request, request.Storefront, Moment(request.At), request.Lines, request.Reason));

    /// <inheritdoc/>
    public async Task<OrderView?> Read(CancellationToken cancellation = default)
    {
        DeactivateOnIdle();
        await ReadAsync(cancellation);
        return state.History is [OrderEvent.Placed placed, ..]
            ? new OrderView
            {
                Status = state.Status,
                Seller = placed.Seller,
                Customer = placed.Customer,
                PlacedAt = state.PlacedAt.ToUnixTimeMilliseconds(),
                Period = state.Counted?.Period.Name,
                Left = state.Left,
                Sequence = sequences[^1],
            }
            : null;
    }

    private async Task<OrderAnswer> DoAsync(OrderCommand command)
    {
        DeactivateOnIdle();
        OrderAnswer? answer = null;
        try
        {
            for (var attempt = 0; answer is null && attempt < MostAttempts; attempt++)
            {
                (answer, var happened, var entry) = await DecideAsync(command);
                answer = entry is null ? answer : await HearAsync(happened!, await writer.AddAsync(entry));
            }
        }
        catch (LedgerBusyException busy)
        {
            answer = OrderAnswer.Busy(busy.RetryAfter, state.Status);
        }

        // Others were first again and again: there is more going on than this order can take.
        answer ??= OrderAnswer.Busy(Duration.FromSeconds(1), state.Status);
        GrainTelemetry.Answered(command, answer.Kind);
        return answer;
    }

    // What DoAsync asks of these knows its answer at once as a rule: only the commit is waited for, in one place.

    /// <summary>Decides: an answer, an event and its entry that is to be written, or nothing where it has to be decided again.</summary>
    private async ValueTask<(OrderAnswer? Answer, OrderEvent? Happened, OrderEntry? Entry)> DecideAsync(OrderCommand command)
    {
        if (!isRead && command is not OrderCommand.Place)
        {
            await ReadAsync();
        }

        var terms = await Programme.TermsAsync();
        var enrolled = command is OrderCommand.Place place ? (await Programme.SellerAsync(place.Seller))?.Enrolled : null;
        switch (OrderDecider.Decide(state, command, terms.ContextAt(Programme.Now, enrolled)))
        {
            case Decision<OrderEvent>.Accepted { Events: [var happened] }:
                return (null, happened, await EntryOfAsync(happened));
            case Decision<OrderEvent>.Repeated { First: var first }:
                return (Answer(OrderAnswerKind.Repeated, first), null, null);
            case Decision<OrderEvent>.Refused { Refusal: var refusal } when isRead:
                return (Refused(refusal), null, null);
            default:
                // What would be refused as a new order may well be the repetition of an old one.
                await ReadAsync();
                return (null, null, null);
        }
    }

    private async ValueTask<OrderEntry> EntryOfAsync(OrderEvent happened)
    {
        var placed = (OrderEvent.Placed)(state.History is [var first, ..] ? first : happened);
        var seller = await Programme.SellerAsync(placed.Seller);
        var period = happened.Counted is { } counted ? await Programme.PeriodNumberAsync(counted.Period, happened.Cause.By) : (int?)null;
        return OrderRows.ToEntry(Key.Programme, happened, placed, seller!.Value.Number, period);
    }

    /// <summary>The answer to what the ledger says to an event; null where it has to be decided again.</summary>
    private async ValueTask<OrderAnswer?> HearAsync(OrderEvent happened, OrderOutcome outcome)
    {
        switch (outcome)
        {
            case OrderOutcome.Committed committed:
                var known = happened with { Recorded = committed.Recorded };
                state = state.Apply(known);
                sequences = [.. sequences, committed.Sequence];
                isRead = true;
                return Answer(OrderAnswerKind.Done, known);
            case OrderOutcome.Outdated:
                await ReadAsync();
                return null;
            case OrderOutcome.RequestTaken { Order: var other } when other == Key.Order:
                await ReadAsync();
                return null;
            case OrderOutcome.RequestTaken { Order: var other }:
                return Refused(new Refusal(RefusalCode.RequestConflict, "request", happened.Cause.Request,
                    $"This request was sent before, for the order '{other}'.", "Give every new request an id of its own."));
            case OrderOutcome.Refused { Refusal.Rule: LedgerRule.ClosedPeriod }:
                Programme.Forget();
                return null;
            case OrderOutcome.Busy { RetryAfter: var pause }:
                return OrderAnswer.Busy(pause, state.Status);
            default:
                throw new InvalidOperationException($"The ledger does not take event {happened.Number} of order '{happened.Order}': {outcome}");
        }
    }

    private async Task ReadAsync(CancellationToken cancellation = default)
    {
        var (read, places) = await OrderReader.ReadAsync(database, Programme, Key, cancellation);
        (state, sequences, isRead) = (read, [.. places], true);
    }

    private OrderAnswer Answer(OrderAnswerKind kind, OrderEvent happened) => new()
    {
        Kind = kind,
        Sequence = sequences[happened.Number - 1],
        Event = happened.Number,
        Period = happened.Counted?.Period.Name,
        Status = happened.Number == state.History.Count ? state.Status : OrderState.Of(state.History.Take(happened.Number)).Status,
    };

    private OrderAnswer Refused(Refusal refusal) => new() { Kind = OrderAnswerKind.Refused, Refusal = refusal, Status = state.Status };

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
