using System.Reflection;

namespace Compensation.Testing;

/// <summary>The real assemblies that a stand-in stands in for, where the build found them on this machine.</summary>
internal static class Originals
{
    private static readonly string[] Paths = typeof(Originals).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == nameof(Originals)).Value!.Split(';');

    /// <summary>Those that were not downloaded.</summary>
    public static IEnumerable<string> Missing => Paths.Where(path => !File.Exists(path)).Select(path => Path.GetFileNameWithoutExtension(path)!);

    /// <summary>What all of them show together; a type that two of them declare has the members of both.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Api { get; } = Paths.Where(File.Exists).SelectMany(PublicApi.Of)
        .GroupBy(type => type.Key).ToDictionary(type => type.Key, type => (IReadOnlySet<string>)type.SelectMany(one => one.Value).ToHashSet());

    /// <summary>What an assembly declares and none of them does, each with its type.</summary>
    public static IEnumerable<string> LackWhatIsIn(IReadOnlyDictionary<string, IReadOnlySet<string>> api) =>
        from type in api
        let theirs = Api.GetValueOrDefault(type.Key)
        from line in theirs is null ? ["the type itself"] : type.Value.Where(line => !theirs.Contains(line))
        select $"{type.Key}: {line}";
}

/// <summary>A test that needs the real packages; skipped where they were not downloaded.</summary>
internal sealed class OriginalsFactAttribute : Xunit.FactAttribute
{
    public OriginalsFactAttribute() => Skip = Originals.Missing.FirstOrDefault() is { } missing ? $"skipped: needs the package of {missing}" : null;
}
