using Compensation.Ledger.Runs;
using Compensation.Rules.Plans;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Silo.Closing;

/// <summary>Says which period may be closed with a plan, and after which run.</summary>
internal static class RunChain
{
    /// <summary>The period of a name, if the plan is in force by then.</summary>
    /// <returns>The period, or null and why not.</returns>
    public static (Period? Period, string Why) Find(Plan plan, string name)
    {
        if (!plan.Calendar.TryFind(name, out var period, out var why))
        {
            return (null, why);
        }

        var effective = plan.Document.Effective;
        return period.First >= effective
            ? (period, "")
            : (null, $"The plan '{plan.Name}', version {plan.Document.Version}, is effective from {effective:uuuu-MM-dd}; "
                + $"the period '{name}' begins before that. Use the version that was in force then.");
    }

    /// <summary>Why a run cannot be the one before a period; empty if it can.</summary>
    public static string WhyNotBefore(Plan plan, Period period, RunPackage previous)
    {
        var (before, summary) = (plan.Calendar.Previous(period), previous.Summary);
        if (before is null || summary.Period.Name != before.Name)
        {
            return $"The run '{previous.Folder}' is of '{summary.Period.Name}', but before '{period.Name}' comes "
                + $"'{before?.Name}'. Name the run of '{before?.Name}' with --previous, or none for a first close.";
        }

        if (summary.Period.End != period.Start)
        {
            return $"The run '{previous.Folder}' ended at {summary.Period.End}, but '{period.Name}' begins at {period.Start}: "
                + "the plans' time zones differ. Give the plan the time zone of the run before.";
        }

        return summary.Currency == plan.Document.Currency && summary.Decimals == plan.Decimals
            ? ""
            : $"The run '{previous.Folder}' is in {summary.Currency} with {summary.Decimals} decimals, the plan in "
                + $"{plan.Document.Currency} with {plan.Decimals}: what is carried over has no meaning here. "
                + "Give the plan the currency of the run before, or begin anew without --previous.";
    }

    /// <summary>Opens the run whose carry a stored run took over.</summary>
    /// <param name="run">The stored run.</param>
    /// <param name="named">Where the run before is said to lie; null to look beside the stored one.</param>
    /// <returns>The run before, null for a first one; and why it is not the right one, or empty.</returns>
    public static (RunPackage? Previous, string Why) FindPrevious(RunPackage run, string? named)
    {
        var before = named is null ? run.FindPrevious() : RunPackage.Open(named);
        if (before?.Root == run.Inputs.PreviousRoot)
        {
            return (before, "");
        }

        return (before, before is null
            ? $"The run took over the carry of the run with the root {run.Inputs.PreviousRoot}, which does not lie "
                + "beside it. Name it with --previous."
            : $"The run '{before.Folder}' has the root {before.Root}, but '{run.Folder}' took over the carry of "
                + $"{run.Inputs.PreviousRoot ?? "none"}. Name that one with --previous.");
    }
}
