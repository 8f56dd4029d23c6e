using System.Collections.Concurrent;
using Compensation.Grains.Orders;
using Compensation.Grains.Periods;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Programmes;

/// <summary>Represents a published version of a programme's plan.</summary>
/// <param name="Version">The number of its publication.</param>
/// <param name="Effective">From when it applies.</param>
/// <param name="Plan">The plan.</param>
public sealed record PublishedPlan(int Version, Instant Effective, Plan Plan);

/// <summary>Represents what decisions about a programme's orders go by, as the ledger says it at one moment.</summary>
public sealed class ProgrammeTerms
{
    private readonly List<(Period Period, PeriodStatus Status)> statuses;
    private readonly Dictionary<string, int> numbers;
    private readonly IReadOnlyList<Field> columns;
    private readonly IReadOnlyList<string> words;
    private readonly ConcurrentDictionary<(FieldScope Scope, int PlanVersion), ValueCodes> codes = new();
    private readonly ConcurrentDictionary<int, KnownPeriods> periodsOf = new();

    private ProgrammeTerms(IReadOnlyList<PublishedPlan> plans, IReadOnlyList<Field> fields, Dictionary<int, (Period Period, PeriodStatus Status)> periods,
        IReadOnlyDictionary<int, string> storefronts, IReadOnlyList<string> words)
    {
        columns = fields;
        this.words = words;
        Plans = plans;
        Fields = LineField.Of([.. fields.Where(field => field.Scope == FieldScope.Order)], [.. plans.Select(published => published.Plan)]);
        Periods = periods.ToDictionary(period => period.Key, period => period.Value.Period);
        statuses = [.. periods.Values];
        numbers = periods.ToDictionary(period => period.Value.Period.Name, period => period.Key);
        Storefronts = storefronts;
    }

    /// <summary>The plan's versions, in the order of their publication.</summary>
    public IReadOnlyList<PublishedPlan> Plans { get; }

    /// <summary>The fields of order lines, by number.</summary>
    public IReadOnlyList<LineField> Fields { get; }

    /// <summary>The periods that were opened, by number.</summary>
    public IReadOnlyDictionary<int, Period> Periods { get; }

    /// <summary>The storefronts' names by number.</summary>
    public IReadOnlyDictionary<int, string> Storefronts { get; }

    /// <summary>The number of a period that was opened; null for another.</summary>
    public int? NumberOf(Period period) => numbers.TryGetValue(period.Name, out var number) ? number : null;

    /// <summary>The version of the plan that is in force at an instant: of those that apply the last published; before all of them the first.</summary>
    /// <exception cref="NoPlanException">The programme has no plan.</exception>
    public PublishedPlan PlanAt(Instant instant)
    {
        // Of two that begin at the same instant the one that was published later stands later.
        PublishedPlan? latest = null;
        foreach (var plan in Plans)
        {
            if (plan.Effective <= instant && (latest is null || plan.Effective >= latest.Effective))
            {
                latest = plan;
            }
        }

        return latest ?? (Plans is [var first, ..] ? first : throw new NoPlanException());
    }

    /// <summary>How values of the columns of sellers or orders are coded by the plan that is in force at an instant.</summary>
    /// <exception cref="NoPlanException">The programme has no plan.</exception>
    public ValueCodes CodesAt(FieldScope scope, Instant instant)
    {
        var plan = PlanAt(instant);
        return codes.GetOrAdd((scope, plan.Version), static (key, from) => new ValueCodes(key.Scope, from.Plan, from.columns, from.words),
            (plan.Plan, columns, words));
    }

    /// <summary>What a decision about an order knows.</summary>
    /// <param name="recorded">Now, by the ledger's clock.</param>
    /// <param name="enrolled">When the seller joined; null where the seller is not known.</param>
    public OrderContext ContextAt(Instant recorded, Instant? enrolled)
    {
        var (version, _, plan) = PlanAt(recorded);
        var periods = periodsOf.GetOrAdd(version, static (_, from) => new KnownPeriods(from.Calendar, from.statuses), (plan.Calendar, statuses));
        return new OrderContext(periods, plan.Document.OrdersCount, Fields, recorded)
        {
            Enrolled = enrolled,
            RefundsWithinDays = plan.Document.Refunds.WithinDays,
        };
    }

    /// <summary>Reads the terms.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="published">Reads the plan's versions.</param>
    internal static async Task<ProgrammeTerms> ReadAsync(LedgerContext context, int programme, PublishedPlans published)
    {
        var versions = await context.Rows<PlanVersionRow>().Where(row => row.Programme == programme).OrderBy(row => row.Version)
            .Select(row => new { row.Version, row.Effective }).ToListAsync();
        var plans = new List<PublishedPlan>();
        foreach (var version in versions)
        {
            plans.Add(new PublishedPlan(version.Version, Instant.FromUnixTimeMilliseconds(version.Effective),
                await published.ReadAsync(context, programme, version.Version)));
        }

        var fields = await context.ReadFieldsAsync(programme);
        var storefronts = await context.Rows<StorefrontRow>().Where(row => row.Programme == programme)
            .ToDictionaryAsync(row => row.Storefront, row => row.Name);

        // Of a period that is not open, orders need to know no more.
        return new ProgrammeTerms(plans, fields,
            (await LedgerPeriods.ReadAsync(context, programme)).ToDictionary(
                known => known.Number, known => (known.Period, known.IsOpen ? PeriodStatus.Open : PeriodStatus.Closing)),
            storefronts, await context.ReadWordsAsync(programme));
    }
}
