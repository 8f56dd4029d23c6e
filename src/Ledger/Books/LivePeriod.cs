using System.Data.Common;
using System.Text;
using System.Threading.Channels;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Ledger.Writing;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Books;

/// <summary>Represents a period's live figures, which follow the ledger: each entry comes into the book once, in order and without a gap.</summary>
/// <remarks>
/// The book comes from its file or from the ledger, as of a sequence. From then on the feed brings entries. What the feed does not bring (another writer's
/// entries, an import, what was committed before it was followed) shows as a gap and is read from the ledger. When the programme gets a new field or word,
/// which the book's columns do not know, the book is read anew.
/// </remarks>
public sealed class LivePeriod : IAsyncDisposable
{
    private const int MostWaiting = 1 << 14;

    /// <summary>How many entries are read from the ledger at once, and how many while a close lets orders go first.</summary>
    private const int MostRead = 1 << 17;
    private const int MostReadBesideOrders = 1 << 13;

    private static readonly Duration LongestAge = Duration.FromSeconds(1);

    private readonly LedgerDatabase database;
    private readonly int programme;
    private readonly Plan plan;
    private readonly Period period;
    private readonly int? previousRun;
    private readonly LiveEffort effort;
    private readonly Pace pace;
    private readonly HashSet<int> read = [];
    private readonly IDisposable? following;

    // An entry that finds no room is missed, and the gap is read from the ledger.
    private readonly Channel<object> messages = Channel.CreateBounded<object>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private Task loop = Task.CompletedTask;
    private ProgrammeNames names = new([], []);
    private LiveBook? live;
    private int own;
    private bool isOpen;
    private ClosedFigures? closed;
    private long heard;
    private long sequence;

    private LivePeriod(
        LedgerDatabase database, LedgerFeed? feed, int programme, Plan plan, Period period, int? previousRun, LiveEffort effort, Pace pace)
    {
        this.database = database;
        this.programme = programme;
        this.plan = plan;
        this.period = period;
        this.previousRun = previousRun;
        this.effort = effort;
        this.pace = pace;
        following = feed?.Follow(entries =>
        {
            if (entries.Programme == programme)
            {
                Volatile.Write(ref heard, entries.Last);
                messages.Writer.TryWrite(entries);
            }
        });
    }

    /// <summary>The period.</summary>
    public Period Period => period;

    /// <summary>The run whose carry is taken over; null for a first period.</summary>
    public int? PreviousRun => previousRun;

    /// <summary>The sequence of the ledger up to which everything is in the book.</summary>
    public long Sequence => Volatile.Read(ref sequence);

