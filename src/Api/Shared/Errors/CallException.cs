using Google.Rpc;

namespace Compensation.Api.Shared.Errors;

/// <summary>A call that is not carried out, with the status that its caller gets. Nothing was written.</summary>
/// <param name="status">The status with its details.</param>
public sealed class CallException(Status status) : Exception(status.Message)
{
    /// <summary>The status with its details.</summary>
    public Status Status { get; } = status;
}
