using System.Text.Json.Serialization;
using Compensation.Grains.Payouts;
using Compensation.Rules.Numbers;
using Orleans;

namespace Compensation.Grains.Periods;

/// <summary>Represents what a period keeps of a run.</summary>
/// <param name="Run">The run's number in the ledger.</param>
/// <param name="Root">The root of its package, which stands for every byte of it.</param>
/// <param name="Earned">The sum of its lines, in smallest units of the plan's currency.</param>
/// <param name="Payments">What it pays, those of held sellers included, without what payees owe.</param>
/// <param name="Review">Why it has to be reviewed; null where nothing asks for it.</param>
public sealed record RunResult(long Run, string Root, long Earned, PayoutTotals Payments, string? Review);

/// <summary>Represents how the result of a close compares with the live one at the same sequence of the ledger.</summary>
/// <param name="Compared">How many amounts were compared.</param>
/// <param name="Different">How many differ; 0 if all are equal to the cent.</param>
/// <param name="First">The first one that differs; null where none does.</param>
/// <param name="Source">Where the live result came from.</param>
public sealed record LiveComparison(long Compared, long Different, LiveDifference? First,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] LiveSource Source = LiveSource.Followed)
{
    /// <summary>Where the results first differ, with both amounts; null where they do not.</summary>
    public string? Where => First is null ? null : $"{First.Payee}, {First.Bonus}{(First.Line is { } line ? $", {line}" : "")}: "
        + $"live {Show(First.Live, First.Decimals)}, close {Show(First.Close, First.Decimals)}";

    private static string Show(long? amount, int decimals) => amount is { } units ? Fixed.Format(units, decimals) : "nothing";
}

/// <summary>Where the live result came from that a close is held against.</summary>
public enum LiveSource
{
    /// <summary>The silo followed the period, entry by entry, when its close was begun.</summary>
    Followed,

    /// <summary>Nobody did. Its book, saved before or as of the period's opening, has taken in afterwards, entry by entry, what came up to the close.</summary>
    Retraced,
}

/// <summary>Represents an amount that is not the same in the close as it was live.</summary>
/// <param name="Payee">Who is paid.</param>
/// <param name="Bonus">By which bonus.</param>
/// <param name="Live">The live amount in smallest units; null where there is no such line.</param>
/// <param name="Close">The amount of the close; null likewise.</param>
/// <param name="Decimals">How many decimals both have.</param>
/// <param name="Line">Which line it is, with its source, order and level; null for a payment.</param>
public sealed record LiveDifference(string Payee, string Bonus, long? Live, long? Close, int Decimals, string? Line = null);

/// <summary>Represents what a close asks those who follow the ledger: what the period came to live.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Period">The period's name.</param>
/// <param name="PlanVersion">The publication of the plan that the period is closed by.</param>
/// <param name="PreviousRun">The run whose carry is taken over; null for a first period.</param>
/// <param name="AsOf">The sequence of the ledger that is closed.</param>
public readonly record struct LiveQuestion(int Programme, string Period, int PlanVersion, int? PreviousRun, long AsOf);

/// <summary>Represents how far a calculation is. Later steps are further than earlier ones.</summary>
/// <param name="Step">The step it is at.</param>
/// <param name="Done">How much of the step is done.</param>
/// <param name="Of">Of how much; not less than <paramref name="Done"/>.</param>
public sealed record CloseProgress(CloseStep Step, long Done, long Of)
{
    /// <summary>Whether this is further than another progress of the same calculation.</summary>
    public bool IsFurtherThan(CloseProgress? other) => other is null || (Step, Done).CompareTo((other.Step, other.Done)) > 0;
}

/// <summary>The steps of a calculation, in order.</summary>
[GenerateSerializer]
[Alias("compensation.close-step")]
public enum CloseStep
{
    /// <summary>Reading what is closed.</summary>
    Reading,

    /// <summary>Calculating.</summary>
    Calculating,

    /// <summary>Writing the run.</summary>
    Writing,

    /// <summary>Comparing it with the live result and with the run before.</summary>
    Comparing,
}
