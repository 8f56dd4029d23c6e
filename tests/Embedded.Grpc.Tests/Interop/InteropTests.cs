namespace Compensation.Embedded.Grpc.Tests.Interop;

/// <summary>gRPC's official interoperability cases (grpc/grpc, doc/interop-test-descriptions.md), played by stock clients of other
/// makers. What each asserts stands in the scripts.</summary>
[Trait("Category", "Interop")]
public sealed class InteropTests(InteropHost host) : IClassFixture<InteropHost>
{
    public static TheoryData<string> Cases =>
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata",
        "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service", "cancel_after_begin",
        "cancel_after_first_response", "timeout_on_sleeping_server", "client_compressed_unary", "server_compressed_unary",
        "client_compressed_streaming", "server_compressed_streaming",
    ];

    [NodeTheory]
    [MemberData(nameof(Cases))]
    public Task GrpcJs_Case_Passes(string name) =>
        OtherClients.NodeAsync(
        "Embedded.Grpc.Tests/Interop/clients/interop.js", host.Authority, "Embedded.Grpc.Tests/Protos/testing.proto", name);

    [PythonTheory]
    [MemberData(nameof(Cases))]
    public Task PythonGrpcio_Case_Passes(string name) => OtherClients.PythonAsync(
        "Embedded.Grpc.Tests/Interop/clients/interop.py", host.Authority, host.Descriptors, name);
}
