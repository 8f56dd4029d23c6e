using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>What calls write into the log.</summary>
internal static partial class CallLog
{
    [LoggerMessage(5001, LogLevel.Information, "{Method} ended with {Code}: {Detail}", SkipEnabledCheck = false)]
    public static partial void Refused(ILogger log, string method, StatusCode code, string? detail, Exception error);

    [LoggerMessage(5002, LogLevel.Debug, "{Method}: the caller has left")]
    public static partial void Left(ILogger log, string method);

    [LoggerMessage(5003, LogLevel.Error, "{Method} failed")]
    public static partial void Failed(ILogger log, string method, Exception error);

    [LoggerMessage(5004, LogLevel.Debug, "{Method}: the deadline passed")]
    public static partial void Expired(ILogger log, string method);

    [LoggerMessage(5005, LogLevel.Error, "{Method} returned while one of its messages was being written; the call is aborted")]
    public static partial void Unawaited(ILogger log, string method);

    [LoggerMessage(5006, LogLevel.Error, "{Method}: its trailers cannot be sent")]
    public static partial void BadTrailers(ILogger log, string method, Exception error);
}
