using Orleans;
using Shouldly;

namespace Compensation.Embedded.Orleans.Tests.Metadata;

/// <summary>Whatever the stand-in declares, Orleans 10.4 declares just so: the same code compiles with either.</summary>
public sealed class SourceCompatibilityTests
{
    private static IReadOnlyDictionary<string, IReadOnlySet<string>> Ours { get; } = PublicApi.Of(typeof(IGrain).Assembly.Location);

    [OriginalsFact]
    public void Types_AndTheirMembers_AreDeclaredThereToo() => Originals.LackWhatIsIn(Ours).ShouldBeEmpty();

    /// <summary>Code of ours implements these, so that no member may be missing.</summary>
    [OriginalsFact]
    public void Interfaces_ThatCodeImplements_HaveEveryMember()
    {
        foreach (var type in new[] { "Orleans.IGrainBase", "Orleans.ILifecycleObserver", "Orleans.ILifecycleParticipant`1", "Orleans.IGrain" })
        {
            Ours[type].ShouldBe(Originals.Api[type], ignoreOrder: true, type);
        }
    }

    [OriginalsFact]
    public void Reader_OfTheRealPackages_SeesWhatItKnows()
    {
        // From the packages' own documentation: an optional parameter, a constraint, a protected member, a number of an enum.
        Originals.Api["Orleans.IGrainFactory"].ShouldContain(
            "virtual !!0 GetGrain`1(String primaryKey, String grainClassNamePrefix = null) where 0: None Orleans.IGrainWithStringKey");
        Originals.Api["Orleans.Grain"].ShouldContain("protected Void DeactivateOnIdle`0()");
        Originals.Api["Orleans.DeactivationReasonCode"].ShouldContain("Orleans.DeactivationReasonCode ActivationIdle = 4");
    }
}
