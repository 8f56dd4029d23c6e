using FsCheck;

namespace Compensation.Grains.Tests;

/// <summary>Checks properties.</summary>
internal static class Properties
{
    /// <summary>Checks a property so many times and throws with the seed where it fails.</summary>
    public static void Check(this Property property, int times) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(times), property);
}
