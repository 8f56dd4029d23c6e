using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>The descriptions of all services that are mapped, with what they are made of.</summary>
internal sealed class ServedDescriptors
{
    private readonly Dictionary<string, FileDescriptor> files = [];
    private readonly Dictionary<string, FileDescriptor> symbols = [];
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> extensions = [];

    public ServedDescriptors(EndpointDataSource endpoints)
    {
        var services = endpoints.Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>().Distinct().Select(Descriptor).OfType<ServiceDescriptor>().DistinctBy(service => service.FullName).ToList();
        Services = [.. services.Select(service => service.FullName)];
        foreach (var service in services)
        {
            Add(service.File);
        }
    }

    /// <summary>The names of the services.</summary>
    public IReadOnlyList<string> Services { get; }

    public FileDescriptor? FileByName(string name) => files.GetValueOrDefault(name);

    public FileDescriptor? FileOfSymbol(string name) => symbols.GetValueOrDefault(name);

    public FileDescriptor? FileOfExtension(string type, int number) => extensions.GetValueOrDefault(type)?.GetValueOrDefault(number);

    /// <summary>The numbers of a message's extensions; null if it is no message that is known.</summary>
    public IEnumerable<int>? ExtensionsOf(string type) =>
        extensions.GetValueOrDefault(type)?.Keys ?? (symbols.ContainsKey(type) ? Enumerable.Empty<int>() : null);

    /// <summary>The description that generated code has beside the method that binds the service.</summary>
    private static ServiceDescriptor? Descriptor(Type service) =>
        service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType
            .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;

    private void Add(FileDescriptor file)
    {
        if (!files.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var dependency in file.Dependencies)
        {
            Add(dependency);
        }

        foreach (var service in file.Services)
        {
            symbols[service.FullName] = file;
            AddAll(service.Methods, file);
        }

        foreach (var message in file.MessageTypes)
        {
            Add(message, file);
        }

        AddEnums(file.EnumTypes, file);
        AddExtensions(file.Extensions.UnorderedExtensions, file);
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        symbols[message.FullName] = file;
        AddAll(message.Fields.InDeclarationOrder(), file);
        AddAll(message.Oneofs, file);
        AddEnums(message.EnumTypes, file);
        AddExtensions(message.Extensions.UnorderedExtensions, file);
        foreach (var nested in message.NestedTypes)
        {
            Add(nested, file);
        }
    }

    private void AddEnums(IEnumerable<EnumDescriptor> enums, FileDescriptor file)
    {
        foreach (var type in enums)
        {
            symbols[type.FullName] = file;
            AddAll(type.Values, file);
        }
    }

    private void AddExtensions(IEnumerable<FieldDescriptor> declared, FileDescriptor file)
    {
        foreach (var extension in declared)
        {
            symbols[extension.FullName] = file;
            var type = extension.ExtendeeType.FullName;
            (extensions.TryGetValue(type, out var known) ? known : extensions[type] = [])[extension.FieldNumber] = file;
        }
    }

    private void AddAll(IEnumerable<IDescriptor> parts, FileDescriptor file)
    {
        foreach (var part in parts)
        {
            symbols[part.FullName] = file;
        }
    }
}
