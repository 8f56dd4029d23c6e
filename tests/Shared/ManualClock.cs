using NodaTime;

namespace Compensation.Testing;

/// <summary>A clock that tests set.</summary>
internal sealed class ManualClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}
