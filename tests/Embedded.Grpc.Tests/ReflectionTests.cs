using Compensation.Embedded.Grpc.Tests.Interop;
using Compensation.Embedded.Grpc.Tests.Testing;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>grpc.reflection, v1 and v1alpha. Requests are written and answers read by the numbers in gRPC's reflection.proto:
/// 3 a file's name, 4 a symbol, 5 an extension, 6 a type's extensions, 7 all services; in the answer 4 files, 5 numbers, 6 services, 7 error.</summary>
public sealed class ReflectionTests
{
    public static TheoryData<string> Versions => ["v1", "v1alpha"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Services_AreListedByName(string version)
    {
        var (field, content) = await AskAsync(version, 7, "*");

        field.ShouldBe(6);
        Fields(content).Select(service => Fields(service.Value.ToByteArray()).Single().Value.ToStringUtf8())
            .ShouldBe(["grpc.testing.TestService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(3, "testing.proto")]
    [InlineData(4, "grpc.testing.TestService")]
    [InlineData(4, "grpc.testing.TestService.UnaryCall")]
    [InlineData(4, "grpc.testing.SimpleRequest")]
    [InlineData(4, "grpc.testing.SimpleRequest.payload")]
    [InlineData(4, "grpc.testing.PayloadType")]
    public async Task Files_OfANameOrSymbol_AreGivenAsTheyWereCompiled(int field, string what)
    {
        var (answered, content) = await AskAsync("v1", field, what);

        answered.ShouldBe(4);
        var file = Fields(content).Single().Value;
        file.ShouldBe(TestingReflection.Descriptor.SerializedData);
        FileDescriptorProto.Parser.ParseFrom(file).Service.Select(service => service.Name).ShouldContain("TestService");
    }

    [Theory]
    [InlineData(3, "other.proto")]
    [InlineData(4, "grpc.testing.Other")]
    [InlineData(6, "grpc.testing.Other")]
    public async Task Question_ForWhatIsNotThere_IsAnsweredWithNotFound(int field, string what)
    {
        var (answered, content) = await AskAsync("v1", field, what);

        answered.ShouldBe(7);

        // Field 1 is the code as a varint; NOT_FOUND is 5.
        content[..2].ShouldBe([8, 5]);
    }

    [Fact]
    public async Task Extensions_OfAMessageWithoutAny_AreNone()
    {
        var (answered, content) = await AskAsync("v1", 6, "grpc.testing.Empty");

        answered.ShouldBe(5);
        Fields(content).Single().Value.ToStringUtf8().ShouldBe("grpc.testing.Empty");
    }

    [Fact]
    public async Task Host_WithoutReflection_IsToldToAddIt() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => GrpcHost.StartAsync(app => app.MapGrpcReflectionService())))
            .Message.ShouldContain("AddGrpcReflection");

    /// <summary>Asks, and gives the field that the answer has beside the question, with its content.</summary>
    private static async Task<(int Field, byte[] Content)> AskAsync(string version, int field, string text)
    {
        await using var host = await GrpcHost.StartAsync(
            app =>
            {
                app.MapGrpcService<InteropService>();
                app.MapGrpcHealthChecksService();
                app.MapGrpcReflectionService();
            },
            configure: builder => builder.Services.AddGrpcReflection().AddGrpcHealthChecks());
        using var client = new GrpcClient(host.Address);
        var question = new MemoryStream();
        using (var output = new CodedOutputStream(question, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(text);
        }

        var path = $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo";
        var answer = await client.SendAsync(path, new ByteArrayContent(GrpcClient.Frame(question.ToArray())));
        answer.Status.ShouldBe("0", answer.Message);
        var fields = Fields(answer.Frames().Single().Bytes).ToList();
        fields.ShouldContain((2, ByteString.CopyFrom(question.ToArray())));
        var (found, content) = fields.Single(candidate => candidate.Field > 2);
        return (found, content.ToByteArray());
    }

    private static IEnumerable<(int Field, ByteString Value)> Fields(byte[] message)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is > 0 and var tag)
        {
            yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes());
        }
    }
}
