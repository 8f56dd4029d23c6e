using NodaTime;

namespace Compensation.Silo.Generating;

/// <summary>Says which synthetic company to generate. The same options give the same company to the byte.</summary>
public sealed record CompanyOptions
{
    /// <summary>The most sellers a company may have.</summary>
    public const int MostSellers = 10_000_000;

    /// <summary>The most orders per seller and month.</summary>
    public const int MostOrdersPerSeller = 100;

    /// <summary>The most months of orders.</summary>
    public const int MostMonths = 120;

    /// <summary>How many sellers there are at the end of the last month, from 1 to <see cref="MostSellers"/>.</summary>
    public required int Sellers { get; init; }

    /// <summary>How many orders a month brings per seller on average, from 0 to <see cref="MostOrdersPerSeller"/>.
    /// The default is 5.</summary>
    public int OrdersPerSeller { get; init; } = 5;

    /// <summary>The seed of all randomness. The default is 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The first month that has orders. The default is January 2026.</summary>
    public YearMonth First { get; init; } = new(2026, 1);

    /// <summary>How many months have orders, from 1 to <see cref="MostMonths"/>. The default is 1.</summary>
    public int Months { get; init; } = 1;

    /// <summary>The zone in which months begin and end. The default is UTC.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;
}
