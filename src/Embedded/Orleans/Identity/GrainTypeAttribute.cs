using Orleans.Runtime;

namespace Orleans;

/// <summary>Names a grain class in grain identities, so that renaming the class leaves them, and what is stored under them, alone.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute : Attribute
{
    private readonly GrainType grainType;

    /// <summary>The class's grain type is this.</summary>
    public GrainTypeAttribute(string grainType) => this.grainType = GrainType.Create(grainType);

    /// <summary>The name.</summary>
    public GrainType GetGrainType(IServiceProvider services, Type type) => grainType;
}
