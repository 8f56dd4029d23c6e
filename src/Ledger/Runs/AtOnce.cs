using System.Runtime.ExceptionServices;

namespace Compensation.Ledger.Runs;

/// <summary>Does works that do not touch each other at the same time.</summary>
internal static class AtOnce
{
    /// <summary>Does all works; with one thread in their order.</summary>
    /// <remarks>Where some fail, one of the failures is thrown as it is, when all have ended.</remarks>
    public static void Do(int threads, params IReadOnlyList<Action> works)
    {
        if (threads <= 1)
        {
            foreach (var work in works)
            {
                work();
            }

            return;
        }

        try
        {
            Parallel.For(0, works.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, work => works[work]());
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
