using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Compensation.Api.Shared.Errors;

/// <summary>Ends every call whose handler throws with the status that <see cref="ErrorTable"/> says. Bugs are logged, and their callers learn no more than
/// that.</summary>
/// <param name="log">Where bugs are told.</param>
/// <param name="clock">Tells whether a deadline has passed.</param>
public sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> log, TimeProvider clock) : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    /// <summary>The status of an error, for answers that carry one per item.</summary>
    public Google.Rpc.Status StatusOf(Exception error, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (ErrorTable.StatusOf(error, context.Deadline <= clock.GetUtcNow().UtcDateTime) is { } status)
        {
            if (status.Code == (int)StatusCode.Unavailable)
            {
                LogUnavailable(error, context.Method);
            }

            return status;
        }

        LogBug(error, context.Method);
        return CallErrors.Make(StatusCode.Internal, "INTERNAL", "Something is wrong in the program; it is in its log. The outcome is unknown.");
    }

    private RpcException Translate(Exception error, ServerCallContext context) => CallErrors.ToRpc(StatusOf(error, context));

    [LoggerMessage(1001, LogLevel.Error, "The call {Method} failed unexpectedly.")]
    private partial void LogBug(Exception error, string method);

    [LoggerMessage(1002, LogLevel.Warning, "The call {Method} could not be carried out.")]
    private partial void LogUnavailable(Exception error, string method);
}
