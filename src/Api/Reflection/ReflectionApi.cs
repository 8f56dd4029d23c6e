using Grpc.Core;
using Grpc.Reflection.V1;

namespace Compensation.Api.Reflection;

/// <summary>Serves the calls of <see cref="ServerReflection"/>: what there is to call, for tools without .proto files.</summary>
public sealed class ReflectionApi : ServerReflection.ServerReflectionBase
{
    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await responseStream.WriteAsync(Answer(requestStream.Current), context.CancellationToken);
        }
    }

    private static ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse
                {
                    Service = { CompensationApi.Services.Select(service => new ServiceResponse { Name = service.FullName }) },
                };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename when DescribedFiles.OfName(request.FileByFilename) is { } file:
                response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { DescribedFiles.WithImports(file) } };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol when DescribedFiles.OfSymbol(request.FileContainingSymbol) is { } file:
                response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { DescribedFiles.WithImports(file) } };
                break;
            default:
                response.ErrorResponse = new ErrorResponse { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = "There is no such file or symbol." };
                break;
        }

        return response;
    }
}
