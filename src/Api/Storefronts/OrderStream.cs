using System.Threading.Channels;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Grpc.Core;

namespace Compensation.Api.Storefronts;

/// <summary>Carries out the requests of one stream of orders: some at the same time, those about one order in their order, each answered by itself. Orders that
/// have come without a pause are placed together.</summary>
/// <remarks>Bounded on both sides: the stream is not read on while all places are taken, and a place is free only when its answer is on the way. So a caller
/// who sends faster than we commit, or who does not read, waits, and costs no more memory.</remarks>
internal sealed class OrderStream : IDisposable
{
    private static readonly WriteOptions Waiting = new(WriteFlags.BufferHint);

    private readonly Func<IReadOnlyList<PlaceOrderRequest>, Action<int, PlaceOrderOutcome>, Task> placeAll;
    private readonly Func<ProcessOrdersRequest, Task<OrderResponse>> carryOut;
    private readonly Func<Exception, Google.Rpc.Status> statusOf;
    private readonly SemaphoreSlim places;
    private readonly int most;
    private readonly Channel<ProcessOrdersResponse> answers;
    private readonly Dictionary<string, Task> lastOf = [];
    private List<ProcessOrdersRequest> gathered = [];
    private TaskCompletionSource placed = NotYet();

    /// <summary>Makes the work of a stream.</summary>
    /// <param name="most">How many requests are carried out at the same time.</param>
    /// <param name="placeAll">Places orders, and gives the place of each in the list and its outcome.</param>
    /// <param name="carryOut">Carries out a single request.</param>
    /// <param name="statusOf">The status of what a request has thrown.</param>
    public OrderStream(int most, Func<IReadOnlyList<PlaceOrderRequest>, Action<int, PlaceOrderOutcome>, Task> placeAll,
        Func<ProcessOrdersRequest, Task<OrderResponse>> carryOut, Func<Exception, Google.Rpc.Status> statusOf)
    {
        this.most = most;
        this.placeAll = placeAll;
        this.carryOut = carryOut;
        this.statusOf = statusOf;
        places = new SemaphoreSlim(most);
        answers = Channel.CreateBounded<ProcessOrdersResponse>(new BoundedChannelOptions(most) { SingleReader = true });
    }

    /// <summary>Works until the caller has sent the last request and every one is answered.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="responses">Where the answers go.</param>
    /// <param name="stopping">Ends reading; what was read is answered.</param>
    /// <param name="cancellation">Ends at once: the caller has left.</param>
    /// <exception cref="CallException">The program stops.</exception>
    public async Task RunAsync(IAsyncStreamReader<ProcessOrdersRequest> requests, IServerStreamWriter<ProcessOrdersResponse> responses,
        CancellationToken stopping, CancellationToken cancellation)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token, stopping);
        var writing = WriteAsync(responses, leaving);
        try
        {
            while (await NextAsync(requests, leaving.Token, reading.Token))
            {
                Begin(requests.Current, leaving.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !leaving.IsCancellationRequested)
        {
            throw CallErrors.Stopping();
        }
        finally
        {
            PlaceGathered(leaving.Token);
            await Task.WhenAll(lastOf.Values);
            answers.Writer.Complete();
            await writing;
        }
    }

    /// <summary>Frees the places.</summary>
    public void Dispose() => places.Dispose();

    /// <summary>The order that a request is about.</summary>
    private static string OrderOf(ProcessOrdersRequest request) => request.RequestCase switch
    {
        ProcessOrdersRequest.RequestOneofCase.Place => request.Place.Order,
        ProcessOrdersRequest.RequestOneofCase.Pay => request.Pay.Order,
        ProcessOrdersRequest.RequestOneofCase.Ship => request.Ship.Order,
        ProcessOrdersRequest.RequestOneofCase.Cancel => request.Cancel.Order,
        ProcessOrdersRequest.RequestOneofCase.Refund => request.Refund.Order,
        _ => "",
    };

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the next request and a place for it. Before there is anything to wait for, what was gathered is placed.</summary>
    private async ValueTask<bool> NextAsync(IAsyncStreamReader<ProcessOrdersRequest> requests, CancellationToken leaving, CancellationToken reading)
    {
        var next = requests.MoveNext(reading);
        if (!next.IsCompleted)
        {
            PlaceGathered(leaving);
        }

        if (!await next)
        {
            return false;
        }

        var place = places.WaitAsync(leaving);
        if (!place.IsCompleted)
        {
            PlaceGathered(leaving);
        }

        await place;
        return true;
    }

    private void Begin(ProcessOrdersRequest request, CancellationToken cancellation)
    {
        if (lastOf.Count > 2 * most)
        {
            lastOf.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToList().ForEach(order => lastOf.Remove(order));
        }

        var order = OrderOf(request);
        var before = lastOf.GetValueOrDefault(order, Task.CompletedTask);
        if (request.RequestCase == ProcessOrdersRequest.RequestOneofCase.Place && before.IsCompleted)
        {
            gathered.Add(request);
            lastOf[order] = placed.Task;
        }
        else
        {
            lastOf[order] = CarryOutAsync(request, before, cancellation);
        }
    }

    private void PlaceGathered(CancellationToken cancellation)
    {
        if (gathered.Count > 0)
        {
            _ = PlaceAsync(gathered, placed, cancellation);
            (gathered, placed) = ([], NotYet());
        }
    }

    private async Task PlaceAsync(List<ProcessOrdersRequest> orders, TaskCompletionSource done, CancellationToken cancellation)
    {
        try
        {
            await placeAll(orders.ConvertAll(order => order.Place), (place, outcome) => Answer(orders[place], outcome, cancellation));
        }
        finally
        {
            done.SetResult();
        }
    }

    private async Task CarryOutAsync(ProcessOrdersRequest request, Task before, CancellationToken cancellation)
    {
        await before;
        Answer(request, await OrderCalls.OutcomeAsync(() => carryOut(request), statusOf), cancellation);
    }

    private void Answer(ProcessOrdersRequest request, PlaceOrderOutcome outcome, CancellationToken cancellation)
    {
        var answer = outcome.Done is { } done ? new ProcessOrdersResponse { Item = request.Item, Done = done }
            : new ProcessOrdersResponse { Item = request.Item, Error = outcome.Error };
        if (!cancellation.IsCancellationRequested)
        {
            // There is room: as many answers fit as there are places.
            answers.Writer.TryWrite(answer);
        }
        else
        {
            places.Release();
        }
    }

    private async Task WriteAsync(IServerStreamWriter<ProcessOrdersResponse> responses, CancellationTokenSource leaving)
    {
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(leaving.Token))
            {
                // What is committed together is answered together: only the last of the answers that are there is sent off at once.
                responses.WriteOptions = answers.Reader.TryPeek(out _) ? Waiting : null;
                await responses.WriteAsync(answer, leaving.Token);
                places.Release();
            }
        }
        catch
        {
            // Nobody reads any more: nothing more is taken either.
            await leaving.CancelAsync();
            throw;
        }
    }
}
