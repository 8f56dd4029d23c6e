using System.Reflection;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests.Metadata;

/// <summary>A test that needs the real package; skipped where it was not downloaded.</summary>
public sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute() =>
        Skip = File.Exists(AssemblyPath) ? null : "skipped: needs Microsoft.Orleans.Core.Abstractions; restore without -p:OrleansPackage=false";

    /// <summary>The real assembly on this machine, as the build found it.</summary>
    internal static string AssemblyPath { get; } = typeof(PackageFactAttribute).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "OrleansAbstractions").Value!;
}
