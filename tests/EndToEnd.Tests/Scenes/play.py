"""Plays scenes against the running program with python3-grpcio: python3 play.py SETTINGS SCENE…

SETTINGS is a JSON file: address, descriptors (a file with a FileDescriptorSet), values for $NAMES, and for each who its authorization. A scene is a list of
steps, in order. Where "other" stands in the settings, every step is sent again afterwards with the authorizations of the other programme: nothing
of the first one may come back. Ends with 0 when all that the steps expect holds.
"""
import hashlib
import json
import os
import re
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

DEADLINE = 60
ALLOWED = {"NOT_FOUND", "PERMISSION_DENIED", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "UNAUTHENTICATED", "ALREADY_EXISTS"}

with open(sys.argv[1]) as file:
    settings = json.load(file)
values = settings["values"]
pool = descriptor_pool.DescriptorPool()
with open(settings["descriptors"], "rb") as file:
    for described in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(described)
make = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
channel = grpc.insecure_channel(settings["address"])


def of(name):
    """The class of a message."""
    return make(pool.FindMessageTypeByName(name))


def filled(value, key=""):
    """Puts values for their names; a field mask is written as JSON's mapping wants it."""
    if isinstance(value, str):
        return re.sub(r"\$([A-Za-z_]+)", lambda name: str(values.get(name[1], name[0])), value)
    if isinstance(value, list):
        return [filled(item) for item in value]
    if isinstance(value, dict):
        if key.endswith("_mask"):
            return ",".join(re.sub(r"_([a-z])", lambda letter: letter[1].upper(), name) for name in value["paths"])
        return {name: filled(inner, name) for name, inner in value.items()}
    return value


def text_of(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def compare(actual, expected, where):
    """Whether an answer has all that is expected of it; None expects that there is nothing."""
    if expected is None:
        assert not actual, f"{where} is {actual}"
    elif isinstance(expected, list):
        assert len(actual or []) == len(expected), f"{where} has {actual}"
        for at, item in enumerate(expected):
            compare(actual[at], item, f"{where}[{at}]")
    elif isinstance(expected, dict):
        assert isinstance(actual, dict), f"{where} is {actual}"
        for key, inner in expected.items():
            compare(actual.get(key), inner, f"{where}.{key}")
    else:
        assert text_of(actual) == text_of(expected), f"{where} is {actual}, not {expected}"


def reason_of(error):
    """The reason in a status' details."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in of("google.rpc.Status").FromString(value).details:
                if detail.type_url.endswith("google.rpc.ErrorInfo"):
                    return of("google.rpc.ErrorInfo").FromString(detail.value).reason
    return ""


def call(step, authorization):
    """Makes a call and gives its messages, and the error with which it ended."""
    service, name = step["call"].split("/")
    method = pool.FindServiceByName(f"compensation.v1.{service}").FindMethodByName(name)
    request = make(method.input_type)
    proto = descriptor_pb2.MethodDescriptorProto()
    method.CopyToProto(proto)
    kind = ("stream" if proto.client_streaming else "unary") + "_" + ("stream" if proto.server_streaming else "unary")
    stub = getattr(channel, kind)(f"/compensation.v1.{service}/{name}", request_serializer=request.SerializeToString,
                                  response_deserializer=make(method.output_type).FromString)
    sent = [json_format.ParseDict(filled(each), request()) for each in step.get("sends", [step.get("send", {})])]
    answers = []
    try:
        answer = stub(iter(sent) if proto.client_streaming else sent[0], metadata=[("authorization", authorization)], timeout=DEADLINE)
        if not proto.server_streaming:
            return [answer], None
        for each in answer:
            answers.append(each)
            if step.get("first"):
                answer.cancel()
                break
        return answers, None
    except grpc.RpcError as error:
        return answers, error


def told(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True, descriptor_pool=pool)


def files_of(chunks):
    """Puts files together that came in parts, and holds each against its hash."""
    files = {}
    name = None
    for chunk in chunks:
        name = chunk.name or name
        files[name] = files.get(name, b"") + chunk.content
        assert not chunk.sha256 or chunk.sha256 == hashlib.sha256(files[name]).digest(), name
    return {name: content.decode() for name, content in files.items()}


def check(step, answers, error):
    if "fails" in step:
        assert error, f"it was to fail, and answered {answers}"
        compare({"code": error.code().name, "reason": reason_of(error)}, filled(step["fails"]), "error")
        return
    assert not error, error and f"{error.code().name}: {error.details()}"
    shown = [told(answer) for answer in answers]
    if "answer" in step:
        compare(shown[-1], filled(step["answer"]), "answer")
    if "answers" in step:
        compare(sorted(shown, key=lambda each: int(each["item"])) if "sends" in step else shown, filled(step["answers"]), "answers")
    if "contains" in step:
        assert step["contains"] in json.dumps(shown), f"nothing has {step['contains']}: {shown}"
    if "files" in step:
        files = files_of(answers)
        assert list(files) == list(step["files"]), list(files)
        for name, texts in step["files"].items():
            for text in texts:
                assert text in files[name], f"{name} has no {text}: {files[name]}"
    for name, where in step.get("keep", {}).items():
        value = shown[-1]
        for key in where.split("."):
            value = value[int(key) if isinstance(value, list) else key]
        values[name] = value


def play(step):
    check(step, *call(step, filled(settings["who"][step["as"]])))
    if "twice" in step:
        again = {**step, "answer": {**step.get("answer", {}), **step["twice"]}, "keep": {}}
        check(again, *call(step, filled(settings["who"][step["as"]])))


def pry(step):
    """Sends a step with the authorization of another programme: it is refused, or its answer has nothing of this one."""
    if step.get("own"):
        return
    answers, error = call(step, filled(settings["other"][step["as"]]))
    if error:
        assert error.code().name in ALLOWED, f"{error.code().name}: {error.details()}"
        return
    shown = json.dumps([told(answer) for answer in answers])
    for secret in settings["secrets"]:
        assert secret not in shown, f"it is told {secret}: {shown}"


def run(what, each, only=lambda step: True):
    for scene in sys.argv[2:]:
        with open(scene) as file:
            steps = json.load(file)
        for at, step in enumerate(steps):
            if only(step):
                try:
                    each(step)
                except Exception as error:  # whatever it is, it is told where
                    sys.exit(f"{what} {os.path.basename(scene)}, step {at + 1}, {step['as']} calls {step['call']}: {error!r}")


run("playing", play)
if "other" in settings:
    run("prying", pry)
    run("still", play, lambda step: step.get("still"))
print("all scenes played")
