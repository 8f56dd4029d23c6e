using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Compensation.Api.Pages.Calls;

/// <summary>Represents a call that a page makes in this process: what interceptors and handlers see of it is what they see of any other.</summary>
internal sealed class PageCall : ServerCallContext
{
    /// <summary>Where interceptors find the HTTP request of a call that did not come by gRPC.</summary>
    private const string HttpContextKey = "__HttpContext";

    private readonly HttpContext http;
    private readonly string method;
    private readonly CancellationToken cancellation;

    /// <summary>A call.</summary>
    /// <param name="http">The request of the page.</param>
    /// <param name="method">The call's path.</param>
    /// <param name="cancellation">Whoever asks has left.</param>
    public PageCall(HttpContext http, string method, CancellationToken cancellation)
    {
        this.http = http;
        this.method = method;
        this.cancellation = cancellation;
        UserState[HttpContextKey] = http;
    }

    /// <inheritdoc/>
    protected override string MethodCore => method;

    /// <inheritdoc/>
    protected override string HostCore => http.Request.Host.Value ?? "";

    /// <inheritdoc/>
    protected override string PeerCore => $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";

    /// <inheritdoc/>
    protected override DateTime DeadlineCore => DateTime.MaxValue;

    /// <inheritdoc/>
    protected override Metadata RequestHeadersCore { get; } = [];

    /// <inheritdoc/>
    protected override CancellationToken CancellationTokenCore => cancellation;

    /// <inheritdoc/>
    protected override Metadata ResponseTrailersCore { get; } = [];

    /// <inheritdoc/>
    protected override Status StatusCore { get; set; }

    /// <inheritdoc/>
    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <inheritdoc/>
    protected override AuthContext AuthContextCore { get; } = new("", []);

    /// <inheritdoc/>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("A page's call is carried on by nobody.");
}
