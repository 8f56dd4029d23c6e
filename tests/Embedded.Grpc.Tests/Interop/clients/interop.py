"""One of gRPC's interoperability cases, played by python3-grpcio: python3 interop.py ADDRESS DESCRIPTORS CASE

DESCRIPTORS is a file with the service's FileDescriptorProto. Ends with 0 when all that the case's description asserts holds.
"""
import queue
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "grpc.testing.TestService"
EXPECTED = [31415, 9, 2653, 58979]


def messages(path):
    """The message classes of the descriptor, by name."""
    with open(path, "rb") as file:
        described = descriptor_pb2.FileDescriptorProto.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(described)
    make = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
    return {m.name: make(pool.FindMessageTypeByName(f"{described.package}.{m.name}")) for m in described.message_type}


address, descriptors, case = sys.argv[1:4]
M = messages(descriptors)


class Stub:
    """The methods of the service on a channel of their own."""

    def __init__(self, service=SERVICE):
        channel = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", -1)])

        def method(kind, name, request, response):
            return getattr(channel, kind)(
                f"/{service}/{name}", request_serializer=M[request].SerializeToString, response_deserializer=M[response].FromString)

        self.EmptyCall = method("unary_unary", "EmptyCall", "Empty", "Empty")
        self.UnaryCall = method("unary_unary", "UnaryCall", "SimpleRequest", "SimpleResponse")
        self.UnimplementedCall = method("unary_unary", "UnimplementedCall", "Empty", "Empty")
        self.StreamingInputCall = method(
            "stream_unary", "StreamingInputCall", "StreamingInputCallRequest", "StreamingInputCallResponse")
        self.StreamingOutputCall = method(
            "unary_stream", "StreamingOutputCall", "StreamingOutputCallRequest", "StreamingOutputCallResponse")
        self.FullDuplexCall = method(
            "stream_stream", "FullDuplexCall", "StreamingOutputCallRequest", "StreamingOutputCallResponse")


