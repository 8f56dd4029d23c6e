namespace Compensation.Bench.Grpc;

/// <summary>What calls took, caller and server together.</summary>
/// <param name="Rate">Calls a second.</param>
/// <param name="Work">Processor time of a call, in microseconds; other programs on the machine disturb it less than the rate.</param>
/// <param name="Bytes">Bytes allocated for a call.</param>
internal sealed record Measurement(double Rate, double Work, double Bytes);
