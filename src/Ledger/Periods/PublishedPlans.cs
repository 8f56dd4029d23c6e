using System.Collections.Concurrent;
using Compensation.Ledger.Store;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Periods;

/// <summary>Gives the plans that a programme has published; each text is read once.</summary>
/// <remarks>Safe to share between threads.</remarks>
/// <param name="custom">The custom kinds of bonus that the program knows.</param>
public sealed class PublishedPlans(CustomBonuses custom)
{
    private readonly ConcurrentDictionary<(int Programme, int Version), Plan> plans = new();

    /// <summary>A publication of a programme's plan.</summary>
    /// <exception cref="InvalidOperationException">This version of the program cannot read the text that another one has published.</exception>
    public async Task<Plan> ReadAsync(LedgerContext context, int programme, int version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (plans.TryGetValue((programme, version), out var known))
        {
            return known;
        }

        var text = await context.Rows<PlanVersionRow>().Where(row => row.Programme == programme && row.Version == version)
            .Select(row => row.Text).SingleAsync(cancellation);
        var (plan, findings) = PlanChecker.Check(text, $"plan version {version}", custom);
        return plans[(programme, version)] = plan ?? throw new InvalidOperationException(
            $"Version {version} of the programme's plan cannot be read: {findings[0]} It was published by another version of the program, or with a bonus kind "
            + "that is not installed.");
    }

    /// <summary>The newest publication of a programme's plan, with its number; null where there is none.</summary>
    public async Task<(Plan Plan, int Version)?> NewestAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var version = await context.Rows<PlanVersionRow>().Where(row => row.Programme == programme).MaxAsync(row => (int?)row.Version, cancellation);
        return version is { } newest ? (await ReadAsync(context, programme, newest, cancellation), newest) : null;
    }
}
