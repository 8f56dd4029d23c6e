namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>Something that happens once, and that others wait for.</summary>
public sealed class Signal
{
    private readonly TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it has happened.</summary>
    public bool IsSet => source.Task.IsCompleted;

    /// <summary>It happens.</summary>
    public void Set() => source.TrySetResult();

    /// <summary>Ends when it has happened.</summary>
    public Task Wait() => source.Task;
}
