using System.Collections.Immutable;
using Compensation.Grains.Payouts;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Periods;

/// <summary>Represents a period as its events have made it.</summary>
/// <remarks>Immutable. Whoever holds the events can make it again with <see cref="Of"/>. Persons are compared without regard to upper and lower case.</remarks>
public sealed record PeriodState
{
    private static readonly ImmutableHashSet<string> NoPersons = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);
    private static readonly ImmutableHashSet<string> NoSellers = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>A period that was never opened.</summary>
    public static PeriodState NotOpened { get; } = new();

    /// <summary>The events, in order.</summary>
    public ImmutableList<PeriodEvent> History { get; private init; } = [];

    /// <summary>Where it stands.</summary>
    public PeriodStatus Status { get; private init; }

    /// <summary>The period; null before it is opened.</summary>
    public Period? Period { get; private init; }

    /// <summary>The version of the plan that it was opened with.</summary>
    public int PlanVersion { get; private init; }

    /// <summary>Which version of its result is worked on or in force: 1, and one more for each restatement.</summary>
    public int Version { get; private init; }

    /// <summary>Who began the calculation that is going on or has a result; null where there is none.</summary>
    public string? BegunBy { get; private init; }

    /// <summary>The event with which this calculation was begun, by its number; 0 where there is none.</summary>
    public int BegunWith { get; private init; }

    /// <summary>The ledger's sequence that this calculation is from.</summary>
    public long AsOf { get; private init; }

    /// <summary>How far the calculation is; null where nothing was reported.</summary>
    public CloseProgress? Progress { get; private init; }

    /// <summary>Where the result differed from the live one; null unless the close stopped for that.</summary>
    public PeriodEvent.CloseStopped? Stopped { get; private init; }

    /// <summary>The result of the version that is worked on or in force; null before there is one.</summary>
    public RunResult? Result { get; private init; }

    /// <summary>How this result compares with the live one; null where it was not compared.</summary>
    public LiveComparison? Compared => History.OfType<PeriodEvent.ResultRecorded>().LastOrDefault(recorded => recorded.Result == Result)?.Live;

    /// <summary>The result that was approved last; it stays while a restatement is worked on.</summary>
    public RunResult? InForce { get; private init; }

    /// <summary>The result that was in force before that; null unless the period was restated.</summary>
    public RunResult? Replaced { get; private init; }

    /// <summary>The first approved result: the one that payouts are made from.</summary>
    public RunResult? Original { get; private init; }

    /// <summary>Who made overrides or adjustments since the last approval.</summary>
    public ImmutableHashSet<string> Makers { get; private init; } = NoPersons;

    /// <summary>The sellers who are held.</summary>
    public ImmutableHashSet<string> Held { get; private init; } = NoSellers;

    /// <summary>All payouts prepared so far; null before the first batch.</summary>
    public PayoutTotals? Prepared { get; private init; }

    /// <summary>What the last batch held back.</summary>
    public PayoutTotals HeldBack { get; private init; } = PayoutTotals.None;

    /// <summary>All payouts confirmed so far.</summary>
    public PayoutTotals Confirmed { get; private init; } = PayoutTotals.None;

    /// <summary>Whether the period was closed once: it has an approved result, which never changes.</summary>
    public bool IsClosed => Original is not null;

    /// <summary>Whether a restatement is going on.</summary>
    public bool IsBeingRestated => Version > 1 && Status != PeriodStatus.Paid;

    /// <summary>The overrides that hold, by their ids.</summary>
    public IEnumerable<PeriodEvent.Overridden> Overrides
    {
        get
        {
            var withdrawn = History.OfType<PeriodEvent.OverrideWithdrawn>().Select(happened => happened.OverrideId).ToHashSet();
            return History.OfType<PeriodEvent.Overridden>().Where(happened => !withdrawn.Contains(happened.Cause.Request));
        }
    }

    /// <summary>The period that events have made.</summary>
    public static PeriodState Of(IEnumerable<PeriodEvent> events) => events.Aggregate(NotOpened, (state, happened) => state.Apply(happened));

    /// <summary>The period after one more event.</summary>
    /// <exception cref="InvalidOperationException">The event is not the period's next one.</exception>
    public PeriodState Apply(PeriodEvent happened)
    {
        if (happened.Number != History.Count + 1)
        {
            throw new InvalidOperationException($"Event {happened.Number} of period '{Period?.Name}' does not follow event {History.Count}.");
        }

        return (this with { History = History.Add(happened) }).After(happened);
    }

    private PeriodState After(PeriodEvent happened) => happened switch
    {
        PeriodEvent.Opened opened => this with
        {
            Status = PeriodStatus.Open,
            Period = opened.Period,
            PlanVersion = opened.PlanVersion,
            Version = 1,
        },
        PeriodEvent.CloseBegun begun => Begun(PeriodStatus.Closing, begun.Cause.By, begun.AsOf) with { BegunWith = begun.Number },
        PeriodEvent.RestatementBegun begun => Begun(PeriodStatus.Restating, begun.Cause.By, begun.AsOf) with
        {
            BegunWith = begun.Number,
            Version = Version + 1,
        },
        PeriodEvent.ProgressRecorded recorded => this with { Progress = recorded.Progress },
        PeriodEvent.CloseStopped stopped => this with { Stopped = stopped },
        PeriodEvent.ResultRecorded recorded => this with { Status = PeriodStatus.Calculated, Result = recorded.Result, Stopped = null },
        PeriodEvent.Approved => this with
        {
            Status = PeriodStatus.Approved,
            InForce = Result,
            Replaced = InForce,
            Original = Original ?? Result,
            Makers = NoPersons,
        },
        PeriodEvent.Rejected when Version == 1 => Begun(PeriodStatus.Open, null, 0),
        PeriodEvent.Rejected => Begun(PeriodStatus.Paid, null, 0) with { Version = Version - 1, Result = InForce },
        PeriodEvent.Overridden or PeriodEvent.OverrideWithdrawn or PeriodEvent.Adjusted => this with { Makers = Makers.Add(happened.Cause.By) },
        PeriodEvent.Held held => this with { Held = Held.Add(held.Seller) },
        PeriodEvent.Released released => this with { Held = Held.Remove(released.Seller) },
        PeriodEvent.PayoutsPrepared prepared => this with
        {
            Prepared = (Prepared ?? PayoutTotals.None) + prepared.Prepared,
            HeldBack = prepared.HeldBack,
        },
        PeriodEvent.PayoutsConfirmed confirmed => this with { Confirmed = Confirmed + confirmed.Confirmed },
        PeriodEvent.Paid or PeriodEvent.DifferencesPosted => this with { Status = PeriodStatus.Paid },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private PeriodState Begun(PeriodStatus status, string? by, long asOf) => this with
    {
        Status = status,
        BegunBy = by,
        BegunWith = 0,
        AsOf = asOf,
        Progress = null,
        Stopped = null,
        Result = null,
    };
}
