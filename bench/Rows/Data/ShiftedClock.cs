using NodaTime;

namespace Compensation.Bench.Data;

/// <summary>A clock that runs like the system's, but began at another moment: the company's month is over.</summary>
internal sealed class ShiftedClock(Instant begin) : IClock
{
    private readonly Duration shift = begin - SystemClock.Instance.GetCurrentInstant();

    public Instant GetCurrentInstant() => SystemClock.Instance.GetCurrentInstant() + shift;
}
