namespace Compensation.Grains.Periods;

/// <summary>Represents what a decision about a period knows beside the period itself.</summary>
/// <param name="Previous">The period before it in the calendar; null where this is the programme's first one.</param>
public sealed record PeriodContext(PreviousPeriod? Previous)
{
    /// <summary>Whether the period that differences are posted into is open. Other commands do not read it.</summary>
    public bool IntoIsOpen { get; init; }

    /// <summary>Who made corrections since the last approval that the period's events do not tell of, such as by an import. Only an approval reads
    /// it.</summary>
    public IReadOnlyCollection<string> CorrectedBy { get; init; } = [];

    /// <summary>The overrides that hold and that the period's events do not tell of: those of an import. Only overrides and their withdrawal read them.
    /// </summary>
    public IReadOnlyList<StandingOverride> Imported { get; init; } = [];
}

/// <summary>Represents the period before the one that is decided about.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOpened">Whether it was ever opened.</param>
/// <param name="IsClosed">Whether it has an approved result.</param>
public sealed record PreviousPeriod(string Name, bool IsOpened, bool IsClosed);

/// <summary>Represents an override that holds.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Target">What it sets.</param>
public sealed record StandingOverride(string Id, OverrideTarget Target);
