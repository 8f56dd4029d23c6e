using System.Text.RegularExpressions;
using Compensation.Grains;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Grpc.Core;
using NodaTime;
using Orleans.Runtime;
using Status = Google.Rpc.Status;

namespace Compensation.Api.Shared.Errors;

/// <summary>The one table that says with which status of gRPC each error ends a call.</summary>
public static partial class ErrorTable
{
    private static readonly Duration Soon = Duration.FromMilliseconds(100);
    private static readonly Duration Later = Duration.FromSeconds(1);

    /// <summary>Refusals of the domain. What is not here is a state of things that the request does not fit: FAILED_PRECONDITION.</summary>
    private static readonly Dictionary<RefusalCode, StatusCode> Refusals = new()
    {
        [RefusalCode.InvalidId] = StatusCode.InvalidArgument,
        [RefusalCode.InvalidValue] = StatusCode.InvalidArgument,
        [RefusalCode.ReasonMissing] = StatusCode.InvalidArgument,
        [RefusalCode.InvalidLines] = StatusCode.InvalidArgument,
        [RefusalCode.NoSuchLine] = StatusCode.InvalidArgument,
        [RefusalCode.NotAVolume] = StatusCode.InvalidArgument,
        [RefusalCode.NothingTakenBack] = StatusCode.InvalidArgument,
        [RefusalCode.UnknownTree] = StatusCode.InvalidArgument,
        [RefusalCode.NoSuchLeg] = StatusCode.InvalidArgument,
        [RefusalCode.FarFuture] = StatusCode.InvalidArgument,
        [RefusalCode.FarPast] = StatusCode.InvalidArgument,
        [RefusalCode.UnknownOrder] = StatusCode.NotFound,
        [RefusalCode.UnknownSeller] = StatusCode.NotFound,
        [RefusalCode.UnknownOverride] = StatusCode.NotFound,
        [RefusalCode.UnknownChange] = StatusCode.NotFound,
        [RefusalCode.UnknownLine] = StatusCode.NotFound,
        [RefusalCode.NoPeriod] = StatusCode.NotFound,
        [RefusalCode.RequestConflict] = StatusCode.AlreadyExists,
        [RefusalCode.OrderExists] = StatusCode.AlreadyExists,
        [RefusalCode.SellerExists] = StatusCode.AlreadyExists,
        [RefusalCode.SamePerson] = StatusCode.PermissionDenied,
    };

    /// <summary>The status code of a refusal.</summary>
    public static StatusCode CodeOf(RefusalCode code) => Refusals.GetValueOrDefault(code, StatusCode.FailedPrecondition);

    /// <summary>The reason of a refusal in capitals, such as PERIOD_NOT_OPEN.</summary>
    public static string ReasonOf(RefusalCode code) => Upper($"{code}");

    /// <summary>The status of whatever went wrong.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="isLate">Whether the call's deadline has passed.</param>
    /// <returns>The status; null for a bug, which is logged.</returns>
    public static Status? StatusOf(Exception error, bool isLate) => error switch
    {
        CallException call => call.Status,
        LedgerBusyException busy => CallErrors.Busy("BUSY", "The ledger's queue is full.", busy.RetryAfter),
        LimitExceededException => CallErrors.Busy("BUSY", "Too many calls wait for the same thing.", Soon),
        LedgerOutcomeUnknownException => CallErrors.Make(StatusCode.Unavailable, "OUTCOME_UNKNOWN", error.Message, CallErrors.Retry(Later)),
        OperationCanceledException when !isLate => CallErrors.Make(StatusCode.Cancelled, "CANCELLED", "The caller has left. The outcome is unknown."),
        TimeoutException or OperationCanceledException => CallErrors.Make(StatusCode.DeadlineExceeded, "OUTCOME_UNKNOWN",
            "Time ran out, so the outcome is unknown. Send the same request again.", CallErrors.Retry(Soon)),
        OrleansException => CallErrors.Make(StatusCode.Unavailable, "STOPPING",
            "The program starts or stops, or one of its cluster has died, so the outcome may be unknown. Send the same request again.",
            CallErrors.Retry(Later)),
        NoPlanException => CallErrors.Make(StatusCode.FailedPrecondition, "NO_PLAN", error.Message),
        FieldValueException => CallErrors.Make(StatusCode.FailedPrecondition, "PLAN_MISFIT", error.Message),
        _ when LedgerErrors.RefusalOf(error) is { } refusal => CallErrors.Make(StatusCode.FailedPrecondition, $"LEDGER_{Upper($"{refusal.Rule}")}",
            $"The ledger refuses it: {refusal}"),
        _ when LedgerErrors.MessageOf(error) is { } message => CallErrors.Make(StatusCode.Unavailable, "DATABASE",
            $"The ledger's database failed, and nothing was written: {message} Send the same request again.", CallErrors.Retry(Later)),
        _ => null,
    };

    internal static string Upper(string words) => WordBegins().Replace(words, "_").ToUpperInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordBegins();
}
