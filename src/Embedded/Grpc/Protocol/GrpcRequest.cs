using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>Tells gRPC requests from others.</summary>
internal static class GrpcRequest
{
    public const string ContentType = "application/grpc";

    /// <summary>Answers a request that is none of gRPC over HTTP/2 by its HTTP status.</summary>
    public static bool IsRefused(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.Headers.Upgrade = HttpProtocol.Http2;
            return Refuse(http.Response, StatusCodes.Status426UpgradeRequired, $"gRPC needs HTTP/2; this is {http.Request.Protocol}.");
        }

        return !HasContentType(http.Request.ContentType)
            && Refuse(
                http.Response,
                StatusCodes.Status415UnsupportedMediaType,
                $"content-type: \"{http.Request.ContentType}\" is not supported; send {ContentType}.");
    }

    /// <summary>Whether a content type is gRPC's, perhaps with the name of an encoding; that of browsers, grpc-web, is another.</summary>
    public static bool HasContentType(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    private static bool Refuse(HttpResponse response, int httpStatus, string detail)
    {
        response.StatusCode = httpStatus;
        StatusHeaders.Write(response.Headers, new Status(StatusCode.Internal, detail));
        return true;
    }
}
