using Compensation.Embedded.Grpc.Tests.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>What a test wants the service to do in each kind of call.</summary>
internal sealed class Script
{
    public const string Unary = "/grpc.testing.TestService/UnaryCall";
    public const string Output = "/grpc.testing.TestService/StreamingOutputCall";
    public const string Input = "/grpc.testing.TestService/StreamingInputCall";
    public const string Duplex = "/grpc.testing.TestService/FullDuplexCall";

    public UnaryServerMethod<SimpleRequest, SimpleResponse> OnUnary { get; init; } = (_, _) => Task.FromResult(new SimpleResponse());

    public ServerStreamingServerMethod<StreamingOutputCallRequest, StreamingOutputCallResponse> OnOutput { get; init; } =
        (_, _, _) => Task.CompletedTask;

    public ClientStreamingServerMethod<StreamingInputCallRequest, StreamingInputCallResponse> OnInput { get; init; } =
        (_, _) => Task.FromResult(new StreamingInputCallResponse());

    public DuplexStreamingServerMethod<StreamingOutputCallRequest, StreamingOutputCallResponse> OnDuplex { get; init; } =
        (_, _, _) => Task.CompletedTask;

    /// <summary>A payload of so many zeros.</summary>
    public static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    /// <summary>A message of a stream to the caller.</summary>
    public static StreamingOutputCallResponse Out(int size) => new() { Payload = Zeros(size) };

    /// <summary>A message of a stream to the server.</summary>
    public static StreamingInputCallRequest In(int size) => new() { Payload = Zeros(size) };
}
