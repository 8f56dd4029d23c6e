using Compensation.Api.Shared.Errors;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Compensation.Api.Shared.Access;

/// <summary>Lets no call pass whose caller <see cref="AccessTable"/> does not name, and tells the others' handlers who calls.</summary>
/// <param name="callers">Reads keys and tokens.</param>
/// <param name="limits">Counts calls.</param>
public sealed class AccessInterceptor(Callers callers, CallLimits limits) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        // Most callers are known already, and their calls go on as they are.
        var admitted = AdmitAsync(context);
        return admitted.IsCompletedSuccessfully ? continuation(request, context) : AfterAsync(admitted, request, context, continuation);
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        await continuation(request, responseStream, context);
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        return await continuation(requestStream, context);
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        await continuation(requestStream, responseStream, context);
    }

    private static async Task<TResponse> AfterAsync<TRequest, TResponse>(
        ValueTask admitted, TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class
    {
        await admitted;
        return await continuation(request, context);
    }

    private async ValueTask AdmitAsync(ServerCallContext context)
    {
        var access = AccessTable.Find(context.Method) ?? throw CallErrors.Denied("NOT_SERVED", $"Nobody may call {context.Method}.");
        if (access.Roles == CallerRoles.None)
        {
            return;
        }

        var caller = await callers.ReadAsync(context);
        limits.Count(caller);
        if (!caller.Is(access.Roles))
        {
            throw CallErrors.Denied("ROLE_MISSING", $"{context.Method} serves the roles {access.Roles}; {caller.Name} has {caller.Roles}.");
        }

        if (access.NeedsProgramme)
        {
            _ = caller.Programme;
        }

        context.SetCaller(caller);
    }
}
