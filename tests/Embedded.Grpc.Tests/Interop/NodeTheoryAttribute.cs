namespace Compensation.Embedded.Grpc.Tests.Interop;

/// <summary>Cases for @grpc/grpc-js; skipped where it is missing.</summary>
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = OtherClients.NodeIsMissing;
}
