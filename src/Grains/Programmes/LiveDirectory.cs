using System.Collections.Concurrent;
using System.Threading.Channels;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Hosting;
using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Grains.Programmes;

/// <summary>Represents the live figures of a silo's programmes: the open period of each, followed from the first question on until it has a result. One object
/// serves the silo, on any number of threads.</summary>
public sealed class LiveDirectory(LedgerDatabase database, LedgerWriter writer, ProgrammeDirectory programmes, GrainOptions options) : IAsyncDisposable
{
    private static readonly Duration LongestLag = Duration.FromSeconds(2);

    private readonly ConcurrentDictionary<FollowedKey, Lazy<Task<FollowedPeriod>>> followed = new();
    private readonly ConcurrentDictionary<int, (ProgrammeTerms Terms, Instant Found, FollowedPeriod Period)> current = new();

    /// <summary>How many periods are followed.</summary>
    internal int Count => followed.Count;

    /// <summary>A seller's figures of the open period; null where the period does not know them.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="atLeast">The sequence of the ledger up to which everything has to be in; 0 takes what is at most a second old.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SellerFigures?> FiguresAsync(int programme, string seller, long atLeast, CancellationToken cancellation = default) =>
        await programmes.Of(programme).SellerAsync(seller) is { } known
            ? await AskAsync(programme, atLeast, (period, figures) => period.FiguresOf(figures, known.Number), cancellation)
            : null;

    /// <summary>What the open period would come to if it ended now.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<LiveTotals> TotalsAsync(int programme, CancellationToken cancellation = default) =>
        (await AskAsync(programme, 0, (period, figures) => period.TotalsOf(figures), cancellation))!;

