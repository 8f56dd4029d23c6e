using Grpc.Core;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>What came back for bytes that were sent.</summary>
/// <param name="Code">The status; null where the stream or connection was cut off, or the caller has left.</param>
/// <param name="Message">The status' message.</param>
/// <param name="Told">All bytes that came, those of the status' details too, as Latin letters.</param>
internal sealed record WireAnswer(StatusCode? Code, string Message, string Told);
