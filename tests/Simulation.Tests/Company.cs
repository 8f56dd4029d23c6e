using Compensation.Grains.Periods;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Calendars;
using Compensation.Rules.Plans;
using Compensation.Testing;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Simulation.Tests;

/// <summary>The company whose life is simulated: ten sellers at first, each below one before; orders count when paid, with a cut-off of 5 days.</summary>
/// <remarks>What its plan comes to, <see cref="Reckoning"/> says a second time and simply.</remarks>
internal static class Company
{
    /// <summary>How many sellers it has at first.</summary>
    public const int Sellers = 10;

    public const string Text = """
        plan: Simulated
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        cutoff: 5 days
        volumes: { CV: {} }
        ranks:
          ladder:
            - { rank: Silver, needs: CV >= 500 }
        bonuses:
          - rebate: Own
            of: CV
            rate: { by: rank, Silver: 4%, otherwise: 2% }
            wallet: points
          - unilevel: Team
            of: CV
            rate: [10%, 5%]
        payout:
          minimum: 20.00
          withheld at most: 50%
          fees: [{ fee: Transfer, amount: 0.35 }]
        """;

    public static readonly Instant Start = Instant.FromUtc(2026, 1, 24, 12, 0);

    /// <summary>When the first sellers joined.</summary>
    public static readonly Instant Founded = Instant.FromUtc(2025, 6, 1, 0, 0);

    public static Plan Plan { get; } = PlanChecker.Check(Text, "plan.yaml").Plan ?? throw new InvalidOperationException("The plan has an error.");

    public static PlanCalendar Calendar => Plan.Calendar;

    /// <summary>The name of the only tree.</summary>
    public static string Tree => Plan.RecordedTrees[0].Name;

    public static Period PeriodOf(string name) => Calendar.Find(name) ?? throw new ArgumentException($"There is no period {name}.");

    /// <summary>The number of whom a founder stands below; null for the first.</summary>
    public static int? SponsorOf(int founder) => founder == 0 ? null : (founder - 1) / 2;

    /// <summary>A ledger with the company and its first period in it, which every run begins with a copy of.</summary>
    public static async Task<int> CreateAsync(string address, IClock clock)
    {
        await using var database = await LedgerDatabase.OpenAsync(address, clock);
        var sellers = Enumerable.Range(0, Sellers).Select(seller => $"S{seller},{(SponsorOf(seller) is { } sponsor ? $"S{sponsor}" : "")},2025-06-01\n");
        var programme = await LedgerSilo.AddCompanyAsync(database, Plan, "seller,sponsor,enrolled\n" + string.Concat(sellers));
        await new PeriodWork(database, programme, new PublishedPlans(CustomBonuses.None), "simulation").OpenAsync("2026-01", new PeriodRequest("open", "ann"));
        return programme;
    }
}
