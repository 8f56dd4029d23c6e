namespace Compensation.Rules.Calendars;

/// <summary>Represents a run of periods by their age: 0 is the period that is closed, 1 the one before it.</summary>
/// <param name="Newest">The age of the newest period taken in.</param>
/// <param name="Oldest">The age of the oldest; <see cref="int.MaxValue"/> for all that ever were.</param>
public readonly record struct PeriodAges(int Newest, int Oldest);
