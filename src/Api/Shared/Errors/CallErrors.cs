using Compensation.Grains;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Duration = NodaTime.Duration;
using Status = Google.Rpc.Status;

namespace Compensation.Api.Shared.Errors;

/// <summary>The statuses that calls end with, as gRPC's error model writes them.</summary>
public static class CallErrors
{
    /// <summary>Whose reasons ours are.</summary>
    public const string Domain = "compensation.v1";

    private const int LongestShown = 250;

    /// <summary>A refusal of the domain, with the status that <see cref="ErrorTable"/> gives it.</summary>
    public static CallException Refused(Refusal refusal) => new(StatusOf(refusal));

    /// <summary>A field of the request that is missing or not as it has to be.</summary>
    /// <param name="field">The field's path, such as <c>lines.values</c>.</param>
    /// <param name="value">The value as it was understood.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What would be right.</param>
    public static CallException Invalid(string field, string value, string message, string remedy) =>
        Refused(new Refusal(RefusalCode.InvalidValue, field, value, message, remedy));

    /// <summary>Something that is not there, or that the caller is not told of.</summary>
    /// <param name="what">What kind of thing, such as <c>dispute</c>.</param>
    /// <param name="id">Its id.</param>
    public static CallException NotFound(string what, string id) => new(Make(StatusCode.NotFound, $"UNKNOWN_{what.ToUpperInvariant()}",
        $"There is no {what} '{Shown(id)}'. Correct the id.", new ResourceInfo { ResourceType = what, ResourceName = Shown(id) }));

    /// <summary>Something whose id is taken.</summary>
    /// <param name="what">What kind of thing, such as <c>customer</c>.</param>
    /// <param name="id">Its id.</param>
    public static CallException AlreadyExists(string what, string id) => new(Make(StatusCode.AlreadyExists, $"{what.ToUpperInvariant()}_EXISTS",
        $"There is a {what} '{Shown(id)}' already. Give another id.", new ResourceInfo { ResourceType = what, ResourceName = Shown(id) }));

    /// <summary>A state of things that the request does not fit.</summary>
    /// <param name="reason">The reason in capitals.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="field">The field that it is about.</param>
    /// <param name="value">The field's value.</param>
    /// <param name="remedy">What would be right.</param>
    public static CallException Failed(string reason, string message, string field, string value, string remedy) => new(Make(
        StatusCode.FailedPrecondition, reason, $"{field} = '{Shown(value)}': {message} {remedy}", new PreconditionFailure
        {
            Violations =
            {
                new PreconditionFailure.Types.Violation { Type = reason, Subject = $"{field} = {Shown(value)}", Description = $"{message} {remedy}" },
            },
        }));

    /// <summary>A change that is based on something old.</summary>
    /// <param name="reason">The reason in capitals.</param>
    /// <param name="message">What has changed, and what to do.</param>
    public static CallException Aborted(string reason, string message) => new(Make(StatusCode.Aborted, reason, message));

    /// <summary>A call beyond the caller's limit.</summary>
    /// <param name="limitedBy">Whose limit it is.</param>
    /// <param name="retryAfter">After how long to ask again.</param>
    public static CallException TooMany(string limitedBy, Duration retryAfter)
    {
        var status = Busy("TOO_MANY_CALLS", "These are more calls a second than the key or person may make.", retryAfter);
        status.Details.Add(Any.Pack(new QuotaFailure
        {
            Violations = { new QuotaFailure.Types.Violation { Subject = limitedBy, Description = "calls a second" } },
        }));
        return new CallException(status);
    }

    /// <summary>Something that the caller may not do.</summary>
    /// <param name="reason">The reason in capitals.</param>
    /// <param name="message">What is missing, and who can do it.</param>
    public static CallException Denied(string reason, string message) => new(Make(StatusCode.PermissionDenied, reason, message));

    /// <summary>A caller whom we don't know.</summary>
    /// <param name="message">What is missing.</param>
    public static CallException Unauthenticated(string message) => new(Make(StatusCode.Unauthenticated, "UNAUTHENTICATED", message));

    /// <summary>No room: nothing happened, ask again.</summary>
    /// <param name="retryAfter">After how long.</param>
    public static CallException Busy(Duration retryAfter) => new(Busy("BUSY", "There is no room for more right now.", retryAfter));

    /// <summary>The program stops while the call follows something.</summary>
    public static CallException Stopping() => new(Make(StatusCode.Unavailable, "STOPPING",
        "The program stops. Call again: another process, or the next start of this one, goes on.", Retry(Duration.FromSeconds(1))));

    /// <summary>The status of a refusal.</summary>
    public static Status StatusOf(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        refusal = refusal with { Value = Shown(refusal.Value) };
        var code = ErrorTable.CodeOf(refusal.Code);
        var reason = ErrorTable.ReasonOf(refusal.Code);
        var description = $"{refusal.Message} {refusal.Remedy}";
        IMessage detail = code switch
        {
            StatusCode.InvalidArgument => new BadRequest
            {
                FieldViolations = { new BadRequest.Types.FieldViolation { Field = refusal.Field, Description = description } },
            },
            StatusCode.NotFound or StatusCode.AlreadyExists => new ResourceInfo
            {
                ResourceType = refusal.Field,
                ResourceName = refusal.Value,
                Description = description,
            },
            _ => new PreconditionFailure
            {
                Violations =
                {
                    new PreconditionFailure.Types.Violation { Type = reason, Subject = $"{refusal.Field} = {refusal.Value}", Description = description },
                },
            },
        };
        var status = Make(code, reason, $"{refusal.Field} = '{refusal.Value}': {description}", detail);
        var info = status.Details[0].Unpack<ErrorInfo>();
        info.Metadata.Add("field", refusal.Field);
        info.Metadata.Add("value", refusal.Value);
        info.Metadata.Add("remedy", refusal.Remedy);
        status.Details[0] = Any.Pack(info);
        return status;
    }

    /// <summary>A value as an answer repeats it. Errors travel in trailers, of which clients take some kilobytes and no more.</summary>
    private static string Shown(string value) => value.Length <= LongestShown ? value
        : string.Concat(value.AsSpan(0, char.IsHighSurrogate(value[LongestShown - 1]) ? LongestShown - 1 : LongestShown), "…");

    internal static Status Busy(string reason, string message, Duration retryAfter) => Make(StatusCode.ResourceExhausted, reason,
        $"{message} Nothing happened: send the same request again after {retryAfter.TotalMilliseconds:0} ms.", Retry(retryAfter));

    internal static RetryInfo Retry(Duration retryAfter) => new() { RetryDelay = retryAfter.ToTimeSpan().ToDuration() };

    internal static Status Make(StatusCode code, string reason, string message, params IMessage[] details) => new()
    {
        Code = (int)code,
        Message = message,
        Details = { details.Prepend(new ErrorInfo { Reason = reason, Domain = Domain }).Select(Any.Pack) },
    };

    /// <summary>The exception by which gRPC carries a status and its details.</summary>
    internal static RpcException ToRpc(Status status)
    {
        var code = (StatusCode)status.Code;
        return new RpcException(new Grpc.Core.Status(code, status.Message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}
