using Compensation.Rules.Plans;

namespace Compensation.Rules.Closing;

/// <summary>The calculation: a pure function from a plan and a snapshot to a result.</summary>
public static class PeriodClose
{
    /// <summary>Closes a period.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="snapshot">Everything that is known.</param>
    /// <param name="threads">How many threads to use; the result is the same to the byte with any number.</param>
    public static Result Close(Plan plan, Snapshot snapshot, int threads = 1) => throw new NotSupportedException($"{plan} {snapshot} {threads}");
}
