using System.Collections.Concurrent;
using Compensation.Ledger.Store;
using Compensation.Rules.Bonuses;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Ledger.Periods;

/// <summary>Gives the plans that a programme has published; each text is read once.</summary>
/// <remarks>Safe to share between threads.</remarks>
/// <param name="custom">The custom kinds of bonus that the program knows.</param>
public sealed class PublishedPlans(CustomBonuses custom)
{
    private readonly ConcurrentDictionary<(int Programme, int Version), Plan> plans = new();

    /// <summary>Checks a text that may be published.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What places in it are of.</param>
    /// <returns>The plan, or null if there are errors; and all errors and warnings in the order of their places.</returns>
    public (Plan? Plan, IReadOnlyList<Finding> Findings) Check(string text, string name) => PlanChecker.Check(text, name, custom);

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
        var (plan, findings) = Check(text, $"plan version {version}");
        return plans[(programme, version)] = plan ?? throw new InvalidOperationException(
            $"Version {version} of the programme's plan cannot be read: {findings[0]} It was published by another version of the program, or with a bonus kind "
            + "that is not installed.");
    }

    /// <summary>The publication that is in force at an instant, with its number: of those that apply the last; before all of them the first.</summary>
    /// <returns>The publication; null where the programme has none.</returns>
    public async Task<(Plan Plan, int Version)?> AtAsync(LedgerContext context, int programme, Instant instant, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (rows, at) = (context.Rows<PlanVersionRow>().Where(row => row.Programme == programme), instant.ToUnixTimeMilliseconds());
        var version = await rows.Where(row => row.Effective <= at).OrderByDescending(row => row.Effective).ThenByDescending(row => row.Version)
            .Select(row => (int?)row.Version).FirstOrDefaultAsync(cancellation) ?? await rows.MinAsync(row => (int?)row.Version, cancellation);
        return version is { } found ? (await ReadAsync(context, programme, found, cancellation), found) : null;
    }

    /// <summary>The newest publication of a programme's plan, with its number; null where there is none.</summary>
    public async Task<(Plan Plan, int Version)?> NewestAsync(LedgerContext context, int programme, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var version = await context.Rows<PlanVersionRow>().Where(row => row.Programme == programme).MaxAsync(row => (int?)row.Version, cancellation);
        return version is { } newest ? (await ReadAsync(context, programme, newest, cancellation), newest) : null;
    }
}
