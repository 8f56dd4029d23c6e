using Compensation.Api.Shared.Errors;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Status = Google.Rpc.Status;

namespace Compensation.Api.Pages.Frame;

/// <summary>Represents why a call of a page was not carried out, in words for people.</summary>
/// <param name="Http">The status of the page that tells it.</param>
/// <param name="Text">What is wrong, and what would be right.</param>
/// <param name="Field">The field of the form that it is about; empty for none.</param>
/// <param name="Details">Each thing that is wrong, where there are several.</param>
/// <param name="Reason">The reason's code, as the reference of errors lists it.</param>
public sealed record Fault(int Http, string Text, string Field, IReadOnlyList<string> Details, string Reason)
{
    /// <summary>What is wrong by its kind.</summary>
    public string Title => Http switch
    {
        StatusCodes.Status403Forbidden => "You may not do this",
        StatusCodes.Status404NotFound => "There is no such page",
        StatusCodes.Status429TooManyRequests => "Too much at once",
        StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => "That did not work just now",
        StatusCodes.Status500InternalServerError => "Something is wrong in the program",
        _ => "That is not possible",
    };

    /// <summary>The fault of a status.</summary>
    public static Fault Of(CallException failed)
    {
        var status = failed.Status;
        var info = Unpack<ErrorInfo>(status);
        var details = Unpack<BadRequest>(status)?.FieldViolations.Select(violation => (violation.Field, violation.Description))
            ?? Unpack<PreconditionFailure>(status)?.Violations.Select(violation => (Field: violation.Subject, violation.Description))
            ?? [];
        var (field, text) = details.FirstOrDefault();
        var all = details.Select(detail => $"{detail.Field}: {detail.Description}").ToList();
        return new Fault(HttpOf((StatusCode)status.Code), all.Count == 1 ? text! : status.Message, info?.Metadata.GetValueOrDefault("field") ?? field ?? "",
            all.Count > 1 ? all : [], info?.Reason ?? "");
    }

    private static int HttpOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unavailable or StatusCode.Cancelled => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static T? Unpack<T>(Status status) where T : class, Google.Protobuf.IMessage, new() =>
        status.Details.Select(detail => detail.TryUnpack<T>(out var found) ? found : null).FirstOrDefault(found => found is not null);
}
