using System.Reflection;

namespace Compensation.Embedded.Grpc.Tests.Compatibility;

/// <summary>A test that needs the real package; skipped where it was not downloaded.</summary>
public sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute() =>
        Skip = File.Exists(AssemblyPath) ? null : "skipped: needs Grpc.AspNetCore.Server; restore without -p:GrpcPackage=false";

    /// <summary>The real assembly on this machine, as the build found it.</summary>
    internal static string AssemblyPath { get; } = typeof(PackageFactAttribute).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "GrpcAspNetCoreServer").Value!;
}
