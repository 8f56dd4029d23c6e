using Compensation.Ledger.Store;
using Compensation.Rules.Calendars;
using Compensation.Rules.Plans;
using Compensation.Testing;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Simulation.Tests;

/// <summary>The company whose orders are simulated: ten sellers, each below one before; orders count when paid, with a cut-off of 5 days.</summary>
internal static class Company
{
    public const int Sellers = 10;

    public const string Text = """
        plan: Simulated
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        cutoff: 5 days
        volumes: { CV: {} }
        bonuses:
          - unilevel: Team
            of: CV
            rate: [10%, 5%]
        """;

    public static readonly Instant Start = Instant.FromUtc(2026, 1, 24, 12, 0);

    public static Plan Plan { get; } = PlanChecker.Check(Text, "plan.yaml").Plan ?? throw new InvalidOperationException("The plan has an error.");

    public static PlanCalendar Calendar => Plan.Calendar;

    public static Period January { get; } = Plan.Calendar.Find("2026-01")!;

    /// <summary>A ledger with the company in it, which every run begins with a copy of.</summary>
    public static async Task<int> CreateAsync(string address, IClock clock)
    {
        await using var database = await LedgerDatabase.OpenAsync(address, clock);
        var sellers = string.Concat(Enumerable.Range(0, Sellers).Select(seller => $"S{seller},{(seller == 0 ? "" : $"S{(seller - 1) / 2}")},2025-06-01\n"));
        return await LedgerSilo.AddCompanyAsync(database, Plan, "seller,sponsor,enrolled\n" + sellers);
    }
}
