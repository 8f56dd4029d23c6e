namespace Orleans.Runtime;

/// <summary>Calls in the order in which they came. It takes no memory while it is empty.</summary>
internal struct CallQueue
{
    private GrainCall? first;
    private GrainCall? last;

    public int Count { get; private set; }

    public void Add(GrainCall call)
    {
        call.Next = null;
        if (last is null)
        {
            first = call;
        }
        else
        {
            last.Next = call;
        }

        last = call;
        Count++;
    }

    /// <summary>Goes through the calls, first to last. The current one may be taken out meanwhile.</summary>
    public readonly Enumerator GetEnumerator() => new(first);

    /// <summary>Takes out the first call that may run now. No call passes an earlier one, unless it interleaves with all.</summary>
    public GrainCall? TakeFirst(Activation activation)
    {
        GrainCall? before = null;
        var passing = false;
        for (var call = first; call is not null; before = call, call = call.Next)
        {
            if ((!passing || call.Interleaves) && activation.MayRun(call))
            {
                Remove(call, before);
                return call;
            }

            passing = true;
        }

        return null;
    }

    /// <summary>Takes out the calls whose callers wait no longer.</summary>
    public void RemoveAnswered()
    {
        GrainCall? before = null;
        for (var call = first; call is not null; call = call.Next)
        {
            if (call.IsAnswered)
            {
                Remove(call, before);
            }
            else
            {
                before = call;
            }
        }
    }

    /// <summary>Takes all calls out.</summary>
    public CallQueue TakeAll()
    {
        var all = this;
        this = default;
        return all;
    }

    private void Remove(GrainCall call, GrainCall? before)
    {
        if (before is null)
        {
            first = call.Next;
        }
        else
        {
            before.Next = call.Next;
        }

        if (last == call)
        {
            last = before;
        }

        Count--;
    }

    /// <summary>A walk through the calls.</summary>
    internal struct Enumerator(GrainCall? first)
    {
        private GrainCall? next = first;

        public GrainCall Current { get; private set; } = null!;

        public bool MoveNext()
        {
            if (next is null)
            {
                return false;
            }

            (Current, next) = (next, next.Next);
            return true;
        }
    }
}
