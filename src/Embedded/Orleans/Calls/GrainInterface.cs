namespace Orleans.Runtime;

/// <summary>A grain interface with the class behind it.</summary>
internal sealed class GrainInterface
{
    private readonly Func<GrainInterface, GrainId, GrainReference> create;

    public GrainInterface(Silo silo, Type type, GrainClass grainClass)
    {
        Silo = silo;
        Type = type;
        Class = grainClass;
        (Methods, create) = GrainReferenceTypes.For(type);
    }

    public Silo Silo { get; }

    public Type Type { get; }

    public GrainClass Class { get; }

    public GrainMethod[] Methods { get; }

    public GrainReference Reference(GrainId id) => create(this, id);
}
