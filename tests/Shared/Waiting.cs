namespace Compensation.Testing;

/// <summary>Waits that end, one way or the other.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The task, which fails if it does not end soon; not by a <see cref="TimeoutException"/>, which a test may expect.</summary>
    public static async Task Soon(this Task task)
    {
        await EndAsync(task);
        await task;
    }

    /// <summary>The task, which fails if it does not end soon.</summary>
    public static async Task<T> Soon<T>(this Task<T> task)
    {
        await EndAsync(task);
        return await task;
    }

    private static async Task EndAsync(Task task)
    {
        if (await Task.WhenAny(task, Task.Delay(Patience)) != task)
        {
            throw new InvalidOperationException($"What was to end soon has not ended in {Patience}.");
        }
    }
}
