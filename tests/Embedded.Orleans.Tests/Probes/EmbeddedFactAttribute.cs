using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>A test that only the stand-in passes, and why Orleans does not; there it is left out.</summary>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("Compensation.Embedded.Orleans.Tests.Probes.EmbeddedDiscoverer", "Compensation.Embedded.Orleans.Tests")]
public sealed class EmbeddedFactAttribute : FactAttribute, ITraitAttribute
{
    /// <summary>The test moves the silo's clock.</summary>
    public const string Clock = "needs a clock that the test moves: Orleans has several.";

    public EmbeddedFactAttribute(string why) => Skip = Suite.SkipOnCluster(why);
}

/// <summary>The same for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("Compensation.Embedded.Orleans.Tests.Probes.EmbeddedDiscoverer", "Compensation.Embedded.Orleans.Tests")]
public sealed class EmbeddedTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public EmbeddedTheoryAttribute(string why) => Skip = Suite.SkipOnCluster(why);
}

/// <summary>Gives these tests the trait <c>Stack=Embedded</c>, so that a run on Orleans can leave them out.</summary>
public sealed class EmbeddedDiscoverer : ITraitDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Stack", "Embedded")];
}

internal static class Suite
{
#if CLUSTER
    public static string? SkipOnCluster(string why) => why;
#else
    public static string? SkipOnCluster(string why) => why.Length > 0 ? null : throw new ArgumentException("Say why Orleans does not pass.", nameof(why));
#endif
}
