using Orleans;

namespace Compensation.Grains.Periods;

/// <summary>Represents a period as it stands.</summary>
[GenerateSerializer]
[Immutable]
[Alias("compensation.period-view")]
public sealed record PeriodView
{
    /// <summary>The period's name.</summary>
    [Id(0)]
    public required string Period { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)]
    public required PeriodStatus Status { get; init; }

    /// <summary>Which version of its result is worked on or in force: 1, and one more for each restatement.</summary>
    [Id(2)]
    public required int Version { get; init; }

    /// <summary>The ledger's sequence that is calculated from; 0 where nothing is calculated.</summary>
    [Id(3)]
    public required long AsOf { get; init; }

    /// <summary>The run with its result; 0 where there is none.</summary>
    [Id(4)]
    public required long Run { get; init; }

    /// <summary>The root of the run's package, which an approval names; null where there is none.</summary>
    [Id(5)]
    public string? Root { get; init; }

    /// <summary>What the run's lines come to, in smallest units of the plan's currency.</summary>
    [Id(6)]
    public long Earned { get; init; }

    /// <summary>Why the run has to be reviewed; null where nothing asks for it.</summary>
    [Id(7)]
    public string? Review { get; init; }

    /// <summary>Where the result differed from the live one; null unless the close stopped for that.</summary>
    [Id(8)]
    public string? Stopped { get; init; }

    /// <summary>Whether it is being calculated right now, by this grain.</summary>
    [Id(9)]
    public bool IsWorking { get; init; }

    /// <summary>The step that the calculation is at; null where none is going on.</summary>
    [Id(10)]
    public CloseStep? Step { get; init; }

    /// <summary>Why the last calculation failed, so that it has to be asked for again; null where it did not.</summary>
    [Id(11)]
    public string? Failure { get; init; }

    /// <summary>The sellers whose payouts are held back.</summary>
    [Id(12)]
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>How many amounts of the result were held against the live ones, to the cent; 0 where it was not compared.</summary>
    [Id(13)]
    public long Compared { get; init; }

    /// <summary>A period as the ledger tells of it.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="period">The period's name.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="isWorking">Whether it is being calculated right now.</param>
    /// <param name="failure">Why the last calculation failed.</param>
    public static PeriodView Of(int programme, string period, PeriodState state, bool isWorking = false, string? failure = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new PeriodView
        {
            Period = period,
            Status = state.Status,
            Version = state.Version,
            AsOf = state.AsOf,
            Run = state.Result?.Run ?? 0,
            Root = state.Result?.Root,
            Earned = state.Result?.Earned ?? 0,
            Review = state.Result?.Review,
            Stopped = state.Stopped is { } stopped ? $"programme {programme}, {period}: {stopped.Live.Where}" : null,
            Compared = state.Compared?.Compared ?? 0,
            IsWorking = isWorking,
            Step = state.Status is PeriodStatus.Closing or PeriodStatus.Restating ? state.Progress?.Step : null,
            Failure = failure,
            Held = [.. state.Held.Order(StringComparer.Ordinal)],
        };
    }
}

/// <summary>Represents the answer to a request about a period.</summary>
/// <param name="View">The period afterwards.</param>
/// <param name="IsRepeated">Whether it was done before, so that nothing has happened now.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.period-reply")]
public sealed record PeriodReply(PeriodView View, bool IsRepeated, Refusal? Refusal);
