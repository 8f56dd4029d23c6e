using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>A grain class: how its grains are named, made, scheduled and collected.</summary>
internal sealed class GrainClass
{
    private readonly Silo silo;
    private readonly Lazy<GrainInterface> ownInterface;
    private readonly Lazy<(ConstructorInvoker Constructor, Func<Activation, object?>[] Arguments)> maker;

    public GrainClass(Silo silo, Type type)
    {
        this.silo = silo;
        Type = type;
        GrainType = type.GetCustomAttribute<GrainTypeAttribute>()?.GetGrainType(silo.Services, type) ?? Conventional(type);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        MostWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        (MostCalls, MostCallsName) = MostWorkers > 0
            ? (silo.Messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker, nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit_StatelessWorker))
            : (silo.Messaging.MaxEnqueuedRequestsHardLimit, nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit));
        CollectionAge = type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit ?? silo.Collection.CollectionAge;
        PreparesItself = Overrides(nameof(IGrainBase.OnActivateAsync));
        TakesLeave = Overrides(nameof(IGrainBase.OnDeactivateAsync));
        ownInterface = new(() => silo.Grains.Interface(GrainClasses.InterfacesOf(type).First(), this));
        maker = new(FindConstructor);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>How many activations a grain may have at once if the class is a stateless worker; otherwise 0.</summary>
    public int MostWorkers { get; }

    /// <summary>An activation that has more calls than this, waiting and running, takes no other; 0 is no limit.</summary>
    public int MostCalls { get; }

    /// <summary>The setting behind <see cref="MostCalls"/>.</summary>
    public string MostCallsName { get; }

    public TimeSpan CollectionAge { get; }

    /// <summary>Whether the class has an <c>OnActivateAsync</c> of its own.</summary>
    public bool PreparesItself { get; }

    /// <summary>Whether the class has an <c>OnDeactivateAsync</c> of its own.</summary>
    public bool TakesLeave { get; }

    /// <summary>A reference to one of its grains.</summary>
    public GrainReference Reference(GrainId id) => ownInterface.Value.Reference(id);

    /// <summary>Makes the grain object of an activation, in a turn of it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be made; the inner exception says why.</exception>
    public object Create(Activation activation)
    {
        try
        {
            var (constructor, arguments) = maker.Value;
            var values = new object?[arguments.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = arguments[i](activation);
            }

            return constructor.Invoke(values.AsSpan());
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Failed to create an instance of grain type '{Type}'. See {nameof(error.InnerException)} for details.", error);
        }
    }

    private static GrainType Conventional(Type type)
    {
        const string Suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name);
    }

    private bool Overrides(string name)
    {
        if (!Type.IsAssignableTo(typeof(IGrainBase)))
        {
            return false;
        }

        var map = Type.GetInterfaceMap(typeof(IGrainBase));
        var index = Array.FindIndex(map.InterfaceMethods, method => method.Name == name);
        var declaring = map.TargetMethods[index]?.DeclaringType;
        return declaring is not null && declaring != typeof(Grain) && declaring != typeof(IGrainBase);
    }

    private (ConstructorInvoker Constructor, Func<Activation, object?>[] Arguments) FindConstructor()
    {
        var constructors = Type.GetConstructors();
        return constructors.Length == 1
            ? (ConstructorInvoker.Create(constructors[0]), Array.ConvertAll(constructors[0].GetParameters(), Argument))
            : throw new OrleansConfigurationException($"{Type} has {constructors.Length} public constructors: a grain class has one.");
    }

    /// <summary>Where an argument of the constructor comes from.</summary>
    private Func<Activation, object?> Argument(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(IGrainContext))
        {
            return activation => activation;
        }

        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } stored)
        {
            var state = typeof(GrainClass).GetMethod(nameof(State), BindingFlags.Instance | BindingFlags.NonPublic)!;
            return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPersistentState<>)
                ? (Func<Activation, object?>)state.MakeGenericMethod(type.GenericTypeArguments)
                    .Invoke(this, BindingFlags.DoNotWrapExceptions, null, [stored], null)!
                : throw new OrleansConfigurationException($"{Type}: the persistent state `{parameter.Name}` has to be an IPersistentState<T>.");
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return activation => activation.ActivationServices.GetRequiredKeyedService(type, keyed.Key);
        }

        if (silo.Services.GetRequiredService<SharedServices>().Has(type))
        {
            return _ => silo.Services.GetRequiredService(type);
        }

        return parameter.HasDefaultValue
            ? activation => activation.ActivationServices.GetService(type) ?? parameter.DefaultValue
            : activation => activation.ActivationServices.GetRequiredService(type);
    }

    private Func<Activation, object?> State<TState>(PersistentStateAttribute stored)
    {
        var storage = silo.StorageOf(Type, stored);
        return activation =>
        {
            var state = new StoredState<TState>(stored.StateName, activation, storage);
            activation.Add(state);
            return state;
        };
    }
}
