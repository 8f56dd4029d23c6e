using System.Collections.Concurrent;
using System.Threading.Channels;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Programmes;

/// <summary>Represents the live figures of a silo's programmes: the open period of each, followed as long as anybody asks. One object serves the silo, on any
/// number of threads.</summary>
public sealed class LiveDirectory(LedgerDatabase database, LedgerWriter writer, ProgrammeDirectory programmes) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(int Programme, string Period, int PlanVersion, int? Run), Lazy<Task<Followed>>> followed = new();

    /// <summary>How many periods are followed.</summary>
    internal int Count => followed.Count;

    /// <summary>A seller's figures of the open period; null where the period does not know them.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="seller">The seller's id.</param>
    /// <param name="atLeast">The sequence of the ledger up to which everything has to be in; 0 takes what is known.</param>
    public async Task<SellerFigures?> FiguresAsync(int programme, string seller, long atLeast)
    {
        var open = await OfAsync(programme);
        try
        {
            var figures = await open.Live.AtLeastAsync(atLeast);
            // Explaining is long work the first time, which is not for a grain's turn.
            return await Task.Run(() => open.FiguresOf(figures, seller));
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException && open.IsDropped)
        {
            // Another period has taken its place meanwhile.
            return await FiguresAsync(programme, seller, atLeast);
        }
    }

    /// <summary>Stops following.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var period in followed.Values.Where(period => period.IsValueCreated && period.Value.IsCompletedSuccessfully))
        {
            await (await period.Value).Live.DisposeAsync();
        }
    }

    /// <summary>The period in which now lies, or the last one that is open, with what the run before it left.</summary>
    private async Task<Followed> OfAsync(int programme)
    {
        var cache = programmes.Of(programme);
        var terms = await cache.TermsAsync();
        IReadOnlyList<LedgerPeriod> periods;
        await using (var context = database.CreateContext())
        {
            periods = await LedgerPeriods.ReadAsync(context, programme);
        }

        var plan = terms.PlanAt(cache.Now);
        var period = periods.LastOrDefault(known => known.IsOpen && known.Period.Start <= cache.Now)?.Period ?? plan.Plan.Calendar.Containing(cache.Now)
            ?? throw new InvalidOperationException("The plan's calendar has no period now. Publish a plan whose calendar goes on.");
        var run = CarriedRun.Before(periods, period.Start);
        var key = (programme, period.Name, plan.Version, run);
        var isNew = !followed.ContainsKey(key);
        var opened = followed.GetOrAdd(key, _ => new Lazy<Task<Followed>>(() => OpenAsync(programme, plan.Plan, period, run)));
        try
        {
            var live = await opened.Value;
            if (isNew)
            {
                await DropAsync(key, periods);
            }

            return live;
        }
        catch
        {
            // Whoever asks next tries again.
            followed.TryRemove(KeyValuePair.Create(key, opened));
            throw;
        }
    }

    /// <summary>Stops following what a newly opened period takes the place of: itself under another plan or carry, and periods that have a result.</summary>
    private async Task DropAsync((int Programme, string Period, int PlanVersion, int? Run) current, IReadOnlyList<LedgerPeriod> periods)
    {
        var unfinished = periods.Where(known => PeriodEventText.Read(known).Status is PeriodStatus.Open or PeriodStatus.Closing)
            .Select(known => known.Period.Name).ToHashSet();
        var old = followed.Where(other => other.Key.Programme == current.Programme && other.Key != current
            && (other.Key.Period == current.Period || !unfinished.Contains(other.Key.Period))
            && other.Value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true });
        foreach (var other in old)
        {
            if (followed.TryRemove(other))
            {
                var dropped = await other.Value.Value;
                dropped.IsDropped = true;
                await dropped.Live.DisposeAsync();
            }
        }
    }

    private async Task<Followed> OpenAsync(int programme, Plan plan, Period period, int? run)
    {
        var carry = Carry.None;
        if (run is { } number)
        {
            await using var context = database.CreateContext();
            var book = await BookReader.ReadAsync(database, context, programme, plan, period, await context.LastSequenceAsync(programme));
            carry = CarriedRun.Read(database, context, programme, number, book);
        }

        return new Followed(plan, await LivePeriod.OpenAsync(database, writer.Feed, programme, plan, period, carry));
    }

    /// <summary>A period that is followed, and the explanation of its last figures that anybody asked for.</summary>
    private sealed class Followed(Plan plan, LivePeriod live)
    {
        private readonly Lock gate = new();
        private (long Sequence, Explainer Explainer)? explained;
        private volatile bool isDropped;

        /// <summary>Whether it is followed no more, so that whoever waits for it has to ask again.</summary>
        public bool IsDropped
        {
            get => isDropped;
            set => isDropped = value;
        }

        public LivePeriod Live => live;

        public SellerFigures? FiguresOf(LiveFigures figures, string seller)
        {
            lock (gate)
            {
                if (figures.Result.Sellers.Find(seller) < 0)
                {
                    return null;
                }

                if (explained?.Sequence != figures.Sequence)
                {
                    explained = (figures.Sequence, Explanation.Of(plan, figures.Snapshot));
                }

                var explanation = explained.Value.Explainer.Seller(seller);
                return new SellerFigures(figures.Sequence, figures.Result.Period, explanation.Ranks?.Rank ?? "", explanation.Ranks?.Next?.Name ?? "",
                    [.. explanation.Ranks?.MissingForNext.Select(requirement => requirement.ToString()) ?? []],
                    [.. explanation.Measures.Select(fact => new SellerFigure(fact.Name, fact.Text, fact.Units, fact.Decimals))],
                    explanation.Lines.Sum(line => line.Amount.Units ?? 0), plan.Document.Currency, plan.Decimals);
            }
        }
    }
}
