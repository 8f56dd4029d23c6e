using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Rules.Explaining;

/// <summary>Explains a close: every cent that was paid, and every cent that was not.</summary>
/// <remarks>
/// The period is closed once more and each line asked about is computed again by the code that pays, which tells a witness what it sees.
/// There is no second description of the rules that could disagree with the first.
/// </remarks>
public static class Explanation
{
    /// <summary>Closes a period so that it can be asked about.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="snapshot">Everything that is known.</param>
    /// <param name="threads">How many threads the close may use.</param>
    public static Explainer Of(Plan plan, Snapshot snapshot, int threads = 1)
    {
        var work = new CloseWork(plan, snapshot, new Workers(threads));
        var result = work.Run();
        return new Explainer(new ClosedPeriod(plan, work.Frame, result));
    }
}
