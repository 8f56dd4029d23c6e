using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The messages of a caller, one after the other.</summary>
internal sealed class RequestStream<TRequest>(ServerCall call, Func<DeserializationContext, TRequest> deserialize) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private TRequest? current;

    public TRequest Current => current ?? throw new InvalidOperationException("There is no current message; MoveNext finds one.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        current = await call.ReadMessageAsync(deserialize, cancellationToken);
        return current is not null;
    }
}
