using Compensation.Embedded.Grpc.Tests.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace Compensation.Embedded.Grpc.Tests.Interop;

/// <summary>The service that gRPC's interoperability cases are played against, by their description.</summary>
public sealed class InteropService : TestService.TestServiceBase
{
    private const string Initial = "x-grpc-test-echo-initial";
    private const string Trailing = "x-grpc-test-echo-trailing-bin";

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await EchoMetadataAsync(context, compressed: request.ResponseCompressed is not null);
        CheckCompressed(request.ExpectCompressed, context);
        if (request.ResponseCompressed is { Value: false })
        {
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        }

        Check(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context, request.ResponseParameters.Any(parameters => parameters.Compressed is not null));
        await AnswerAsync(request, responseStream, context);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context, compressed: false);
        var size = 0;
        await foreach (var request in requestStream.ReadAllAsync())
        {
            CheckCompressed(request.ExpectCompressed, context);
            size += request.Payload.Body.Length;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context, compressed: false);
        await foreach (var request in requestStream.ReadAllAsync())
        {
            Check(request.ResponseStatus);
            await AnswerAsync(request, responseStream, context);
        }
    }

    public override async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        var requests = new List<StreamingOutputCallRequest>();
        await foreach (var request in requestStream.ReadAllAsync())
        {
            requests.Add(request);
        }

        foreach (var request in requests)
        {
            await AnswerAsync(request, responseStream, context);
        }
    }

    private static async Task AnswerAsync(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        foreach (var parameters in request.ResponseParameters)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), context.CancellationToken);
            responses.WriteOptions = new WriteOptions(parameters.Compressed is { Value: false } ? WriteFlags.NoCompress : default);
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(parameters.Size) });
        }
    }

    private static async Task EchoMetadataAsync(ServerCallContext context, bool compressed)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.GetValue(Initial) is { } initial)
        {
            headers.Add(Initial, initial);
        }

        if (context.RequestHeaders.GetValueBytes(Trailing) is { } trailing)
        {
            context.ResponseTrailers.Add(Trailing, trailing);
        }

        if (compressed)
        {
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }
    }

    /// <summary>A message's own flag does not reach a handler, so the case is held by the call's encoding and, in what the feature probes
    /// send first, by the message that carries no flag although it says so.</summary>
    private static void CheckCompressed(BoolValue? expected, ServerCallContext context)
    {
        if (expected is { Value: true } && (string?)context.GetHttpContext().Request.Headers["grpc-encoding"] is null or "identity")
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "A compressed message was announced, and came as it is."));
        }
    }

    private static void Check(EchoStatus? status)
    {
        if (status is not null && status.Code != 0)
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
