using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>The way from a call to its HTTP request.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>Where a context that stands in for another one finds the request in <see cref="ServerCallContext.UserState"/>.</summary>
    internal const string HttpContextKey = "__HttpContext";

    /// <summary>The HTTP request that carries the call.</summary>
    /// <exception cref="InvalidOperationException">No request carries it.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        return serverCallContext is ServerCall call ? call.Http
            : serverCallContext.UserState?.TryGetValue(HttpContextKey, out var kept) == true && kept is HttpContext http ? http
            : throw new InvalidOperationException("The call is not carried by an HTTP request of this host.");
    }
}
