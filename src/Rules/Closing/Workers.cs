using System.Runtime.ExceptionServices;

namespace Compensation.Rules.Closing;

/// <summary>Divides work among threads. What fails on one fails as if there were none.</summary>
/// <param name="threads">How many threads to use at most.</param>
/// <param name="smallest">How many steps are worth a thread.</param>
internal sealed class Workers(int threads, int smallest = Workers.WorthAThread)
{
    private const int WorthAThread = 8_192;

    /// <summary>More than one for each thread, because some take longer than others.</summary>
    private const int RangesOfAThread = 8;

    private readonly ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Max(1, threads) };

    /// <summary>How many threads there are at most.</summary>
    public int Threads => options.MaxDegreeOfParallelism;

    /// <summary>Whether a loop of so many steps is divided.</summary>
    public bool Divide(int count) => Threads > 1 && count >= 2 * smallest;

    /// <summary>Runs a loop in ranges that do not depend on each other.</summary>
    /// <param name="count">How many steps there are.</param>
    /// <param name="work">Does the steps from the first number up to, without, the second.</param>
    public void For(int count, Action<int, int> work) => Collect(count, (from, to) =>
    {
        work(from, to);
        return 0;
    });

    /// <summary>Runs a loop in ranges that do not depend on each other, and gives what each has found, in their order.</summary>
    /// <param name="count">How many steps there are.</param>
    /// <param name="work">Does the steps from the first number up to, without, the second.</param>
    public T[] Collect<T>(int count, Func<int, int, T> work)
    {
        if (!Divide(count))
        {
            return [work(0, count)];
        }

        var found = new T[Math.Min(Threads * RangesOfAThread, count / smallest)];
        Surface(() => Parallel.For(0, found.Length, options, range =>
            found[range] = work((int)((long)count * range / found.Length), (int)((long)count * (range + 1) / found.Length))));
        return found;
    }

    /// <summary>Does two things at once, or one after the other where there is one thread.</summary>
    public void Both(Action first, Action second)
    {
        if (Threads == 1)
        {
            first();
            second();
            return;
        }

        Surface(() => Parallel.Invoke(options, first, second));
    }

    private static void Surface(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }
}
