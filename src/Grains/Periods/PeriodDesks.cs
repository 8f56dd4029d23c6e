using System.Collections.Concurrent;

namespace Compensation.Grains.Periods;

/// <summary>Represents the workflows of a silo's programmes, each made when it is first needed.</summary>
/// <param name="make">Makes the workflow of a programme.</param>
public sealed class PeriodDesks(Func<int, PeriodWork> make)
{
    private readonly ConcurrentDictionary<int, PeriodWork> desks = new();

    /// <summary>The workflow of a programme.</summary>
    public PeriodWork Of(int programme) => desks.GetOrAdd(programme, make);
}
