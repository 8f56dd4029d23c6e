using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Which activation stands behind a grain.</summary>
internal sealed class ActivationDirectory(Silo silo)
{
    private readonly ConcurrentDictionary<GrainId, ICallTarget> targets = new();

    /// <summary>Every activation, in no order.</summary>
    public IEnumerable<Activation> All => targets.SelectMany(target => target.Value.Activations);

    /// <summary>Hands a call to the grain's activation; a new one, if there is none.</summary>
    public void Dispatch(GrainClass grainClass, GrainId id, GrainCall call)
    {
        ICallTarget? target;
        do
        {
            if (!targets.TryGetValue(id, out target))
            {
                target = targets.GetOrAdd(id, New(grainClass, id));
            }
        }
        while (!target.TryReceive(call));
    }

    /// <summary>Takes an activation out; calls that waited for it go, in their order and before any later one, to a new activation.</summary>
    public void Replace(Activation activation, GrainClass grainClass, CallQueue left)
    {
        List<GrainCall>? moving = null;
        foreach (var call in left)
        {
            if (call.CanMove && !call.IsAnswered)
            {
                (moving ??= []).Add(call);
            }
        }

        if (moving is null)
        {
            targets.TryRemove(KeyValuePair.Create(activation.GrainId, (ICallTarget)activation));
        }
        else
        {
            Move(moving, grainClass, activation.GrainId);
        }
    }

    private void Move(List<GrainCall> moving, GrainClass grainClass, GrainId id)
    {
        var next = new Activation(silo, grainClass, id);
        next.Begin(moving, () => targets[id] = next);
    }

    private ICallTarget New(GrainClass grainClass, GrainId id) =>
        grainClass.MostWorkers > 0 ? new WorkerPool(silo, grainClass, id) : new Activation(silo, grainClass, id);
}
