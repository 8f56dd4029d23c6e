using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>The services of this host, and what becomes of calls to others.</summary>
internal sealed class ServedMethods
{
    private readonly HashSet<string> services = [];
    private bool answersUnknown;

    /// <summary>Notes a service; the first one brings the answer to calls of unknown services and methods.</summary>
    public void Add(IEndpointRouteBuilder builder, string service)
    {
        services.Add(service);
        if (answersUnknown)
        {
            return;
        }

        answersUnknown = true;
        builder.MapPost($"/{{service}}/{{method:{GrpcContentConstraint.Name}}}", RefuseAsync)
            .WithDisplayName("gRPC - unimplemented").WithOrder(int.MaxValue);
    }

    private Task RefuseAsync(HttpContext http)
    {
        if (!GrpcRequest.IsRefused(http))
        {
            http.Response.ContentType = GrpcRequest.ContentType;
            var what = services.Contains((string)http.Request.RouteValues["service"]!) ? "Method" : "Service";
            StatusHeaders.Write(http.Response.Headers, new Status(StatusCode.Unimplemented, $"{what} is unimplemented."));
        }

        return Task.CompletedTask;
    }
}
