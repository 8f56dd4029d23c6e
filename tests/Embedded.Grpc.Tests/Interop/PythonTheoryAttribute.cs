namespace Compensation.Embedded.Grpc.Tests.Interop;

/// <summary>Cases for python3-grpcio; skipped where it is missing.</summary>
public sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = OtherClients.PythonIsMissing;
}
