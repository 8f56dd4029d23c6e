using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Lets a route match gRPC requests only, so that other requests get the host's own answer.</summary>
internal sealed class GrpcContentConstraint : IRouteConstraint
{
    public const string Name = "grpc";

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is not null && GrpcRequest.HasContentType(httpContext.Request.ContentType);
}
