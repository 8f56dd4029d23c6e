using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Compensation.Api.Pages.Calls;

/// <summary>Makes the calls that pages are made of: those of the gRPC services, in this process, under the same table of access, the same limits and with the
/// same errors. Pages know nothing that a caller by gRPC could not know.</summary>
/// <param name="requests">The page's request, which says who calls.</param>
/// <param name="access">Lets no call pass that the caller may not make.</param>
/// <param name="errors">Knows the status of every error.</param>
/// <param name="lifetime">Ends streams when the program stops.</param>
internal sealed class PageCalls(IHttpContextAccessor requests, AccessInterceptor access, ErrorInterceptor errors, IHostApplicationLifetime lifetime)
{
    private HttpContext Http => requests.HttpContext ?? throw new InvalidOperationException("Pages make calls while they are asked for only.");

    /// <summary>Makes a call with one answer.</summary>
    /// <param name="call">The service's method.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="CallException">It is refused or has failed; the status is the one that gRPC would have.</exception>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(UnaryServerMethod<TRequest, TResponse> call, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var context = new PageCall(Http, PathOf(call), Http.RequestAborted);
        try
        {
            return await access.UnaryServerHandler(request, context, call);
        }
        catch (Exception error) when (error is not CallException)
        {
            throw new CallException(errors.StatusOf(error, context));
        }
    }

    /// <summary>Makes a call with many answers, each as it comes.</summary>
    /// <inheritdoc cref="AskAsync" path="/param"/>
    /// <inheritdoc cref="AskAsync" path="/exception"/>
    public async IAsyncEnumerable<TResponse> FollowAsync<TRequest, TResponse>(
        ServerStreamingServerMethod<TRequest, TResponse> call, TRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
        where TRequest : class
        where TResponse : class
    {
        // A stream may have no end of its own: it ends with its reader, and with the program.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted, lifetime.ApplicationStopping, cancellation);
        var answers = Channel.CreateBounded<TResponse>(1);
        var serving = ServeAsync(call, request, answers.Writer, new PageCall(Http, PathOf(call), ending.Token));
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return answer;
            }

            ending.Token.ThrowIfCancellationRequested();
        }
        finally
        {
            await ending.CancelAsync();
            await serving;
        }
    }

    /// <summary>Whether the caller may make a call.</summary>
    /// <param name="caller">Who would call.</param>
    /// <param name="call">The service's method.</param>
    public static bool IsServed(Caller caller, Delegate call) => AccessTable.Find(PathOf(call)) is { } row && caller.Is(row.Roles);

    /// <summary>The path by which gRPC knows a service's method, as <see cref="AccessTable"/> does.</summary>
    private static string PathOf(Delegate call) => $"/{CallErrors.Domain}.{call.Target!.GetType().BaseType!.DeclaringType!.Name}/{call.Method.Name}";

    private async Task ServeAsync<TRequest, TResponse>(
        ServerStreamingServerMethod<TRequest, TResponse> call, TRequest request, ChannelWriter<TResponse> answers, PageCall context)
        where TRequest : class
        where TResponse : class
    {
        try
        {
            await access.ServerStreamingServerHandler(request, new AnswerWriter<TResponse>(answers, context.CancellationToken), context, call);
            answers.Complete();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            answers.Complete();
        }
        catch (Exception error)
        {
            answers.Complete(error as CallException ?? new CallException(errors.StatusOf(error, context)));
        }
    }

    private sealed class AnswerWriter<T>(ChannelWriter<T> answers, CancellationToken ending) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public async Task WriteAsync(T message) => await answers.WriteAsync(message, ending);

        public Task WriteAsync(T message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
