namespace Compensation.Embedded.Orleans.Tests.Probes;

/// <summary>Waits that end, one way or the other.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The task, which fails if it does not end soon.</summary>
    public static Task Soon(this Task task) => task.WaitAsync(Patience);

    /// <summary>The task, which fails if it does not end soon.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);
}
