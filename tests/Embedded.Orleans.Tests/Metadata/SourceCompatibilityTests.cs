using Orleans;
using Shouldly;

namespace Compensation.Embedded.Orleans.Tests.Metadata;

/// <summary>Whatever the stand-in declares, Orleans 10.4 declares just so: the same code compiles with either.</summary>
public sealed class SourceCompatibilityTests
{
    /// <summary>Types of other packages than Microsoft.Orleans.Core.Abstractions, which cannot be downloaded by itself, with the
    /// file of github.com/dotnet/orleans where their members were read.</summary>
    private static readonly Dictionary<string, string> OfOtherPackages = new()
    {
        ["Microsoft.Extensions.Hosting.OrleansSiloGenericHostExtensions"] = "src/Orleans.Runtime/Hosting/OrleansSiloGenericHostExtensions.cs",
        ["Orleans.AliasAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.CollectionAgeLimitAttribute"] = "src/Orleans.Core/Configuration/CollectionAgeLimitAttribute.cs",
        ["Orleans.Configuration.ClusterOptions"] = "src/Orleans.Core/Configuration/Options/ClusterOptions.cs",
        ["Orleans.Configuration.GrainCollectionOptions"] = "src/Orleans.Runtime/Configuration/Options/GrainCollectionOptions.cs",
        ["Orleans.Configuration.MemoryGrainStorageOptions"] = "src/Orleans.Persistence.Memory/Options/MemoryGrainStorageOptions.cs",
        ["Orleans.Configuration.MessagingOptions"] = "src/Orleans.Core/Configuration/Options/MessagingOptions.cs",
        ["Orleans.Configuration.SiloMessagingOptions"] = "src/Orleans.Runtime/Configuration/Options/SiloMessagingOptions.cs",
        ["Orleans.GenerateSerializerAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.GrainState`1"] = "src/Orleans.Core/CodeGeneration/IGrainState.cs",
        ["Orleans.Hosting.CoreHostingExtensions"] = "src/Orleans.Runtime/Hosting/CoreHostingExtensions.cs",
        ["Orleans.Hosting.ISiloBuilder"] = "src/Orleans.Runtime/Hosting/ISiloBuilder.cs",
        ["Orleans.Hosting.MemoryGrainStorageSiloBuilderExtensions"] =
            "src/Orleans.Persistence.Memory/Hosting/MemoryGrainStorageSiloBuilderExtensions.cs",
        ["Orleans.Hosting.SiloBuilderExtensions"] = "src/Orleans.Runtime/Hosting/SiloBuilderExtensions.cs",
        ["Orleans.IClusterClient"] = "src/Orleans.Core/Core/IClusterClient.cs",
        ["Orleans.IGrainState`1"] = "src/Orleans.Core/CodeGeneration/IGrainState.cs",
        ["Orleans.IdAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.ImmutableAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.ResponseTimeoutAttribute"] = "src/Orleans.Serialization.Abstractions/Annotations.cs",
        ["Orleans.Runtime.Hosting.StorageProviderExtensions"] = "src/Orleans.Runtime/Hosting/StorageProviderHostExtensions.cs",
        ["Orleans.Runtime.IPersistentState`1"] = "src/Orleans.Runtime/Facet/Persistent/IPersistentState.cs",
        ["Orleans.Runtime.ISiloLifecycle"] = "src/Orleans.Runtime/Lifecycle/ISiloLifecycle.cs",
        ["Orleans.Runtime.PersistentStateAttribute"] = "src/Orleans.Runtime/Facet/Persistent/PersistentStateAttribute.cs",
        ["Orleans.ServiceLifecycleStage"] = "src/Orleans.Core/Lifecycle/ServiceLifecycleStage.cs",
        ["Orleans.Storage.IGrainStorage"] = "src/Orleans.Core/Providers/IGrainStorage.cs",
        ["Orleans.Storage.InconsistentStateException"] = "src/Orleans.Core/Providers/IGrainStorage.cs",
    };

    private static IReadOnlyDictionary<string, IReadOnlySet<string>> Ours { get; } = PublicApi.Of(typeof(IGrain).Assembly.Location);

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

    /// <summary>Code of ours implements these, so that no member may be missing.</summary>
    [PackageFact]
    public void Interfaces_ThatCodeImplements_HaveEveryMember()
    {
        foreach (var type in new[] { "Orleans.IGrainBase", "Orleans.ILifecycleObserver", "Orleans.ILifecycleParticipant`1", "Orleans.IGrain" })
        {
            Ours[type].ShouldBe(Theirs[type], ignoreOrder: true, type);
        }
    }

    [PackageFact]
    public void Reader_OfTheRealPackage_SeesWhatItKnows()
    {
        // From the package's own documentation: an optional parameter, a constraint, a protected member, a number of an enum.
        Theirs["Orleans.IGrainFactory"].ShouldContain(
            "virtual !!0 GetGrain`1(String primaryKey, String grainClassNamePrefix = null) where 0: None Orleans.IGrainWithStringKey");
        Theirs["Orleans.Grain"].ShouldContain("protected Void DeactivateOnIdle`0()");
        Theirs["Orleans.DeactivationReasonCode"].ShouldContain("Orleans.DeactivationReasonCode ActivationIdle = 4");
    }
}
