using Compensation.Api.V1;
using Google.Protobuf.Reflection;

namespace Compensation.Api.Tests.Contract;

/// <summary>The API as lines of text: what clients depend on, and nothing else.</summary>
internal static class ContractText
{
    public static IReadOnlyList<FileDescriptor> Files { get; } =
        [CommonReflection.Descriptor, StorefrontReflection.Descriptor, FinanceReflection.Descriptor, SellerReflection.Descriptor, AdminReflection.Descriptor];

    public static string Of(IEnumerable<FileDescriptor> files) => string.Concat(files.SelectMany(Describe).Select(line => line + "\n"));

    private static IEnumerable<string> Describe(FileDescriptor file) =>
        file.Services.SelectMany(Describe).Concat(file.MessageTypes.SelectMany(Describe)).Concat(file.EnumTypes.SelectMany(Describe));

    private static IEnumerable<string> Describe(ServiceDescriptor service) => service.Methods.Select(method =>
        $"  {method.Name} ({(method.IsClientStreaming ? "stream " : "")}{method.InputType.FullName}) returns "
        + $"({(method.IsServerStreaming ? "stream " : "")}{method.OutputType.FullName})").Prepend($"service {service.FullName}");

    private static IEnumerable<string> Describe(MessageDescriptor message) => message.Fields.InFieldNumberOrder()
        .Select(field => $"  {field.FieldNumber} {field.Name} {TypeOf(field)}").Prepend($"message {message.FullName}")
        .Concat(message.NestedTypes.Where(nested => !nested.GetOptions().GetMapEntrySafe()).SelectMany(Describe))
        .Concat(message.EnumTypes.SelectMany(Describe));

    private static IEnumerable<string> Describe(EnumDescriptor type) =>
        type.Values.Select(value => $"  {value.Number} {value.Name}").Prepend($"enum {type.FullName}");

    private static string TypeOf(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var simple => simple.ToString().ToLowerInvariant(),
        };
        var label = field.IsRepeated ? "repeated " : field.HasPresence && field.FieldType != FieldType.Message && field.RealContainingOneof is null
            ? "optional " : "";
        return label + type + (field.RealContainingOneof is { } oneof ? $" in {oneof.Name}" : "");
    }

    private static bool GetMapEntrySafe(this MessageOptions? options) => options?.MapEntry ?? false;
}
