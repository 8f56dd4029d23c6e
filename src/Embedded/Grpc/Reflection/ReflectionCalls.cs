using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Asked = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Grpc.AspNetCore.Server;

/// <summary>grpc.reflection.v1: tells callers what the services look like.</summary>
internal class ReflectionCalls(ServedDescriptors descriptors) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync())
        {
            var response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await responseStream.WriteAsync(response);
        }
    }

    private static ServerReflectionResponse Files(FileDescriptor? file, string what)
    {
        if (file is null)
        {
            return NotFound(what);
        }

        var files = new Dictionary<string, FileDescriptor>();
        Collect(file, files);
        return new ServerReflectionResponse
        {
            FileDescriptorResponse = new() { FileDescriptorProto = { files.Values.Select(needed => needed.SerializedData) } },
        };
    }

    private static void Collect(FileDescriptor file, Dictionary<string, FileDescriptor> files)
    {
        if (files.TryAdd(file.Name, file))
        {
            foreach (var dependency in file.Dependencies)
            {
                Collect(dependency, files);
            }
        }
    }

    private static ServerReflectionResponse NotFound(string what) => Error(StatusCode.NotFound, $"{what} is not known here.");

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        Asked.ListServices => new() { ListServicesResponse = new() { Service = { descriptors.Services.Select(name => new ServiceResponse { Name = name }) } } },
        Asked.FileByFilename => Files(descriptors.FileByName(request.FileByFilename), request.FileByFilename),
        Asked.FileContainingSymbol => Files(descriptors.FileOfSymbol(request.FileContainingSymbol), request.FileContainingSymbol),
        Asked.FileContainingExtension => Files(
            descriptors.FileOfExtension(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber),
            $"Extension {request.FileContainingExtension.ExtensionNumber} of {request.FileContainingExtension.ContainingType}"),
        Asked.AllExtensionNumbersOfType => descriptors.ExtensionsOf(request.AllExtensionNumbersOfType) is { } numbers
            ? new()
            {
                AllExtensionNumbersResponse = new() { BaseTypeName = request.AllExtensionNumbersOfType, ExtensionNumber = { numbers } },
            }
            : NotFound(request.AllExtensionNumbersOfType),
        _ => Error(StatusCode.Unimplemented, "The request asks for nothing that is known here."),
    };
}
