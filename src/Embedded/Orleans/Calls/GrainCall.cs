namespace Orleans.Runtime;

/// <summary>A call on its way to an activation, waiting there, or running.</summary>
internal abstract class GrainCall
{
    /// <summary>The next in the queue that the call waits in.</summary>
    public GrainCall? Next { get; set; }

    /// <summary>When it was sent, as a timestamp of the silo's clock.</summary>
    public long Sent { get; protected set; }

    /// <summary>When its caller stops waiting, as a timestamp of the silo's clock.</summary>
    public long Deadline { get; init; } = long.MaxValue;

    /// <summary>May run among others that only read.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>May run among any others.</summary>
    public virtual bool Interleaves => false;

    /// <summary>Counts as use of the activation.</summary>
    public virtual bool IsUse => true;

    /// <summary>Makes sense for another activation of the grain, too.</summary>
    public virtual bool CanMove => true;

    /// <summary>The caller has its answer, or waits no longer.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Begins to run, in a turn of the activation.</summary>
    /// <returns>Whether it has also ended; otherwise it has said <see cref="Activation.Continues"/> and will say <see cref="Activation.Ended"/>.</returns>
    public abstract bool Start(Activation activation);

    /// <summary>Answers with an error.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Answers that no answer came in time.</summary>
    public abstract void TimeOut();
}
