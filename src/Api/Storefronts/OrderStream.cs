using System.Threading.Channels;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Grpc.Core;

namespace Compensation.Api.Storefronts;

/// <summary>Carries out the requests of one stream of orders: some at the same time, those about one order in their order, each answered by itself.</summary>
/// <remarks>Bounded on both sides: the stream is not read on while all places are taken, and a place is free only when its answer is on the way. So a caller
/// who sends faster than we commit, or who does not read, waits, and costs no more memory.</remarks>
internal sealed class OrderStream : IDisposable
{
    private static readonly WriteOptions Waiting = new(WriteFlags.BufferHint);

    private readonly Func<ProcessOrdersRequest, Task<OrderResponse>> carryOut;
    private readonly Func<Exception, Google.Rpc.Status> statusOf;
    private readonly SemaphoreSlim places;
    private readonly int most;
    private readonly Channel<ProcessOrdersResponse> answers;
    private readonly Dictionary<string, Task> lastOf = [];

    /// <summary>Makes the work of a stream.</summary>
    /// <param name="most">How many requests are carried out at the same time.</param>
    /// <param name="carryOut">Carries out a request.</param>
    /// <param name="statusOf">The status of what a request has thrown.</param>
    public OrderStream(int most, Func<ProcessOrdersRequest, Task<OrderResponse>> carryOut, Func<Exception, Google.Rpc.Status> statusOf)
    {
        this.most = most;
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
            while (await requests.MoveNext(reading.Token))
            {
                await places.WaitAsync(leaving.Token);
                Begin(requests.Current, leaving.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !leaving.IsCancellationRequested)
        {
            throw CallErrors.Stopping();
        }
        finally
        {
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

    private void Begin(ProcessOrdersRequest request, CancellationToken cancellation)
    {
        if (lastOf.Count > 2 * most)
        {
            lastOf.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToList().ForEach(order => lastOf.Remove(order));
        }

        var order = OrderOf(request);
        lastOf[order] = AnswerAsync(request, lastOf.GetValueOrDefault(order, Task.CompletedTask), cancellation);
    }

    /// <summary>Never fails: what goes wrong is an answer too.</summary>
    private async Task AnswerAsync(ProcessOrdersRequest request, Task before, CancellationToken cancellation)
    {
        await before;
        var answer = new ProcessOrdersResponse { Item = request.Item };
        try
        {
            answer.Done = await carryOut(request);
        }
#pragma warning disable CA1031 // Whatever goes wrong with one item is that item's answer.
        catch (Exception error)
#pragma warning restore CA1031
        {
            answer.Error = statusOf(error);
        }

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
