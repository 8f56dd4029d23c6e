using System.Net.Sockets;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>A call that an HTTP request carries.</summary>
internal sealed partial class ServerCall(HttpContext http, IMethod method, CallSettings settings) : ServerCallContext
{
    /// <summary>Where a context that stands in for a call finds it in <see cref="ServerCallContext.UserState"/>.</summary>
    private const string Key = "__ServerCall";

    /// <summary>Callers prove who they are by what they send; see their certificate in the HTTP request's connection.</summary>
    private static readonly AuthContext Nobody = new(null, []);

    private Metadata? requestHeaders;
    private Metadata? responseTrailers;
    private Status status = Status.DefaultSuccess;

    /// <summary>The request.</summary>
    public HttpContext Http => http;

    /// <summary>The object that serves the call.</summary>
    public object? Service { get; set; }

    protected override string MethodCore => method.FullName;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address => $"ipv6:[{address}]:{http.Connection.RemotePort}",
        var address => $"ipv4:{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}:{http.Connection.RemotePort}",
    };

    protected override Metadata RequestHeadersCore => requestHeaders ??= MetadataHeaders.Read(http.Request.Headers);

    protected override Metadata ResponseTrailersCore => responseTrailers ??= [];

    protected override Status StatusCore
    {
        get => status;
        set => status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => Nobody;

    protected override IDictionary<object, object> UserStateCore
    {
        get
        {
            var state = base.UserStateCore;
            state.TryAdd(ServerCallContextExtensions.HttpContextKey, http);
            state.TryAdd(Key, this);
            return state;
        }
    }

    /// <summary>The call that an interceptor's context is, or stands in for.</summary>
    /// <exception cref="InvalidOperationException">It hands on another <see cref="ServerCallContext.UserState"/> than the call's.</exception>
    public static ServerCall Of(ServerCallContext context) => context as ServerCall
        ?? (context.UserState.TryGetValue(Key, out var call) ? (ServerCall)call
            : throw new InvalidOperationException($"{context.GetType()} is none of this host's calls; hand on the UserState of the one it stands in for."));

    /// <summary>Reads what the request says of the call as a whole.</summary>
    /// <exception cref="RpcException">It cannot be served so.</exception>
    public void Begin()
    {
        http.Response.ContentType = GrpcRequest.ContentType;

        // A stream may be slow and long; sizes are limited message by message.
        if (method.Type is not MethodType.Unary && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        BeginReading();
        BeginDeadline();
    }

    /// <summary>The call ends with an error.</summary>
    public void Fail(Exception error)
    {
        switch (error)
        {
            case RpcException rpc:
                status = rpc.Status;
                foreach (var trailer in rpc.Trailers)
                {
                    ResponseTrailers.Add(trailer);
                }

                CallLog.Refused(settings.Log, method.FullName, rpc.StatusCode, rpc.Status.Detail, rpc);
                break;
            case OperationCanceledException or IOException when callerHasLeft || hasExpired || CancellationToken.IsCancellationRequested:
                status = Status.DefaultCancelled;
                CallLog.Left(settings.Log, method.FullName);
                break;
            default:
                var details = settings.EnableDetailedErrors ? $" {error.GetType().Name}: {error.Message}" : "";
                status = new Status(StatusCode.Unknown, "Exception was thrown by handler." + details, error);
                CallLog.Failed(settings.Log, method.FullName, error);
                break;
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("This process calls nobody by gRPC, so that there is nobody to hand anything on to.");
}
