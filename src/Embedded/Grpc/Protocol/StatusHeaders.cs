using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server;

/// <summary>The headers that say how a call ended: alone in place of an answer, or behind it.</summary>
internal static class StatusHeaders
{
    /// <summary>The numbers as they are written, made once.</summary>
    private static readonly StringValues[] Codes = [.. Enum.GetValues<StatusCode>().Order().Select(code => new StringValues($"{(int)code}"))];

    public static void Write(IHeaderDictionary headers, Status status)
    {
        headers.GrpcStatus = (uint)status.StatusCode < (uint)Codes.Length ? Codes[(int)status.StatusCode] : $"{(int)status.StatusCode}";
        if (!string.IsNullOrEmpty(status.Detail))
        {
            headers.GrpcMessage = PercentEncoding.Encode(status.Detail);
        }
    }
}
