using Compensation.Grains.Programmes;

namespace Compensation.Grains.Periods;

/// <summary>Represents the key of a period's grain: <c>p-{programme}-{period}</c>.</summary>
/// <param name="Programme">The programme's number.</param>
/// <param name="Period">The period's name.</param>
public readonly record struct PeriodKey(int Programme, string Period)
{
    private const char Kind = 'p';

    /// <summary>The key of a period's grain.</summary>
    public static string Of(int programme, string period) => ProgrammeKey.Of(Kind, programme, period);

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is none of a period.</exception>
    public static PeriodKey Read(string key)
    {
        var (programme, period) = ProgrammeKey.Read(Kind, "a period", key);
        return new PeriodKey(programme, period);
    }
}
