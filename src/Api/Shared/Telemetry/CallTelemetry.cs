using System.Diagnostics;
using System.Diagnostics.Metrics;
using Compensation.Api.Shared.Errors;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Compensation.Api.Shared.Telemetry;

/// <summary>Tells whoever watches how long each call took and how it ended. Where nobody does, a call costs a comparison more.</summary>
/// <remarks>docs/reference/telemetry.md says of each instrument what it means; a test holds the two together.</remarks>
public sealed class CallTelemetry : Interceptor
{
    private static readonly Meter Meter = new("Compensation.Api");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram("rpc.server.call.duration", "s", "How long calls took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    /// <summary>The server makes an activity of a request also where only the log is on, for its id. Then nobody reads what is set on it.</summary>
    private static Activity? Trace => Activity.Current is { IsAllDataRequested: true } trace && trace.Source.HasListeners() ? trace : null;

    private static bool IsWatched => Duration.Enabled || Trace is not null;

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) => !IsWatched
        ? continuation(request, context)
        : WatchAsync(context, Stopwatch.GetTimestamp(), continuation(request, context));

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) => !IsWatched
        ? continuation(request, responseStream, context)
        : WatchAsync(context, Stopwatch.GetTimestamp(), ValueOf(continuation(request, responseStream, context)));

    /// <inheritdoc/>
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) => !IsWatched
        ? continuation(requestStream, context)
        : WatchAsync(context, Stopwatch.GetTimestamp(), continuation(requestStream, context));

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) => !IsWatched
        ? continuation(requestStream, responseStream, context)
        : WatchAsync(context, Stopwatch.GetTimestamp(), ValueOf(continuation(requestStream, responseStream, context)));

    private static async Task<bool> ValueOf(Task running)
    {
        await running;
        return true;
    }

    private static async Task<T> WatchAsync<T>(ServerCallContext context, long began, Task<T> running)
    {
        // The server's activity of the request, which goes by what the transport knows, is the call's.
        var trace = Trace;
        trace?.DisplayName = context.Method[1..];
        var code = StatusCode.OK;
        try
        {
            return await running;
        }
        catch (RpcException error)
        {
            code = error.StatusCode;
            trace?.SetStatus(ActivityStatusCode.Error, error.Status.Detail);
            throw;
        }
        finally
        {
            trace?.SetTag("rpc.system.name", "grpc").SetTag("rpc.method", context.Method[1..]).SetTag("rpc.response.status_code", NameOf(code));
            Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds,
                new("rpc.method", context.Method[1..]), new("rpc.response.status_code", NameOf(code)));
        }
    }

    /// <summary>The status as gRPC writes it, such as RESOURCE_EXHAUSTED.</summary>
    private static string NameOf(StatusCode code) => code == StatusCode.OK ? "OK" : ErrorTable.Upper($"{code}");
}
