using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>The grain classes of the program and the interfaces that they implement.</summary>
internal sealed class GrainClasses
{
    private readonly Silo silo;
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainInterface> interfaces = new();
    private readonly Dictionary<GrainType, GrainClass> byType = [];
    private readonly ILookup<Type, GrainClass> byInterface;

    public GrainClasses(Silo silo)
    {
        this.silo = silo;
        var classes = Assemblies().SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && !type.IsAssignableTo(typeof(GrainReference)) && InterfacesOf(type).Any())
            .Select(type => new GrainClass(silo, type))
            .ToList();
        byInterface = classes.SelectMany(known => InterfacesOf(known.Type).Select(type => (type, known))).ToLookup(pair => pair.type, pair => pair.known);
        foreach (var known in classes)
        {
            // Two classes of one name are an error for whoever uses them, not for a silo that has them at hand.
            byType.TryAdd(known.GrainType, known);
        }
    }

    /// <summary>The grain interfaces that a class implements.</summary>
    public static IEnumerable<Type> InterfacesOf(Type type) =>
        type.GetInterfaces().Where(part => part.Assembly != typeof(IGrain).Assembly && part.IsAssignableTo(typeof(IGrain)));

    /// <summary>The interface as a class implements it.</summary>
    public GrainInterface Interface(Type type, GrainClass grainClass) => new(silo, type, grainClass);

    /// <summary>The interface with the class that implements it.</summary>
    /// <exception cref="ArgumentException">No class implements the interface, or several do.</exception>
    public GrainInterface Interface(Type type, string? classNamePrefix) =>
        interfaces.GetOrAdd((type, classNamePrefix), key => Interface(key.Interface, ClassOf(key.Interface, key.Prefix)));

    /// <summary>A reference to a grain of any class, seen through one of its interfaces.</summary>
    /// <exception cref="ArgumentException">There is no such class, or it does not implement the interface.</exception>
    public GrainReference Reference(Type type, GrainId id)
    {
        if (!byType.TryGetValue(id.Type, out var known))
        {
            throw new ArgumentException($"No grain class is called {id.Type}, as {id} says.", nameof(id));
        }

        if (!byInterface[type].Contains(known))
        {
            throw new ArgumentException($"{known.Type}, the class of {id}, does not implement {type}.", nameof(type));
        }

        return interfaces.GetOrAdd((type, known.Type.FullName), _ => Interface(type, known)).Reference(id);
    }

    private GrainClass ClassOf(Type type, string? prefix)
    {
        var candidates = byInterface[type].Where(known => prefix is null || known.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var chosen = candidates switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"Could not find an implementation for interface {type}."),
            _ => throw new ArgumentException($"Several classes implement {type}: {string.Join(", ", candidates.Select(known => known.Type))}. "
                + "Give the beginning of one's name to GetGrain."),
        };
        return byType[chosen.GrainType] == chosen
            ? chosen
            : throw new ArgumentException(
                $"{chosen.Type} and {byType[chosen.GrainType].Type} are both called {chosen.GrainType}: give one a [GrainType] of its own.");
    }

    /// <summary>Every assembly of the program that knows grains, loaded already or not.</summary>
    private static IEnumerable<Assembly> Assemblies()
    {
        var grains = typeof(IGrain).Assembly.GetName().Name;
        var seen = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic)
            .DistinctBy(assembly => assembly.GetName().Name).ToDictionary(assembly => assembly.GetName().Name!);
        var open = new Queue<Assembly>(seen.Values.Where(assembly => !IsFramework(assembly.GetName().Name!)));
        while (open.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            foreach (var name in references.Where(name => !IsFramework(name.Name!) && !seen.ContainsKey(name.Name!)))
            {
                if (TryLoad(name) is { } referenced)
                {
                    seen.Add(name.Name!, referenced);
                    open.Enqueue(referenced);
                }
            }

            if (references.Any(name => name.Name == grains))
            {
                yield return assembly;
            }
        }
    }

    /// <summary>A library may reference another that its program does not come with; that one has no grains to offer.</summary>
    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static bool IsFramework(string name) =>
        name is "mscorlib" or "netstandard" or "System" || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal);
}
