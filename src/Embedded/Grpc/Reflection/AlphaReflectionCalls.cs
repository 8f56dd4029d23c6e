using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.AspNetCore.Server;

/// <summary>grpc.reflection.v1alpha: the name under which older clients ask; its messages are those of v1 to the byte.</summary>
[BindServiceMethod(typeof(AlphaReflectionCalls), nameof(Bind))]
internal sealed class AlphaReflectionCalls(ServedDescriptors descriptors) : ReflectionCalls(descriptors)
{
    private static readonly Method<ServerReflectionRequest, ServerReflectionResponse> Info = new(
        MethodType.DuplexStreaming,
        "grpc.reflection.v1alpha.ServerReflection",
        nameof(ServerReflectionInfo),
        Marshallers.Create(message => message.ToByteArray(), ServerReflectionRequest.Parser.ParseFrom),
        Marshallers.Create(message => message.ToByteArray(), ServerReflectionResponse.Parser.ParseFrom));

    /// <summary>Tells a binder the one method.</summary>
    public static void Bind(ServiceBinderBase binder, AlphaReflectionCalls? calls) => binder.AddMethod(
        Info, calls is null ? null : new DuplexStreamingServerMethod<ServerReflectionRequest, ServerReflectionResponse>(calls.ServerReflectionInfo));
}
