using Xunit;

namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>A test that only the stand-in passes, and why Orleans does not; there it is left out.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmbeddedFactAttribute : FactAttribute
{
    /// <summary>The test moves the silo's clock.</summary>
    public const string Clock = "needs a clock that the test moves: Orleans has several.";

    public EmbeddedFactAttribute(string why) => Skip = Suite.SkipOnCluster(why);
}

/// <summary>The same for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmbeddedTheoryAttribute : TheoryAttribute
{
    public EmbeddedTheoryAttribute(string why) => Skip = Suite.SkipOnCluster(why);
}

internal static class Suite
{
#if CLUSTER
    public static string? SkipOnCluster(string why) => why;
#else
    public static string? SkipOnCluster(string why) => why.Length > 0 ? null : throw new ArgumentException("Say why Orleans does not pass.", nameof(why));
#endif
}
