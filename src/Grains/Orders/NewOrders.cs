using Compensation.Grains.Programmes;
using Compensation.Grains.Telemetry;
using Compensation.Ledger.Writing;
using NodaTime;

namespace Compensation.Grains.Orders;

/// <summary>Represents an order that is to be placed.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Request">What is asked for.</param>
public sealed record NewOrder(string Order, PlaceRequest Request);

/// <summary>Represents what became of it.</summary>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Error">What the ledger has thrown. Where there is neither, the order's grain has to be asked.</param>
public readonly record struct NewOrderOutcome(OrderAnswer? Answer, Exception? Error);

/// <summary>Places orders that have come together: they are decided in one go and handed to the writer as one, so that what one of them costs beside its row is
/// not paid for each.</summary>
/// <remarks>An order is taken for new without being read, as nearly all are, and the ledger takes each of an order's events once, whoever sends it. So new
/// orders need no grains. What the ledger knows better, and what would be refused, goes to the order's grain, which reads the order and decides as if it had
/// come alone.</remarks>
/// <param name="writer">The silo's writer.</param>
/// <param name="programmes">What the silo knows of programmes.</param>
public sealed class NewOrders(LedgerWriter writer, ProgrammeDirectory programmes)
{
    /// <summary>Places orders.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="orders">The orders, each with an id of its own.</param>
    /// <returns>What became of each.</returns>
    /// <exception cref="System.Data.Common.DbException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyList<NewOrderOutcome>> PlaceAsync(int programme, IReadOnlyList<NewOrder> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var cache = programmes.Of(programme);
        var outcomes = new NewOrderOutcome[orders.Count];
        var (entries, decided) = (new List<OrderEntry>(orders.Count), new List<Decided>(orders.Count));
        for (var place = 0; place < orders.Count; place++)
        {
            var (order, request) = orders[place];
            var command = CommandOf(order, request);
            var seller = await cache.SellerAsync(request.Seller);
            // An order before this one may have opened its period, which closes those before it for orders.
            var terms = await cache.TermsAsync();
            if (OrderDecider.Decide(OrderState.Absent, command, terms.ContextAt(cache.Now, seller?.Enrolled))
                is not Decision<OrderEvent>.Accepted { Events: [OrderEvent.Placed placed] })
            {
                continue;
            }

            try
            {
                var period = placed.Counted is { } counted ? await cache.PeriodNumberAsync(counted.Period, placed.Cause.By) : (int?)null;
                entries.Add(OrderRows.ToEntry(programme, placed, placed, seller!.Value.Number, period));
                decided.Add(new Decided(place, command, placed));
            }
            catch (LedgerBusyException busy)
            {
                // Its period is to be opened, and there is no room for that now.
                outcomes[place] = new NewOrderOutcome(OrderAnswer.Busy(busy.RetryAfter, OrderStatus.Absent), null);
            }
        }

        var written = await writer.AddAllAsync(entries);
        for (var i = 0; i < decided.Count; i++)
        {
            var answer = AnswerOf(written[i], decided[i].Placed);
            outcomes[decided[i].Place] = new NewOrderOutcome(answer, (written[i] as OrderOutcome.Failed)?.Error);
            if (answer is not null)
            {
                GrainTelemetry.Answered(decided[i].Command, answer.Kind);
            }
        }

        return outcomes;
    }

    /// <summary>The command that a request to place an order is.</summary>
    internal static OrderCommand.Place CommandOf(string order, PlaceRequest request) => new(order, request.Request, request.Storefront,
        Instant.FromUnixTimeMilliseconds(request.At), request.Seller, request.Customer, request.Lines, request.IsPaid);

    private static OrderAnswer? AnswerOf(OrderOutcome outcome, OrderEvent.Placed placed) => outcome switch
    {
        OrderOutcome.Committed committed => new OrderAnswer
        {
            Kind = OrderAnswerKind.Done,
            Sequence = committed.Sequence,
            Event = placed.Number,
            Period = placed.Counted?.Period.Name,
            Status = OrderState.Absent.Apply(placed).Status,
        },
        OrderOutcome.Busy { RetryAfter: var pause } => OrderAnswer.Busy(pause, OrderStatus.Absent),
        _ => null,
    };

    /// <summary>An order that can be placed as far as the silo knows.</summary>
    private readonly record struct Decided(int Place, OrderCommand Command, OrderEvent.Placed Placed);
}
