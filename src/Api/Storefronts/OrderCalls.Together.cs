using System.Runtime.ExceptionServices;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Orders;
using Status = Google.Rpc.Status;

namespace Compensation.Api.Storefronts;

/// <content>Orders that have come together: in one call, or one behind the other in a stream.</content>
public sealed partial class OrderCalls
{
    /// <summary>Places orders, each for itself. Those that name their seller are placed in one go; others, and what turns out not to be new, go alone, all at
    /// the same time.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="requests">The orders. Those with the same id are carried out in turn.</param>
    /// <param name="answer">Takes the place of each order in the list, and its outcome, as soon as it is known.</param>
    /// <param name="statusOf">The status of what an order has thrown.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task PlaceAllAsync(Caller caller, IReadOnlyList<PlaceOrderRequest> requests, Action<int, PlaceOrderOutcome> answer,
        Func<Exception, Status> statusOf, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(requests);
        var (ids, orders) = (new HashSet<string>(requests.Count), new List<NewOrder>(requests.Count));
        var (together, alone, later) = (new List<int>(requests.Count), new List<int>(), new List<int>());
        for (var place = 0; place < requests.Count; place++)
        {
            if (!ids.Add(requests[place].Order))
            {
                later.Add(place);
            }
            else if (await NewOrderOfAsync(caller, requests[place]) is { } order)
            {
                orders.Add(order);
                together.Add(place);
            }
            else
            {
                alone.Add(place);
            }
        }

        var placed = newOrders.PlaceAsync(caller.Programme, orders).WaitAsync(cancellation);
        await Task.WhenAll(
        [
            .. alone.Select(place => AnswerAsync(place, () => AloneAsync(place))),
            .. together.Select((place, i) => AnswerAsync(place, async () => ResponseOf((await placed)[i], requests[place]) ?? await AloneAsync(place))),
        ]);
        foreach (var place in later)
        {
            await AnswerAsync(place, () => AloneAsync(place));
        }

        Task<OrderResponse> AloneAsync(int place) => PlaceAsync(caller, requests[place], cancellation);

        async Task AnswerAsync(int place, Func<Task<OrderResponse>> carryOut) => answer(place, await OutcomeAsync(carryOut, statusOf));
    }

    /// <summary>Carries out what is asked for of one order among several; never fails: what goes wrong is an outcome too.</summary>
    internal static async Task<PlaceOrderOutcome> OutcomeAsync(Func<Task<OrderResponse>> carryOut, Func<Exception, Status> statusOf)
    {
        try
        {
            return new PlaceOrderOutcome { Done = await carryOut() };
        }
#pragma warning disable CA1031 // Whatever goes wrong with one order is that order's outcome.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new PlaceOrderOutcome { Error = statusOf(error) };
        }
    }

    /// <summary>The order that a request places as a whole; null for one that has to go alone.</summary>
    private async ValueTask<NewOrder?> NewOrderOfAsync(Caller caller, PlaceOrderRequest request)
    {
        if (request.Seller.Length == 0)
        {
            return null;
        }

        try
        {
            var lines = await LinesOfAsync(caller, request.Lines);
            return new NewOrder(Wire.CheckId(request.Order, "order"), PartOf(caller, request, 0, request.Seller, lines));
        }
#pragma warning disable CA1031 // What is wrong with an order shows when it goes alone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>The response to an order that was placed together with others; null where it has to go alone.</summary>
    private static OrderResponse? ResponseOf(NewOrderOutcome outcome, PlaceOrderRequest request)
    {
        if (outcome.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        if (outcome.Answer is not { } answer)
        {
            return null;
        }

        var response = Unanswered();
        Add(response, answer);
        response.Credited.Add(WholeOf(request.Seller));
        return response;
    }
}