    /// <summary>What stands below a seller in a tree of the open period, leg by leg; null where the period does not know the seller or the tree.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="tree">The tree's name.</param>
    /// <param name="offset">How many legs to pass over.</param>
    /// <param name="size">How many to give at most.</param>
    /// <param name="atLeast">See <see cref="FiguresAsync"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<LegFiguresPage?> LegsAsync(
        int programme, string seller, string tree, int offset, int size, long atLeast, CancellationToken cancellation = default) =>
        await programmes.Of(programme).SellerAsync(seller) is { } known
            ? await AskAsync(programme, atLeast, (_, figures) => FollowedPeriod.LegsOf(figures, known.Number, tree, offset, size), cancellation)
            : null;

    /// <summary>The figures that a period had when its close was begun; null where it was not followed then, or by another plan or carry.</summary>
    public async Task<LiveFigures?> ClosedAsync(LiveQuestion question, CancellationToken cancellation = default)
    {
        var key = new FollowedKey(question.Programme, question.Period, question.PlanVersion, question.PreviousRun);
        return followed.TryGetValue(key, out var period) && period is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
            ? await (await period.Value).Live.ClosedAsync(question.AsOf, cancellation)
            : null;
    }

    /// <summary>What is known of a period with everything up to a sequence; null for another period than the one that is followed now, or by another plan or
    /// carry.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="plan">The plan by which it is looked at.</param>
    /// <param name="period">The period's name.</param>
    /// <param name="previousRun">The run whose carry is taken over; null for a first period.</param>
    /// <param name="atLeast">The sequence of the ledger.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<Snapshot?> SnapshotAsync(
        int programme, Plan plan, string period, int? previousRun, long atLeast, CancellationToken cancellation = default)
    {
        var present = await OfAsync(programme);
        if (present.Live.Period.Name != period || present.Live.PreviousRun != previousRun || present.Plan.Text != plan.Text)
        {
            return null;
        }

        try
        {
            return await present.Live.SnapshotAsync(atLeast, cancellation);
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException && present.IsDropped)
        {
            return null;
        }
    }

    /// <summary>Follows a programme's open period from now on, before anybody asks.</summary>
    /// <exception cref="System.Data.Common.DbException">The ledger cannot be read.</exception>
    public async Task FollowAsync(int programme) => await OfAsync(programme);

    /// <summary>Saves the books, where there is a folder for them, and stops following.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (key, period) in followed.Where(period => period.Value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            var live = (await period.Value).Live;
            if (FileOf(key) is { } file)
            {
                Directory.CreateDirectory(options.Books!);
                await live.SaveAsync(file);
            }

            await live.DisposeAsync();
        }
    }

    private async Task<T?> AskAsync<T>(int programme, long atLeast, Func<FollowedPeriod, LiveFigures, T?> answer, CancellationToken cancellation)
        where T : class
    {
        while (true)
        {
            var period = await OfAsync(programme);
            try
            {
                var figures = await (atLeast > 0 ? period.Live.AtLeastAsync(atLeast, cancellation) : period.Live.RecentAsync(cancellation));
                return answer(period, figures);
            }
            catch (Exception error) when (error is OperationCanceledException or ChannelClosedException && period.IsDropped)
            {
                // Another period has taken its place meanwhile.
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>The period in which now lies, or the last one that is open, with what the run before it left.</summary>
    private async ValueTask<FollowedPeriod> OfAsync(int programme)
    {
        var cache = programmes.Of(programme);
        var terms = await cache.TermsAsync();
        return current.TryGetValue(programme, out var known) && known.Terms == terms && cache.Now - known.Found < LongestLag && !known.Period.IsDropped
            ? known.Period
            : await FindAsync(programme, terms, cache.Now);
    }

    private async Task<FollowedPeriod> FindAsync(int programme, ProgrammeTerms terms, Instant now)
    {
        IReadOnlyList<LedgerPeriod> periods;
        await using (var context = database.CreateContext())
        {
            periods = await LedgerPeriods.ReadAsync(context, programme);
        }

        // A period is closed by the plan that it was opened with.
        var open = periods.LastOrDefault(known => known.IsOpen && known.Period.Start <= now);
        var plan = open is null ? terms.PlanAt(now) : terms.Plans.First(plan => plan.Version == open.PlanVersion);
        var period = open?.Period ?? plan.Plan.Calendar.Containing(now)
            ?? throw new InvalidOperationException("The plan's calendar has no period now. Publish a plan whose calendar goes on.");
        var key = new FollowedKey(programme, period.Name, plan.Version, CarriedRun.Before(periods, period.Start));
        var opened = followed.GetOrAdd(key, _ => new Lazy<Task<FollowedPeriod>>(async () => new FollowedPeriod(plan.Plan, await LivePeriod.OpenAsync(
            database, writer.Feed, programme, plan.Plan, period, key.PreviousRun, FileOf(key), options.Live))));
        try
        {
            var live = await opened.Value;
            current[programme] = (terms, now, live);
            await DropAsync(key, periods);
            return live;
        }
        catch
        {
            // Whoever asks next tries again.
            followed.TryRemove(KeyValuePair.Create(key, opened));
            throw;
        }
    }

    /// <summary>Stops following what a period takes the place of: itself under another plan or carry, and periods that have a result.</summary>
    private async Task DropAsync(FollowedKey present, IReadOnlyList<LedgerPeriod> periods)
    {
        var others = followed.Where(other => other.Key.Programme == present.Programme && other.Key != present
            && other.Value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }).ToList();
        if (others.Count == 0)
        {
            return;
        }

        var unfinished = periods.Where(known => PeriodEventText.Read(known).Status is PeriodStatus.Open or PeriodStatus.Closing)
            .Select(known => known.Period.Name).ToHashSet();
        foreach (var other in others.Where(other => other.Key.Period == present.Period || !unfinished.Contains(other.Key.Period)))
        {
            if (followed.TryRemove(other))
            {
                var dropped = await other.Value.Value;
                dropped.IsDropped = true;
                await dropped.Live.DisposeAsync();
            }
        }
    }

    private string? FileOf(FollowedKey key) => options.Books is { } folder ? BookFile.PathOf(folder, key.Programme, key.Period) : null;

    private readonly record struct FollowedKey(int Programme, string Period, int PlanVersion, int? PreviousRun);
}
