using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Compensation.Api.Reflection;

/// <summary>The .proto files of what is served.</summary>
internal static class DescribedFiles
{
    private static readonly Dictionary<string, FileDescriptor> Files = CompensationApi.Services.SelectMany(service => All(service.File))
        .DistinctBy(file => file.Name).ToDictionary(file => file.Name);

    private static readonly Dictionary<string, FileDescriptor> Symbols = Files.Values.SelectMany(file => SymbolsOf(file).Select(symbol => (symbol, file)))
        .ToDictionary(pair => pair.symbol, pair => pair.file);

    /// <summary>A file by its name; null where there is none.</summary>
    public static FileDescriptor? OfName(string name) => Files.GetValueOrDefault(name);

    /// <summary>The file that declares a symbol; null where none does.</summary>
    public static FileDescriptor? OfSymbol(string symbol) => Symbols.GetValueOrDefault(symbol);

    /// <summary>A file and all that it imports, serialised.</summary>
    public static IEnumerable<ByteString> WithImports(FileDescriptor file) => All(file).DistinctBy(each => each.Name).Select(each => each.SerializedData);

    private static IEnumerable<FileDescriptor> All(FileDescriptor file) => file.Dependencies.SelectMany(All).Prepend(file);

    private static IEnumerable<string> SymbolsOf(FileDescriptor file) =>
        file.Services.SelectMany(service => service.Methods.Select(method => method.FullName).Prepend(service.FullName))
            .Concat(file.MessageTypes.SelectMany(SymbolsOf)).Concat(file.EnumTypes.Select(type => type.FullName));

    private static IEnumerable<string> SymbolsOf(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(SymbolsOf).Concat(message.EnumTypes.Select(type => type.FullName)).Prepend(message.FullName);
}