    /// <summary>Opens a period's live figures.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="feed">The silo's feed.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="plan">The plan by which the period is closed.</param>
    /// <param name="period">The period.</param>
    /// <param name="previousRun">The run of the period before, whose carry is taken over; null for a first period.</param>
    /// <param name="file">Where <see cref="SaveAsync"/> has saved the book; null where it has not.</param>
    /// <param name="effort">How much of the machine figures may take; null for the usual.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FieldValueException">The plan cannot take a value of the ledger.</exception>
    public static async Task<LivePeriod> OpenAsync(LedgerDatabase database, LedgerFeed feed, int programme, Plan plan, Period period, int? previousRun,
        string? file = null, LiveEffort? effort = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(feed);
        var opened = new LivePeriod(database, feed, programme, plan, period, previousRun, effort ?? new LiveEffort(), Pace.Full);
        try
        {
            await opened.LoadAsync(file, null, fromOpening: false, cancellation).ConfigureAwait(false);
            await opened.CatchUpAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        opened.loop = Task.Run(opened.RunAsync, CancellationToken.None);
        return opened;
    }

    /// <summary>What a period came to live as of a sequence that has passed, for who did not follow it then.</summary>
    /// <remarks>
    /// The book begins as of an earlier sequence: that of its file, or else that at which the period was opened (or the run before it was calculated, if
    /// that is later). What has come since is taken in entry by entry, by the code that follows the feed. So a close that is held against this is not held
    /// against its own reading: the close reads all rows of a table at once, each in the order of its key.
    /// </remarks>
    /// <param name="database">The ledger.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="plan">The plan by which the period is closed.</param>
    /// <param name="period">The period.</param>
    /// <param name="previousRun">The run of the period before, whose carry is taken over; null for a first period.</param>
    /// <param name="asOf">The sequence; the ledger has reached it.</param>
    /// <param name="file">Where <see cref="SaveAsync"/> may have saved the book; null where it has not.</param>
    /// <param name="threads">How many threads the close may use.</param>
    /// <param name="pace">How fast to read beside orders; null for full speed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FieldValueException">The plan cannot take a value of the ledger.</exception>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>, as for its other exceptions.</exception>
    public static async Task<(Result Result, Snapshot Snapshot)> RetraceAsync(LedgerDatabase database, int programme, Plan plan, Period period,
        int? previousRun, long asOf, string? file = null, int threads = 1, Pace? pace = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var traced = new LivePeriod(database, null, programme, plan, period, previousRun, new LiveEffort(threads), pace ?? Pace.Full);
        await traced.LoadAsync(file, asOf, fromOpening: true, cancellation).ConfigureAwait(false);
        await using (var context = database.CreateContext())
        {
            await traced.AddUpToAsync(context, asOf, cancellation).ConfigureAwait(false);
        }

        var snapshot = await traced.live!.SnapshotAsync(cancellation).ConfigureAwait(false);
        snapshot = new LatePay(database, programme, plan, previousRun).AddTo(snapshot);
        return (PeriodClose.Close(plan, snapshot, threads), snapshot);
    }

    /// <summary>Figures in which everything up to a sequence is in.</summary>
    /// <param name="asOf">A sequence of the ledger; one that it has not reached is waited for. 0 takes what is known.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="DbException">The ledger cannot be read.</exception>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>, as for its other exceptions.</exception>
    public Task<LiveFigures> AtLeastAsync(long asOf, CancellationToken cancellation = default) =>
        AskBookAsync(asOf, book => book.AtLeastAsync(asOf, cancellation), cancellation);

    /// <summary>What is known of the period, with everything up to a sequence; nothing is computed.</summary>
    /// <param name="asOf">A sequence of the ledger; one that it has not reached is waited for.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="DbException">The ledger cannot be read.</exception>
    /// <exception cref="FieldValueException">The plan cannot take a value of the ledger.</exception>
    public Task<Snapshot> SnapshotAsync(long asOf, CancellationToken cancellation = default) =>
        AskBookAsync(asOf, book => book.SnapshotAsync(cancellation), cancellation);

    /// <summary>Figures that are at most a second old, or have everything in that is known here.</summary>
    /// <remarks>Where something has come since, newer ones are computed meanwhile, so who asks again and again is never far behind.</remarks>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>, as for its other exceptions.</exception>
    public async Task<LiveFigures> RecentAsync(CancellationToken cancellation = default)
    {
        var newest = Math.Max(Volatile.Read(ref heard), Sequence);
        if (Volatile.Read(ref live)!.Latest is not { } known)
        {
            return await AtLeastAsync(0, cancellation).ConfigureAwait(false);
        }

        if (known.Sequence >= newest)
        {
            return known;
        }

        if (database.Clock.GetCurrentInstant() - known.Taken > LongestAge)
        {
            return await AtLeastAsync(newest, cancellation).ConfigureAwait(false);
        }

        Volatile.Read(ref live)!.Refresh();
        return known;
    }

    /// <summary>The figures with which the period was closed: those of the sequence at which its close was begun.</summary>
    /// <param name="asOf">The sequence that the close has fixed.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The figures; null where the period was not followed when its close was begun.</returns>
    /// <exception cref="DbException">The ledger cannot be read.</exception>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>, as for its other exceptions.</exception>
    public async Task<LiveFigures?> ClosedAsync(long asOf, CancellationToken cancellation = default)
    {
        await AskAsync(CatchUpAsync, cancellation).ConfigureAwait(false);
        return Volatile.Read(ref closed) is { } known && known.Sequence == asOf
            ? await known.Figures.Value.WaitAsync(cancellation).ConfigureAwait(false)
            : null;
    }

    /// <summary>Saves the book as it is.</summary>
    /// <param name="file">The file; one that exists is replaced.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="IOException">The disk is full or cannot be written to.</exception>
    public Task SaveAsync(string file, CancellationToken cancellation = default) => AskAsync(_ => SaveNowAsync(file), cancellation);

    /// <summary>Stops following the ledger; open questions are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        following?.Dispose();
        messages.Writer.TryComplete();
        await loop.ConfigureAwait(false);
        if (live is { } book)
        {
            await book.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> AskBookAsync<T>(long asOf, Func<LiveBook, Task<T>> ask, CancellationToken cancellation)
    {
        if (asOf > Sequence)
        {
            // What the feed has brought stands before this question.
            await AskAsync(stop => asOf > sequence ? CatchUpAsync(stop) : Task.CompletedTask, cancellation).ConfigureAwait(false);
        }

        while (true)
        {
            var book = Volatile.Read(ref live)!;
            try
            {
                return await ask(book).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or ChannelClosedException && book != Volatile.Read(ref live))
            {
                // The book was read anew meanwhile.
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task AskAsync(Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        var question = new Question(run);
        await messages.Writer.WriteAsync(question, cancellation).ConfigureAwait(false);
        await question.Done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await foreach (var message in messages.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var question = message as Question;
            try
            {
                await (question?.Run(CancellationToken.None) ?? TakeAsync((LedgerEntries)message)).ConfigureAwait(false);
                question?.Done.SetResult();
            }
            catch (Exception error) when (error is DbException or IOException or UnauthorizedAccessException or FieldValueException)
            {
                // What could not be read is a gap, which the next entry or question closes.
                question?.Done.SetException(error);
            }
        }
    }

    private Task TakeAsync(LedgerEntries entries)
    {
        if (entries.Last <= sequence && entries.Rows is { } known && !known.Any(IsName))
        {
            return Task.CompletedTask;
        }

        return entries.After == sequence && entries.Rows is { } rows && !rows.Any(IsName)
            ? AddAsync(rows, entries.Last, CancellationToken.None)
            : CatchUpAsync(CancellationToken.None);
    }

    private static bool IsName(object row) => row is FieldRow or WordRow;

    /// <summary>Reads the book from its file, if there is one that fits, or else from the ledger.</summary>
    /// <param name="file">The file.</param>
    /// <param name="upTo">The sequence beyond which nothing is read; null for all there is.</param>
    /// <param name="fromOpening">Whether the ledger is read only as it was when the period was opened.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task LoadAsync(string? file, long? upTo, bool fromOpening, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var head = upTo ?? await HeadAsync(context, cancellation).ConfigureAwait(false);
        var carriedAsOf = await CarriedAsOfAsync(context, cancellation).ConfigureAwait(false);
        names = await BookReader.NamesAsync(context, programme, cancellation).ConfigureAwait(false);
        var book = file is null ? null : BookFile.Load(file, plan, period, names);

        // A file may know more than a ledger that was restored from a backup, and less than the run whose carry is taken over: that run may carry
        // something for a seller who joined after the file was saved.
        if (book is null || book.Sequence > head || book.Sequence < carriedAsOf)
        {
            var asOf = fromOpening ? Math.Max(carriedAsOf, await OpenedAsOfAsync(context, cancellation).ConfigureAwait(false)) : head;
            book = await BookReader.ReadAsync(database, context, programme, plan, period, asOf, effort.Threads, pace, cancellation).ConfigureAwait(false);
        }

        read.Clear();
        Note(await context.Rows<PeriodRow>().Where(row => row.Programme == programme).ToListAsync(cancellation).ConfigureAwait(false));
        isOpen = await IsOpenAsync(context, book.Sequence, cancellation).ConfigureAwait(false);
        Volatile.Write(ref sequence, book.Sequence);
        var before = live;
        var carry = previousRun is { } run ? LedgerRun.Open(database, context, programme, run, book.SellerIds()).ReadCarry() : Carry.None;
        Volatile.Write(ref live, new LiveBook(plan, book, carry, database.Clock, effort, new LatePay(database, programme, plan, previousRun).AddTo));
        if (before is not null)
        {
            await before.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads from the ledger what is not in the book.</summary>
    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var head = await HeadAsync(context, cancellation).ConfigureAwait(false);
        var now = await BookReader.NamesAsync(context, programme, cancellation).ConfigureAwait(false);
        if (!now.Fields.SequenceEqual(names.Fields) || !now.Words.SequenceEqual(names.Words))
        {
            await LoadAsync(null, null, fromOpening: false, cancellation).ConfigureAwait(false);
        }
        else if (head > sequence)
        {
            Note(await context.Rows<PeriodRow>().Where(row => row.Programme == programme).ToListAsync(cancellation).ConfigureAwait(false));
            await AddUpToAsync(context, head, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Adds entries up to a sequence, so many at a time that they need little memory. The next ones are read while those before go into the
    /// book.</summary>
    private async Task AddUpToAsync(LedgerContext context, long last, CancellationToken cancellation)
    {
        var customers = await context.Rows<CustomerRow>().CountAsync(row => row.Programme == programme && row.Sequence <= sequence, cancellation)
            .ConfigureAwait(false);
        var (next, began) = (EndOfNext(sequence, last), pace.Now);
        var reading = ReadAsync(context, sequence, next, customers);
        while (sequence < last)
        {
            var (rows, end) = (await reading.ConfigureAwait(false), next);
            began = await pace.RestAsync(began, cancellation).ConfigureAwait(false);
            next = EndOfNext(end, last);
            customers += rows.OfType<CustomerRow>().Count();
            reading = ReadAsync(context, end, next, customers);
            try
            {
                await AddAsync(rows, end, cancellation).ConfigureAwait(false);
            }
            catch
            {
                // The context is not disposed of while it is read from.
                await Task.WhenAny(reading).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>The sequence up to which the next entries are read.</summary>
    private long EndOfNext(long after, long last) => Math.Min(last, after + (pace.GivesWay ? MostReadBesideOrders : MostRead));

    private Task<long> HeadAsync(LedgerContext context, CancellationToken cancellation) => context.Rows<ProgrammeRow>()
        .Where(row => row.Programme == programme).Select(row => row.LastSequence).SingleAsync(cancellation);

    /// <summary>What the run whose carry is taken over has known; 0 in a first period.</summary>
    private async Task<long> CarriedAsOfAsync(LedgerContext context, CancellationToken cancellation) => previousRun is not { } run ? 0
        : await context.Rows<RunRow>().Where(row => row.Programme == programme && row.Run == run).Select(row => row.AsOf).SingleAsync(cancellation)
            .ConfigureAwait(false);

    /// <summary>The sequence at which the period was opened; 0 where it was not.</summary>
    private async Task<long> OpenedAsOfAsync(LedgerContext context, CancellationToken cancellation) =>
        await context.Rows<PeriodRow>().Where(row => row.Programme == programme && row.Name == period.Name)
            .Join(context.Rows<PeriodEventRow>().Where(row => row.Programme == programme && row.Event == 1), row => row.Period, row => row.Period,
                (_, opened) => opened.Sequence)
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);

    /// <summary>Whether the period took orders as of a sequence.</summary>
    private async Task<bool> IsOpenAsync(LedgerContext context, long asOf, CancellationToken cancellation) =>
        await context.Rows<PeriodEventRow>().Where(row => row.Programme == programme && row.Period == own && row.Sequence <= asOf)
            .OrderByDescending(row => row.Event).Select(row => row.State).FirstOrDefaultAsync(cancellation).ConfigureAwait(false)
            is null or PeriodEventRow.Open;

    /// <summary>Reads entries after a sequence, in their order, up to another one.</summary>
    /// <param name="context">The context.</param>
    /// <param name="after">The one sequence.</param>
    /// <param name="upTo">The other one.</param>
    /// <param name="customers">How many customers there were before: the others are found by their numbers, of which each has taken a sequence.</param>
    private Task<List<object>> ReadAsync(LedgerContext context, long after, long upTo, int customers) => after >= upTo
        ? Task.FromResult(new List<object>())
        : OwnThread.RunAsync(() => Read(context, after, upTo, customers), CancellationToken.None);

    private List<object> Read(LedgerContext context, long after, long upTo, int customers)
    {
        var filter = new RowFilter(programme) { After = after, UpTo = upTo };
        var added = filter with { Numbers = new RowNumbers(nameof(CustomerRow.Customer), customers, customers + upTo - after) };
        var rows = new List<(long Sequence, object Row)>();
        rows.AddRange(database.Read<SellerRow>(context, filter).Select(row => (row.Sequence, (object)row)));
        rows.AddRange(database.Read<SellerEventRow>(context, filter).Select(row => (row.Sequence, (object)row)));
        rows.AddRange(database.Read<EdgeRow>(context, filter).Select(row => (row.Sequence, (object)row)));
        rows.AddRange(database.Read<CustomerRow>(context, added).Select(row => (row.Sequence, (object)row)));
        rows.AddRange(database.Read<OrderEventRow>(context, filter).Select(row => (row.Sequence, (object)row)));
        rows.AddRange(database.Read<AdjustmentRow>(context, filter).Select(row => (row.Sequence, (object)row)));
        rows.AddRange(database.Read<OverrideRow>(context, filter).Select(row => (row.Sequence, (object)row)));
        rows.AddRange(database.Read<PeriodEventRow>(context, filter).Select(row => (row.Sequence, (object)row)));
        return [.. rows.OrderBy(row => row.Sequence).Select(row => row.Row)];
    }

    /// <summary>Notes the periods whose orders the book holds, as <see cref="BookReader"/> reads them.</summary>
    private void Note(IEnumerable<PeriodRow> periods)
    {
        foreach (var row in periods)
        {
            own = row.Name == period.Name ? row.Period : own;
            if (plan.LooksBackOnOrders || row.Name == period.Name)
            {
                read.Add(row.Period);
            }
        }
    }

    private async Task AddAsync(IReadOnlyList<object> rows, long last, CancellationToken cancellation)
    {
        Note(rows.OfType<PeriodRow>());
        var additions = new List<Action<PeriodBook>>();
        var elsewhere = await ElsewhereAsync(rows, cancellation).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (row is PeriodEventRow happened && happened.Period == own)
            {
                await FollowAsync(happened, additions, cancellation).ConfigureAwait(false);
            }
            else if (AdditionOf(row, elsewhere) is { } addition)
            {
                additions.Add(addition);
            }
        }

        await PassOnAsync(additions, last, cancellation).ConfigureAwait(false);
        Volatile.Write(ref sequence, last);
    }

    private async Task PassOnAsync(List<Action<PeriodBook>> additions, long last, CancellationToken cancellation)
    {
        Action<PeriodBook>[] rows = [.. additions];
        additions.Clear();
        await live!.AddAsync(last, book => Array.ForEach(rows, add => add(book)), cancellation).ConfigureAwait(false);
    }

    /// <summary>Where the close of the period is begun, keeps what is in the book before: that is what the close reads.</summary>
    private async Task FollowAsync(PeriodEventRow happened, List<Action<PeriodBook>> before, CancellationToken cancellation)
    {
        if (isOpen && happened.State != PeriodEventRow.Open)
        {
            var asOf = happened.Sequence - 1;
            await PassOnAsync(before, asOf, cancellation).ConfigureAwait(false);
            var book = live!;
            var (snapshot, taken) = (await book.SnapshotAsync(cancellation).ConfigureAwait(false), database.Clock.GetCurrentInstant());
            Volatile.Write(ref closed, new ClosedFigures(asOf, new Lazy<Task<LiveFigures>>(() => Task.Factory.StartNew(
                () => book.Figures(asOf, snapshot, taken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))));
        }

        isOpen = happened.State == PeriodEventRow.Open;
    }

    /// <summary>What a row brings to the book; null for nothing.</summary>
    private Action<PeriodBook>? AdditionOf(object row, ILookup<string, OrderEventRow> elsewhere) => row switch
    {
        SellerRow seller => book => book.AddSeller(Encoding.UTF8.GetBytes(seller.Id), seller.Enrolled, BookRows.Given(seller.Values)),
        SellerEventRow change => book => BookRows.Add(book, change),
        EdgeRow edge => book => book.AddEdge(edge.Tree, edge.Seller, edge.Parent ?? -1, edge.Leg ?? 0, edge.Effective),
        CustomerRow customer => book => book.AddCustomer(Encoding.UTF8.GetBytes(customer.Id)),
        OrderEventRow { Counts: not null } order when !read.Contains(order.Period!.Value) => book => AddElsewhere(book, order),
        OrderEventRow { Counts: { } counts } order when counts < period.End.ToUnixTimeMilliseconds() =>
            order.Kind == OrderEventKind.Refunded ? Refund(order, elsewhere[order.OrderId]) : book => BookRows.Add(book, order),
        AdjustmentRow entry when entry.Period == own => book => BookRows.Add(book, entry),
        OverrideRow entry when entry.Period == own => book => BookRows.Add(book, entry, plan, names.Words),
        _ => null,
    };

    /// <summary>An order that is refunded in this period is in the book with all that happened to it elsewhere.</summary>
    private static void AddElsewhere(PeriodBook book, OrderEventRow order)
    {
        if (book.HasRefundOf(order.OrderId))
        {
            BookRows.Add(book, order);
        }
    }

    /// <summary>A refund, together with what happened to its order in periods that the book does not hold.</summary>
    private static Action<PeriodBook> Refund(OrderEventRow refund, IEnumerable<OrderEventRow> elsewhere)
    {
        var before = elsewhere.Where(row => row.Sequence < refund.Sequence).ToList();
        return book =>
        {
            if (!book.HasRefundOf(refund.OrderId))
            {
                before.ForEach(row => BookRows.Add(book, row));
            }

            BookRows.Add(book, refund);
        };
    }

    /// <summary>What happened, in periods that the book does not hold, to the orders that some rows refund; by order.</summary>
    private async Task<ILookup<string, OrderEventRow>> ElsewhereAsync(IReadOnlyList<object> rows, CancellationToken cancellation)
    {
        var refunded = rows.OfType<OrderEventRow>().Where(row => row.Kind == OrderEventKind.Refunded && row.Period is { } counts && read.Contains(counts))
            .Select(row => row.OrderId).Distinct().ToList();
        if (refunded.Count == 0)
        {
            return Array.Empty<OrderEventRow>().ToLookup(row => row.OrderId);
        }

        await using var context = database.CreateContext();
        var events = await BookReader.ElsewhereAsync(context, programme, refunded, [.. read], cancellation).ConfigureAwait(false);
        return events.ToLookup(row => row.OrderId);
    }

    private async Task SaveNowAsync(string file)
    {
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await live!.AddAsync(sequence, book =>
        {
            try
            {
                BookFile.Save(file, book, plan, names);
                saved.SetResult();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                saved.SetException(error);
            }
        }).ConfigureAwait(false);
        await saved.Task.ConfigureAwait(false);
    }

    /// <summary>What the period came to when its close was begun; computed when somebody asks.</summary>
    private sealed record ClosedFigures(long Sequence, Lazy<Task<LiveFigures>> Figures);

    private sealed record Question(Func<CancellationToken, Task> Run)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
