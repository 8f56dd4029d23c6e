using System.Runtime.ExceptionServices;

namespace Compensation.Rules.Closing;

/// <summary>Divides work among threads. What fails on one fails as if there were none.</summary>
internal static class Ranges
{
    private const int Smallest = 16_384;

    /// <summary>Runs a loop in ranges that do not depend on each other.</summary>
    /// <param name="threads">How many threads to use at most.</param>
    /// <param name="count">How many steps there are.</param>
    /// <param name="work">Does the steps from the first number up to, without, the second.</param>
    public static void For(int threads, int count, Action<int, int> work)
    {
        if (threads <= 1 || count < 2 * Smallest)
        {
            work(0, count);
            return;
        }

        var ranges = Math.Min(threads * 4, count / Smallest);
        Surface(() => Parallel.For(0, ranges, Options(threads), range =>
            work((int)((long)count * range / ranges), (int)((long)count * (range + 1) / ranges))));
    }

    /// <summary>Does two things at once, or one after the other where there is one thread.</summary>
    public static void Both(int threads, Action first, Action second)
    {
        if (threads <= 1)
        {
            first();
            second();
            return;
        }

        Surface(() => Parallel.Invoke(Options(threads), first, second));
    }

    private static ParallelOptions Options(int threads) => new() { MaxDegreeOfParallelism = threads };

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