class Sent:
    """Requests that are sent one by one, as they are put in."""

    def __init__(self):
        self.queue = queue.Queue()

    def put(self, request):
        self.queue.put(request)

    def end(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


def zeros(size):
    return M["Payload"](body=bytes(size))


def flag(value):
    return M["BoolValue"](value=value)


def wanted(*sizes):
    return M["StreamingOutputCallRequest"](response_parameters=[M["ResponseParameters"](size=size) for size in sizes])


def large(**more):
    return M["SimpleRequest"](response_size=314159, payload=zeros(271828), **more)


def fails(call, code):
    """The error that a call ends with, which must have this code."""
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, error
        return error
    raise AssertionError(f"it succeeded, and should have been {code}")


def empty_unary():
    assert Stub().EmptyCall(M["Empty"]()) == M["Empty"]()


def large_unary():
    assert Stub().UnaryCall(large()).payload.body == bytes(314159)


def client_compressed_unary():
    fails(lambda: Stub().UnaryCall(large(expect_compressed=flag(True))), grpc.StatusCode.INVALID_ARGUMENT)
    answer = Stub().UnaryCall(large(expect_compressed=flag(True)), compression=grpc.Compression.Gzip)
    assert len(answer.payload.body) == 314159
    assert len(Stub().UnaryCall(large(expect_compressed=flag(False))).payload.body) == 314159


def server_compressed_unary():
    for value in True, False:
        assert Stub().UnaryCall(large(response_compressed=flag(value))).payload.body == bytes(314159)


def client_streaming():
    requests = [M["StreamingInputCallRequest"](payload=zeros(size)) for size in (27182, 8, 1828, 45904)]
    assert Stub().StreamingInputCall(iter(requests)).aggregated_payload_size == 74922


def client_compressed_streaming():
    def request(expected, size):
        return M["StreamingInputCallRequest"](expect_compressed=flag(expected), payload=zeros(size))

    fails(lambda: Stub().StreamingInputCall(iter([request(True, 27182)])), grpc.StatusCode.INVALID_ARGUMENT)
    answer = Stub().StreamingInputCall(iter([request(True, 27182), request(False, 45904)]), compression=grpc.Compression.Gzip)
    assert answer.aggregated_payload_size == 73086


def server_streaming():
    assert [len(answer.payload.body) for answer in Stub().StreamingOutputCall(wanted(*EXPECTED))] == EXPECTED


def server_compressed_streaming():
    parameters = [M["ResponseParameters"](size=31415, compressed=flag(True)), M["ResponseParameters"](size=92653, compressed=flag(False))]
    answers = Stub().StreamingOutputCall(M["StreamingOutputCallRequest"](response_parameters=parameters))
    assert [len(answer.payload.body) for answer in answers] == [31415, 92653]


def ping_pong():
    sent = Sent()
    answers = Stub().FullDuplexCall(iter(sent))
    for size, payload in zip(EXPECTED, (27182, 8, 1828, 45904)):
        request = wanted(size)
        request.payload.body = bytes(payload)
        sent.put(request)
        assert len(next(answers).payload.body) == size
    sent.end()
    assert list(answers) == []
    assert answers.code() == grpc.StatusCode.OK


def empty_stream():
    assert list(Stub().FullDuplexCall(iter(()))) == []


def custom_metadata():
    metadata = (("x-grpc-test-echo-initial", "test_initial_metadata_value"), ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab"))

    def check(call):
        assert ("x-grpc-test-echo-initial", "test_initial_metadata_value") in call.initial_metadata()
        assert ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab") in call.trailing_metadata()

    check(Stub().UnaryCall.with_call(large(), metadata=metadata)[1])
    request = wanted(314159)
    request.payload.body = bytes(271828)
    call = Stub().FullDuplexCall(iter([request]), metadata=metadata)
    assert [len(answer.payload.body) for answer in call] == [314159]
    check(call)


def status_code_and_message():
    status = M["EchoStatus"](code=2, message="test status message")
    error = fails(lambda: Stub().UnaryCall(M["SimpleRequest"](response_status=status)), grpc.StatusCode.UNKNOWN)
    assert error.details() == "test status message"
    request = M["StreamingOutputCallRequest"](response_status=status)
    error = fails(lambda: list(Stub().FullDuplexCall(iter([request]))), grpc.StatusCode.UNKNOWN)
    assert error.details() == "test status message"


def special_status_message():
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    request = M["SimpleRequest"](response_status=M["EchoStatus"](code=2, message=message))
    assert fails(lambda: Stub().UnaryCall(request), grpc.StatusCode.UNKNOWN).details() == message


def unimplemented_method():
    fails(lambda: Stub().UnimplementedCall(M["Empty"]()), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service():
    fails(lambda: Stub("grpc.testing.UnimplementedService").UnimplementedCall(M["Empty"]()), grpc.StatusCode.UNIMPLEMENTED)


def cancel_after_begin():
    sent = Sent()
    call = Stub().StreamingInputCall.future(iter(sent))
    call.cancel()
    sent.end()
    assert call.cancelled()
    assert call.code() == grpc.StatusCode.CANCELLED


def cancel_after_first_response():
    sent = Sent()
    call = Stub().FullDuplexCall(iter(sent))
    request = wanted(31415)
    request.payload.body = bytes(27182)
    sent.put(request)
    assert len(next(call).payload.body) == 31415
    call.cancel()
    sent.end()
    fails(lambda: next(call), grpc.StatusCode.CANCELLED)


def timeout_on_sleeping_server():
    sent = Sent()
    call = Stub().FullDuplexCall(iter(sent), timeout=0.001)
    sent.put(M["StreamingOutputCallRequest"](payload=zeros(27182)))
    fails(lambda: next(call), grpc.StatusCode.DEADLINE_EXCEEDED)
    sent.end()


globals()[case]()
