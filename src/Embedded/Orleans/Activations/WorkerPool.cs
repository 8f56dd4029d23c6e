namespace Orleans.Runtime;

/// <summary>The activations of a stateless worker: a call goes to one that is idle, or to a new one while there may be more.</summary>
internal sealed class WorkerPool(Silo silo, GrainClass grainClass, GrainId id) : ICallTarget
{
    private readonly List<Activation> workers = [];

    public IEnumerable<Activation> Activations
    {
        get
        {
            lock (workers)
            {
                return [.. workers];
            }
        }
    }

    public bool TryReceive(GrainCall call)
    {
        lock (workers)
        {
            while (true)
            {
                var worker = Choose();
                if (worker.TryReceive(call))
                {
                    return true;
                }

                workers.Remove(worker);
            }
        }
    }

    /// <summary>An activation has ended; the calls that waited for it go to others.</summary>
    public void Leave(Activation worker, CallQueue left)
    {
        lock (workers)
        {
            workers.Remove(worker);
        }

        foreach (var call in left)
        {
            if (call.CanMove)
            {
                TryReceive(call);
            }
        }
    }

    private Activation Choose()
    {
        if (workers.Find(worker => worker.IsIdle) is { } idle)
        {
            return idle;
        }

        if (workers.Count < grainClass.MostWorkers)
        {
            var worker = new Activation(silo, grainClass, id, this);
            workers.Add(worker);
            return worker;
        }

        return workers.MinBy(worker => worker.Waiting)!;
    }
}
