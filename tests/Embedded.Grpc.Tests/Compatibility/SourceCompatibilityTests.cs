using Grpc.Core;

namespace Compensation.Embedded.Grpc.Tests.Compatibility;

/// <summary>Whatever the stand-in declares, gRPC for .NET 2.85 declares just so: the same code compiles with either.</summary>
public sealed class SourceCompatibilityTests
{
    /// <summary>Types of packages that cannot be downloaded by themselves, with the folder of github.com/grpc/grpc-dotnet/src where their
    /// members were read, each in the file of its name unless it is named.</summary>
    private static readonly Dictionary<string, string> OfOtherPackages = new()
    {
        ["Grpc.AspNetCore.HealthChecks.GrpcHealthChecksOptions"] = "Grpc.AspNetCore.HealthChecks",
        ["Grpc.AspNetCore.HealthChecks.HealthCheckMapContext"] = "Grpc.AspNetCore.HealthChecks",
        ["Grpc.AspNetCore.HealthChecks.ServiceMapping"] = "Grpc.AspNetCore.HealthChecks",
        ["Grpc.AspNetCore.HealthChecks.ServiceMappingCollection"] = "Grpc.AspNetCore.HealthChecks",
        ["Grpc.Core.AsyncStreamReaderExtensions"] = "Grpc.Core.Api and Grpc.Net.Common",
        ["Grpc.Core.AuthContext"] = "Grpc.Core.Api",
        ["Grpc.Core.AuthProperty"] = "Grpc.Core.Api",
        ["Grpc.Core.BindServiceMethodAttribute"] = "Grpc.Core.Api",
        ["Grpc.Core.ClientStreamingServerMethod`2"] = "Grpc.Core.Api/ServerMethods.cs",
        ["Grpc.Core.ContextPropagationOptions"] = "Grpc.Core.Api",
        ["Grpc.Core.ContextPropagationToken"] = "Grpc.Core.Api",
        ["Grpc.Core.DeserializationContext"] = "Grpc.Core.Api",
        ["Grpc.Core.DuplexStreamingServerMethod`2"] = "Grpc.Core.Api/ServerMethods.cs",
        ["Grpc.Core.IAsyncStreamReader`1"] = "Grpc.Core.Api",
        ["Grpc.Core.IAsyncStreamWriter`1"] = "Grpc.Core.Api",
        ["Grpc.Core.IMethod"] = "Grpc.Core.Api/Method.cs",
        ["Grpc.Core.IServerStreamWriter`1"] = "Grpc.Core.Api",
        ["Grpc.Core.Interceptors.Interceptor"] = "Grpc.Core.Api/Interceptors",
        ["Grpc.Core.Marshaller`1"] = "Grpc.Core.Api",
        ["Grpc.Core.Marshallers"] = "Grpc.Core.Api/Marshaller.cs",
        ["Grpc.Core.Metadata"] = "Grpc.Core.Api",
        ["Grpc.Core.MethodType"] = "Grpc.Core.Api/Method.cs",
        ["Grpc.Core.Method`2"] = "Grpc.Core.Api",
        ["Grpc.Core.RpcException"] = "Grpc.Core.Api",
        ["Grpc.Core.SerializationContext"] = "Grpc.Core.Api",
        ["Grpc.Core.ServerCallContext"] = "Grpc.Core.Api",
        ["Grpc.Core.ServerServiceDefinition"] = "Grpc.Core.Api",
        ["Grpc.Core.ServerStreamingServerMethod`2"] = "Grpc.Core.Api/ServerMethods.cs",
        ["Grpc.Core.ServiceBinderBase"] = "Grpc.Core.Api",
        ["Grpc.Core.Status"] = "Grpc.Core.Api",
        ["Grpc.Core.StatusCode"] = "Grpc.Core.Api",
        ["Grpc.Core.UnaryServerMethod`2"] = "Grpc.Core.Api/ServerMethods.cs",
        ["Grpc.Core.WriteFlags"] = "Grpc.Core.Api/WriteOptions.cs",
        ["Grpc.Core.WriteOptions"] = "Grpc.Core.Api",
        ["Microsoft.AspNetCore.Builder.GrpcHealthChecksEndpointRouteBuilderExtensions"] = "Grpc.AspNetCore.HealthChecks",
        ["Microsoft.AspNetCore.Builder.GrpcReflectionEndpointRouteBuilderExtensions"] = "Grpc.AspNetCore.Server.Reflection",
        ["Microsoft.Extensions.DependencyInjection.GrpcHealthChecksServiceExtensions"] = "Grpc.AspNetCore.HealthChecks",
        ["Microsoft.Extensions.DependencyInjection.GrpcReflectionServiceExtensions"] = "Grpc.AspNetCore.Server.Reflection",
    };

    private static IReadOnlyDictionary<string, IReadOnlySet<string>> Ours { get; } = PublicApi.Of(typeof(Status).Assembly.Location);

    private static IReadOnlyDictionary<string, IReadOnlySet<string>> Theirs { get; } =
        File.Exists(PackageFactAttribute.AssemblyPath) ? PublicApi.Of(PackageFactAttribute.AssemblyPath) : Ours;

    [PackageFact]
    public void Types_NotInThePackage_AreListedWithTheirSource() =>
        Ours.Keys.Where(type => !Theirs.ContainsKey(type)).ShouldBe(OfOtherPackages.Keys, ignoreOrder: true);

    [PackageFact]
    public void Members_OfTypesInThePackage_AreDeclaredThereToo() =>
        (from type in Ours
         where Theirs.ContainsKey(type.Key)
         from line in type.Value
         where !Theirs[type.Key].Contains(line)
         select $"{type.Key}: {line}").ShouldBeEmpty();

    [PackageFact]
    public void Reader_OfTheRealPackage_SeesWhatItKnows() =>
        Theirs["Grpc.AspNetCore.Server.InterceptorCollection"].ShouldContain(
            "Void Add`1(Object[] args) where 0: None Grpc.Core.Interceptors.Interceptor");
}
